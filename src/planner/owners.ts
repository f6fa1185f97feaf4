import type { TensorId } from '../ir/tensor.js';
import { overlap, type Region } from './region.js';

/** Which bytes hold which tensor, as runs of bytes: a tensor may hold some of its rows and have lost others. */
export interface Owners {
  /** The bytes are the tensor's, and any that are something else there are lost. */
  write(tensor: TensorId, region: Region): void;
  /** The bytes are the tensor's as well as those of the tensors that own them. */
  share(tensor: TensorId, region: Region): void;
  /** The bytes are nobody's. */
  clear(region: Region): void;
  owns(tensor: TensorId, region: Region): boolean;
}

export function createOwners(): Owners {
  const owned = new Map<TensorId, readonly Region[]>();
  const clear = (region: Region): void => {
    for (const [tensor, runs] of owned) {
      if (!runs.some((run) => overlap(run, region))) continue;
      const left = runs.flatMap((run) => without(run, region));
      if (left.length === 0) owned.delete(tensor);
      else owned.set(tensor, left);
    }
  };
  const share = (tensor: TensorId, region: Region): void => {
    owned.set(tensor, joined([...(owned.get(tensor) ?? []), region]));
  };
  return {
    clear,
    share,
    write(tensor, region) {
      clear(region);
      share(tensor, region);
    },
    owns(tensor, { memory, begin, end }) {
      const runs = owned.get(tensor) ?? [];
      return runs.some((run) => run.memory === memory && run.begin <= begin && end <= run.end);
    },
  };
}

function without(run: Region, region: Region): Region[] {
  if (!overlap(run, region)) return [run];
  const before = { ...run, end: region.begin };
  const after = { ...run, begin: region.end };
  return [before, after].filter(({ begin, end }) => begin < end);
}

/** Runs that touch are one, so that a tensor made row by row is owned in one piece. A tensor is in one memory. */
function joined(runs: readonly Region[]): Region[] {
  const result: Region[] = [];
  for (const run of [...runs].sort((a, b) => a.begin - b.begin)) {
    const last = result.at(-1);
    if (last === undefined || last.end < run.begin) result.push(run);
    else result[result.length - 1] = { ...last, end: Math.max(last.end, run.end) };
  }
  return result;
}
