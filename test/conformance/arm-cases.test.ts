import { describe, expect, it } from 'vitest';
import { availableRunners } from '../../src/runners/index.js';
import { requireTool } from '../support/tools.js';
import { armCasesDirectory, isNotYet, noArmCases, readArmCases, type ArmCase } from './arm-case.js';
import { runArmCases } from './arm-conformance.js';

const directory = armCasesDirectory();

const tiny: ArmCase = {
  name: 'tiny',
  family: 'conv_s8',
  rounding: 'double',
  op: 'conv2d',
  params: {
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 1, left: 0, bottom: -1, right: 0 },
    activation: { min: -128, max: 9 },
  },
  input: { shape: [1, 2, 1, 1], zero_point: -1, data: [4, 9] },
  weights: { shape: [1, 2, 1, 1], zero_point: 0, data: [1, 2] },
  bias: [3],
  multiplier: [2 ** 30],
  shift: [1],
  output: { shape: [1, 2, 1, 1], zero_point: 0, data: [9, 9] },
};

describe('the runner of cases', () => {
  it('finds a wrong value, a refusal and a family that int8c does not have', async () => {
    const results = await runArmCases(
      [
        tiny,
        { ...tiny, name: 'wrong', output: { ...tiny.output, data: [9, 8] } },
        { ...tiny, name: 'refused', multiplier: [-1] },
        { ...tiny, name: 'int4', family: 'conv_s4_1x1' },
      ],
      [],
    );
    expect(results.map(({ name, result }) => [name, result])).toEqual([
      ['tiny', 'equal'],
      ['wrong', 'wrong'],
      ['refused', 'wrong'],
      ['int4', 'not yet'],
    ]);
    expect(results[1]?.problems).toEqual(['simulator: index 1: recorded 8, got 9']);
    expect(results[2]?.problems[0]).toContain('I8C2009');
  });

  it('lists what is not there yet by family', () => {
    const of = (family: string): boolean => isNotYet({ ...tiny, family });
    for (const family of ['conv_s4', 'conv_s4_1x1', 'conv_s16', 'svdf_state_s16', 'lstm_s8', 'batch_matmul_s8'])
      expect(of(family), family).toBe(true);
    for (const family of ['conv_s8', 'conv_s8_1xN', 'dwconv_s8', 'softmax', 'add', 'network_s8', 'pad_s8'])
      expect(of(family), family).toBe(false);
  });
});

describe.skipIf(directory === null)(`Arm's cases${directory === null ? `: ${noArmCases}` : ''}`, () => {
  it('all give what was recorded, in the simulator, in wasm and in host C', async () => {
    const runners = await availableRunners({ sanitize: true });
    if (runners.length < 2) requireTool('cc');
    const cases = readArmCases(directory ?? '');
    const results = await runArmCases(cases, runners);
    expect(results.filter(({ result }) => result === 'wrong')).toEqual([]);
    const equal = results.filter(({ result }) => result === 'equal');
    expect(equal.length + results.filter(({ result }) => result === 'not yet').length).toBe(cases.length);
    expect(equal.length).toBeGreaterThan(0);
  });
});
