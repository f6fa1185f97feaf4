import { nearMiss } from '../../diagnostics/near-miss.js';
import { shortName } from '../../text/visible.js';
import type { LayerDraft } from './read-layer.js';
import { reportTaken } from './read-tensors.js';
import { report, type ReadContext } from './source-context.js';

/*
 * Layers may be written in any order: each runs when what it reads has been made.
 */

/** What layers are known by: `c1`, or `c1/port` for the outputs of an operator that has several. */
export function outputLabels({ name, operator }: LayerDraft): string[] {
  const ports = Object.keys(operator.outputs as object);
  return ports.length === 1 ? [name] : ports.map((port) => `${name}/${port}`);
}

/**
 * The layers in an order in which they can run, that of the description where it is one. Names that nothing has, and
 * layers that wait for each other, are reported.
 */
export function orderLayers(
  context: ReadContext,
  layers: readonly LayerDraft[],
  known: ReadonlySet<string>,
): LayerDraft[] {
  const makers = makersOf(context, layers, known);
  const unknown = layers.filter((layer) => !checkNames(context, layer, known, makers));
  if (unknown.length > 0) return [];
  const made = new Set(known);
  const order: LayerDraft[] = [];
  let waiting: readonly LayerDraft[] = layers;
  // Each round takes what can run, in the order of the description: one that is in order is taken in one round.
  while (waiting.length > 0) {
    const left = waiting.filter((layer) => {
      if (!sourceNames(layer).every((name) => made.has(name))) return true;
      order.push(layer);
      for (const label of outputLabels(layer)) made.add(label);
      return false;
    });
    if (left.length === waiting.length) {
      reportCycle(context, left, makers);
      return [];
    }
    waiting = left;
  }
  return order;
}

function makersOf(
  context: ReadContext,
  layers: readonly LayerDraft[],
  known: ReadonlySet<string>,
): Map<string, LayerDraft> {
  const makers = new Map<string, LayerDraft>();
  for (const layer of layers) {
    for (const label of outputLabels(layer)) {
      if (makers.has(label) || known.has(label)) reportTaken(context, [...layer.path, 'name'], label);
      else makers.set(label, layer);
    }
  }
  return makers;
}

function sourceNames({ sources }: LayerDraft): string[] {
  return sources.flatMap((source) => (source?.kind === 'name' ? [source.name] : []));
}

function checkNames(
  context: ReadContext,
  { sources }: LayerDraft,
  known: ReadonlySet<string>,
  makers: ReadonlyMap<string, LayerDraft>,
): boolean {
  let found = true;
  for (const source of sources) {
    if (source?.kind !== 'name' || known.has(source.name) || makers.has(source.name)) continue;
    found = false;
    reportUnknown(context, source.path, source.name, [...known, ...makers.keys()]);
  }
  return found;
}

export function reportUnknown(
  context: ReadContext,
  path: readonly (string | number)[],
  name: string,
  names: readonly string[],
): void {
  const near = nearMiss(name, names);
  report(context, 'I8C1605', path, {
    message: 'a name must be that of an input, a constant or a layer',
    details: [`nothing is called ${shortName(name)}`],
    help: near === null ? `there are ${shortName(names.join(', '))}` : `did you mean ${shortName(near)}?`,
  });
}

/** Follows what waits from one layer to the one that it waits for, until one comes again. */
function reportCycle(
  context: ReadContext,
  waiting: readonly LayerDraft[],
  makers: ReadonlyMap<string, LayerDraft>,
): void {
  const path: LayerDraft[] = [];
  let at = waiting[0];
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = sourceNames(at)
      .map((name) => makers.get(name))
      .find((maker) => maker !== undefined && waiting.includes(maker));
  }
  const ring = at === undefined ? path : path.slice(path.indexOf(at));
  const names = [...ring, ...ring.slice(0, 1)].map(({ name }) => shortName(name));
  report(context, 'I8C1610', ring[0]?.path ?? ['layers'], {
    message: 'layers must not wait for each other',
    details: [names.join(' reads ')],
    why: 'a layer runs once, when all that it reads has been made',
    help: 'let one of them read something else',
  });
}
