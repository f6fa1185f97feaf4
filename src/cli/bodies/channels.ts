import { analyzeModel } from '../../analysis/check-model.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { diagnostic, success, type Diagnostic, type Result } from '../../diagnostics/diagnostic.js';
import type { Rounding } from '../../numerics/rounding.js';
import { inspectChannels, type LayerChannels } from '../../report/channels.js';
import { channelsCsv, renderChannels } from '../../report/channels-text.js';
import type { ModelSource } from '../../compiler.js';
import { findLayers } from '../find-layers.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

export interface ChannelsArguments extends ModelArguments {
  readonly rounding: Rounding;
  readonly layer: string | undefined;
  readonly csv: boolean;
}

/** Prints the factors of one layer, or of all that have some, and where they come from. */
export async function runChannels(args: ChannelsArguments, terminal: Terminal): Promise<ExitCode> {
  const inspected = await layersOf(args);
  if (!inspected.ok) return endWith(terminal, 'inspect', inspected.diagnostics);
  const { layers, source } = inspected.value;
  terminal.say(args.csv ? channelsCsv(layers) : renderChannels(layers, terminal.paint));
  terminal.report(inspected.diagnostics);
  terminal.document({
    command: 'inspect',
    ok: true,
    diagnostics: inspected.diagnostics.map(diagnosticToJson),
    model: source,
    rounding: args.rounding,
    layers,
  });
  return exitCodes.fine;
}

interface Inspected {
  readonly layers: readonly LayerChannels[];
  readonly source: ModelSource;
}

async function layersOf(args: ChannelsArguments): Promise<Result<Inspected>> {
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const { graph, source } = model.value;
  const analyzed = analyzeModel(graph, args.rounding);
  if (!analyzed.ok) return analyzed;
  const nodes = args.layer === undefined ? success(graph.nodes) : findLayers(graph, args.layer);
  if (!nodes.ok) return nodes;
  const layers = inspectChannels(nodes.value, graph, analyzed.value).filter(
    ({ factors }) => args.layer !== undefined || factors.length > 0,
  );
  return success({ layers, source }, [...model.diagnostics, ...analyzed.diagnostics]);
}

/** Options of `inspect` that go with `--channels` alone, and those that do not go with it. */
export interface ChannelOptions {
  readonly channels: boolean;
  readonly layer: string | undefined;
  readonly csv: boolean;
  readonly json: boolean;
  readonly why: boolean;
  readonly memory: boolean;
  readonly graph: boolean;
}

/** What makes no sense together, or null. */
export function channelOptionsProblem(options: ChannelOptions): Diagnostic | null {
  const { channels, layer, csv, json, why, memory, graph } = options;
  const others = Object.entries({ why, memory, graph }).flatMap(([name, given]) => (given ? [`--${name}`] : []));
  const message = !channels
    ? layer !== undefined || csv
      ? `--${csv ? 'csv' : 'layer'} goes with --channels only`
      : null
    : others.length > 0
      ? `--channels does not go with ${others.join(' and ')}`
      : csv && json
        ? '--csv does not go with --json'
        : null;
  return message === null ? null : diagnostic('I8C6001', { message, help: 'see int8c inspect --help' });
}
