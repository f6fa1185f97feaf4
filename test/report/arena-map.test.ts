import { describe, expect, test } from 'vitest';
import { drawArena, regionLetter } from '../../src/report/arena-map.js';
import type { MemoryReport, RegionReport } from '../../src/report/inspect-memory.js';

function memoryOf(arenaBytes: number, regions: readonly Partial<RegionReport>[], steps: number): MemoryReport {
  const full = regions.map((region, index): RegionReport => ({
    tensor: index,
    name: '',
    offset: 0,
    bytes: 0,
    firstStep: 0,
    lastStep: 0,
    aliases: [],
    ...region,
  }));
  const live = Array.from({ length: steps }, (_, step) =>
    full
      .filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep)
      .reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const peak = live.indexOf(Math.max(...live));
  return {
    arenaBytes,
    lowerBoundBytes: arenaBytes,
    alignmentBytes: 16,
    ramBytes: null,
    peakKey: steps === 0 ? null : `op0${peak}`,
    steps: live.map((liveBytes, step) => ({ key: `op0${step}`, liveBytes })),
    regions: full,
  };
}

describe('the arena map', () => {
  test('has addresses upward, steps to the right, and marks the peak', () => {
    const map = drawArena(
      memoryOf(
        64,
        [
          { offset: 0, bytes: 32, firstStep: -1, lastStep: 0 },
          { offset: 32, bytes: 32, firstStep: 0, lastStep: 1 },
          { offset: 0, bytes: 16, firstStep: 1, lastStep: 2 },
        ],
        2,
      ),
    );
    expect(map).toHaveLength(18);
    expect(map[0]).toBe(' 60 B |bb');
    expect(map[7]).toBe(' 32 B |bb');
    expect(map[8]).toBe(' 28 B |a.');
    expect(map[15]).toBe('  0 B |ac');
    expect(map[16]).toBe('      +--');
    expect(map[17]).toBe('       ^ peak at op00: 64 B live');
  });

  test('fits long programs into 96 columns, with the fullest step of each', () => {
    const steps = 1000;
    const map = drawArena(memoryOf(16, [{ offset: 0, bytes: 16, firstStep: 505, lastStep: 505 }], steps));
    const [row = ''] = map;
    expect(row.split('|')[1]?.length).toBeLessThanOrEqual(96);
    expect(row.split('|')[1]?.match(/a/g)).toHaveLength(1);
    expect(map.at(-1)).toContain('peak at op0505');
  });

  test('is empty where there is no arena', () => {
    expect(drawArena(memoryOf(0, [], 0))).toEqual([]);
  });

  test('has a letter for every region', () => {
    expect(Array.from({ length: 64 }, (_, index) => regionLetter(index)).join('')).toMatch(/^[a-zA-Z0-9]{64}$/);
  });
});
