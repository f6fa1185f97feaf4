import { expect, it } from 'vitest';
import type { TensorValues } from '../../src/ir/tensor.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { randomCases } from '../../src/verify/cases.js';
import { parseCases, printCase } from '../support/case-file.js';
import { randomGraph } from '../support/random-graph.js';

it('an operator of a random graph, printed as a case, is answered with the values it had in the graph', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { graph } = randomGraph(seed, 'double');
    const values = new Map<number, TensorValues>();
    const [example] = randomCases(graph, 1, seed);
    createSimulator(graph, 'double').run(example?.inputs() ?? [], (tensor, made) =>
      values.set(tensor.id, made.slice()),
    );
    for (const node of graph.nodes) {
      const [alone] = parseCases(printCase(graph, node, 'double', values), `seed ${seed}`);
      if (alone === undefined) throw new Error('no case was printed');
      const [output] = createSimulator(alone.graph, 'double').run(alone.inputs);
      expect(output, `seed ${seed}, node ${node.id} ${node.op}`).toEqual(alone.expected);
    }
  }
});
