import { describe, expect, test } from 'vitest';

import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { optionFields } from '../../src/formats/tflite/codec.js';
import { rows } from '../../src/formats/tflite/codec-rows.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import type { Graph } from '../../src/ir/graph.js';
import { operators } from '../../src/operators/registry.js';
import { examples, int32, one, value, type Example, type FieldExample } from '../support/literal-operators.js';
import {
  literalFile,
  lookInto,
  type LiteralField,
  type LiteralOperator,
  type LiteralType,
} from '../support/literal-tflite.js';

function literal(example: Example, fields: readonly LiteralField[] = example.fields): LiteralOperator {
  const { code, optionsType, parameters = [], valueShapes = one } = example;
  return { code, optionsType, parameters, valueShapes, outputShape: value, fields };
}

/** The graph of a file, or the codes of what the reader says to it. */
function read(content: LiteralOperator): Graph | readonly string[] {
  const result = readTflite(literalFile(content), 'literal.tflite');
  return result.ok ? result.value : result.diagnostics.map(({ code }) => code);
}

function readGraph(content: LiteralOperator): Graph {
  const result = readTflite(literalFile(content), 'literal.tflite');
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value;
}

function attributesOf(example: Example): Record<string, unknown> {
  return example.fields.reduce<Record<string, unknown>>((made, field) => withField(made, field), {
    ...example.fromParameters,
  });
}

/** The attributes with what a field means, or with another value of it. */
function withField(
  attributes: Record<string, unknown>,
  { means, place }: FieldExample,
  value = means?.[1],
): Record<string, unknown> {
  if (means === undefined) return attributes;
  const [name] = means;
  if (place === undefined) return { ...attributes, [name]: value };
  const sizes = [...((attributes[name] as readonly unknown[] | undefined) ?? [])];
  sizes[place] = value;
  return { ...attributes, [name]: sizes };
}

test('every row has an example, and every operator a row', () => {
  expect(examples.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual(operators.map(({ kind }) => kind).sort());
});

test('every field of every row is in its example', () => {
  const unshown = rows.flatMap(({ name, options }) => {
    const shown = examples.find((example) => example.name === name)?.fields.map(({ slot }) => slot) ?? [];
    const fields = options === null ? [] : Object.values(optionFields(options));
    return fields.filter(({ index }) => !shown.includes(index)).map((entry) => `${name}.${entry.name}`);
  });
  // Nothing but their default is compiled, or written; tests of their own below.
  const slice = ['beginMask', 'ellipsisMask', 'newAxisMask', 'offset'].map((name) => `STRIDED_SLICE.${name}`);
  expect(unshown).toEqual(['FULLY_CONNECTED.weightsFormat', ...slice]);
});

describe.each(examples)('$name', (example) => {
  test('is read for what the schema says', () => {
    const [node, ...others] = readGraph(literal(example)).nodes;
    expect(others).toEqual([]);
    expect(node).toMatchObject({ op: example.kind, inputs: (example.valueShapes ?? one).map((_, index) => index) });
    expect(node?.attributes).toEqual(attributesOf(example));
  });

  test('is written as the schema says', () => {
    const types = new Map(example.fields.map(({ slot, type }) => [slot, type]));
    const { code, optionsType, parameters, fields } = literal(example);
    expect(lookInto(writeTflite(readGraph(literal(example))), types)).toEqual({
      deprecatedCode: code,
      code,
      optionsType,
      parameters,
      fields: fields.map(({ slot, type, value: stored }) => ({ slot, type, value: stored })),
    });
  });

  test.each(example.fields.map((left) => [left.slot, left] as const))('without the field in slot %i', (slot, field) => {
    const graph = read(
      literal(
        example,
        example.fields.filter((kept) => kept.slot !== slot),
      ),
    );
    if (field.means !== undefined && field.absent === undefined) return expect(graph).toEqual(['I8C1305']);
    const expected = withField(attributesOf(example), field, field.absent);
    return expect(graph).toMatchObject({ nodes: [{ attributes: expected }] });
  });
});

describe('what one example cannot show', () => {
  const find = (wanted: string): Example => {
    const found = examples.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`${wanted} has no example`);
    return found;
  };

  test.each([
    [0, 'none'],
    [1, 'relu'],
    [2, 'relu-n1-to-1'],
    [3, 'relu6'],
  ])('fused activation %i is %s', (code, activation) => {
    const content = literal(find('ADD'), [{ slot: 0, type: 'byte', value: code }]);
    expect(readGraph(content).nodes[0]?.attributes).toEqual({ activation });
    // The default is left out of the file.
    expect(lookInto(writeTflite(readGraph(content)), new Map([[0, 'byte']])).fields).toEqual(
      code === 0 ? [] : content.fields,
    );
  });

  test('padding 0 is SAME', () => {
    const example = find('MAX_POOL_2D');
    const fields = example.fields.map((entry) => (entry.slot === 0 ? { ...entry, value: 0 } : entry));
    const graph = readGraph(literal(example, fields));
    expect(graph.nodes[0]?.attributes).toMatchObject({ padding: 'same' });
    expect(lookInto(writeTflite(graph), new Map(fields.map(({ slot, type }) => [slot, type]))).fields).toHaveLength(5);
  });

  test('the second field of FULLY_CONNECTED is the format of the weights', () => {
    const example = find('FULLY_CONNECTED');
    expect(read(literal(example, [...example.fields, { slot: 1, type: 'byte', value: 1 }]))).toEqual(['I8C1306']);
    expect(read(literal(example, [...example.fields, { slot: 1, type: 'byte', value: 0 }]))).toMatchObject({
      nodes: [{ attributes: attributesOf(example) }],
    });
  });

  test('the first field of STRIDED_SLICE masks begins; the third, fourth and sixth are refused', () => {
    const example = find('STRIDED_SLICE');
    const withField = (slot: number, type: LiteralType, stored: number): LiteralOperator =>
      literal(example, [...example.fields, { slot, type, value: stored }]);
    expect(readGraph(withField(0, 'int', 0b1000)).nodes[0]?.attributes).toMatchObject({ starts: [0, 3, 0, 0] });
    expect([read(withField(2, 'int', 1)), read(withField(3, 'int', 1)), read(withField(5, 'bool', 1))]).toEqual([
      ['I8C1305'],
      ['I8C1305'],
      ['I8C1305'],
    ]);
  });

  test('RESHAPE without a second input has its shape from the options, else from the output', () => {
    const example = { ...find('RESHAPE'), parameters: [] };
    expect(readGraph(literal(example)).nodes[0]?.attributes).toEqual({ shape: [2, -1] });
    expect(readGraph(literal(example, [])).nodes[0]?.attributes).toEqual({ shape: value });
  });

  test('the second input of RESHAPE goes before its options', () => {
    const example = { ...find('RESHAPE'), parameters: [int32([2], [4, 8])] };
    expect(readGraph(literal(example)).nodes[0]?.attributes).toEqual({ shape: [4, 8] });
  });

  test.each(examples.filter(({ fields }) => fields.length > 0))(
    '$name refuses the options of another operator',
    (example) => {
      expect(read({ ...literal(example), optionsType: 200 })).toEqual(['I8C1305']);
    },
  );
});
