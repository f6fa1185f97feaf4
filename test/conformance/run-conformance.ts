import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { diagnosticToJson } from '../../src/diagnostics/render-json.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { conformanceDetails, conformanceLine } from './conformance-lines.js';
import { runConformance, type ConformanceReport } from './conformance.js';
import { compileForHost } from './compile-for-host.js';
import { goldenDirectory, noGoldens } from '../support/golden.js';

const usage = `usage: npm run conformance -- [--json] [--output FILE] [--rounding double|single]
Runs every model of INT8C_GOLDEN_DIR (default ../shared/golden) against its record: simulator, wasm and host C.
One line per model; --json prints the report as JSON instead, --output writes that to a file as well.
Exit code 0 when nothing differs, 1 when something does, 2 for wrong usage.`;

/** Diagnostics in their JSON form, everything else as it is. */
function reportToJson(report: ConformanceReport): string {
  const models = report.models.map((model) => ({
    ...model,
    diagnostics: model.diagnostics.map(diagnosticToJson),
    checks: model.checks.map((check) => ({ ...check, diagnostics: check.diagnostics.map(diagnosticToJson) })),
  }));
  return `${JSON.stringify({ ...report, models }, null, 2)}\n`;
}

function readArguments(): { json: boolean; output: string | undefined; rounding: 'double' | 'single' } | null {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean' },
        output: { type: 'string' },
        rounding: { type: 'string', default: 'double' },
      },
    });
    if (values.rounding !== 'double' && values.rounding !== 'single') return null;
    return { json: values.json === true, output: values.output, rounding: values.rounding };
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const given = readArguments();
  if (given === null) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const directory = goldenDirectory();
  if (directory === null) {
    process.stdout.write(
      given.json ? '{"skipped": "no golden models"}\n' : `skipped: no golden models (${noGoldens})\n`,
    );
    return 0;
  }
  const width = Math.max(0, ...readdirSync(directory).map(({ length }) => length));
  const report = await runConformance(directory, {
    rounding: given.rounding,
    runners: [createWasmRunner(), createHostRunner()],
    compile: compileForHost(given.rounding),
    onModel: (model) => {
      if (!given.json)
        process.stdout.write(
          [conformanceLine(model, width), ...conformanceDetails(model).map((line) => `    ${line}`)].join('\n') + '\n',
        );
    },
  });
  if (given.json) process.stdout.write(reportToJson(report));
  if (given.output !== undefined) await writeFile(given.output, reportToJson(report));
  return report.passed ? 0 : 1;
}

process.exitCode = await main();
