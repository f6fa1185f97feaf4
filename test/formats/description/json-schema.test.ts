import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { describeGraph } from '../../../src/formats/description/describe-graph.js';
import { descriptionSchema } from '../../../src/formats/description/json-schema.js';
import { layerKeys, quantizationKeys } from '../../../src/formats/description/layer-keys.js';
import { printJson } from '../../../src/formats/description/print-description.js';
import { operators } from '../../../src/operators/registry.js';
import { sampleText, saidOf } from '../../support/description-samples.js';
import { explicitGraph } from '../../support/explicit-graph.js';
import { randomGraph } from '../../support/random-graph.js';
import { repository } from '../../support/tools.js';

const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(descriptionSchema());

/** What the schema says of a description: nothing where it is accepted. */
function schemaSays(text: string): string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

describe('the JSON Schema of descriptions', () => {
  it('accepts the sample, and what is described', () => {
    expect(schemaSays(sampleText)).toEqual([]);
    for (let seed = 1; seed <= 60; seed += 1) {
      const { graph } = randomGraph(seed, 'double');
      for (const each of [graph, explicitGraph(graph, 'double')])
        expect(schemaSays(printJson(describeGraph(each))), `seed ${seed}`).toEqual([]);
    }
  });

  it.each([
    ['"schemaVersion": 1,', ''],
    ['"outputs"', '"output"'],
    ['"shape": [1, 4, 4, 1], ', ''],
    ['"scale": 0.5', '"scale": "0.5"'],
    ['"scale": 0.5', '"scale": 0'],
    ['"op": "conv2d"', '"op": "conv2"'],
    ['"strides"', '"stride"'],
    ['"strides": [1, 1]', '"strides": [0, 1]'],
    ['"valid"', '"full"'],
    ['"input": "x",', ''],
    ['{ "file": "w.npy" }', '7'],
    ['"outputs": ["p"]', '"outputs": []'],
    ['"output": { "scale": 0.125', '"alphaShift": 1, "output": { "scale": 0.125'],
    ['"output": { "scale": 0.125', '"bounds": { "min": 1 }, "output": { "scale": 0.125'],
    ['"name": "sum"', '"index": -1, "name": "sum"'],
  ])('refuses what the reader refuses: %s, %s', (from, to) => {
    const text = sampleText.replace(from, to);
    expect(schemaSays(text)).not.toEqual([]);
    expect(saidOf(text)).toContain('I8C16');
  });

  it('has the keys that the reader knows', () => {
    const { $defs } = descriptionSchema() as { $defs: Record<string, { properties: Record<string, unknown> }> };
    for (const operator of operators) {
      const properties = $defs[operator.kind]?.properties ?? {};
      expect(Object.keys(properties).sort()).toEqual(layerKeys(operator).sort());
      const quantization = properties['quantization'] as { properties: object };
      expect(Object.keys(quantization.properties).sort()).toEqual([...new Set(quantizationKeys(operator))].sort());
    }
  });

  it('is in the package', () => {
    const published = readFileSync(`${repository}/docs/schema/model-description.schema.json`, 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(descriptionSchema())));
    const { exports } = JSON.parse(readFileSync(`${repository}/package.json`, 'utf8')) as {
      exports: Record<string, unknown>;
    };
    expect(exports['./model-description.schema.json']).toBe('./docs/schema/model-description.schema.json');
  });
});
