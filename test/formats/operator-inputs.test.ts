import { expect, it } from 'vitest';
import { complaints, editedFile } from '../support/tflite-edit.js';
import { everyOperatorGraph } from '../support/tflite-graphs.js';

/** Every operator is written with all the inputs that it may have: one more has no meaning that int8c knows. */

const graph = everyOperatorGraph();

it.each(graph.nodes.map(({ id, op }) => [op, id] as const))('%s, operator %i, has no more inputs', (op, id) => {
  const told = complaints(
    editedFile(graph, (_model, main) => {
      const operator = main.operators[id];
      const inputs = operator?.['inputs'] as readonly number[];
      if (operator !== undefined) operator['inputs'] = [...inputs, inputs[0] ?? 0];
    }),
  );
  if (op === 'concatenation') expect(told).not.toContain('I8C1301');
  else expect(told).toMatch(new RegExp(`I8C1301[^]*operator ${id}\\b`));
});
