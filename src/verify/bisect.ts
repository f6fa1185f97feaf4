import { success, type Result } from '../diagnostics/diagnostic.js';
import { tensorOf, type Graph } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';
import type { RunnableModel, TraceRecord } from '../runners/runner.js';
import { describeMaker, makerNode, makerOf, type Maker } from './makers.js';
import { describeTensorName } from './compare.js';

/** Which operator is to blame for the first tensor that is wrong. */
export type Verdict =
  /** Its inputs were right when it ran, its output is wrong. */
  | { readonly kind: 'wrong operator'; readonly operator: Maker; readonly tensor: TensorId }
  /** Its inputs had been right and were no longer so: `operator` ran as they changed, `victim` read them. */
  | { readonly kind: 'overwritten input'; readonly operator: Maker; readonly victim: Maker; readonly tensor: TensorId };

/** One case that differs, as it was simulated and as it ran. */
export interface FailedRun {
  readonly inputs: readonly Uint8Array[];
  /** Simulated bytes of every tensor. */
  readonly expected: ReadonlyMap<TensorId, Uint8Array>;
  readonly records: readonly TraceRecord[];
}

/**
 * Blames an operator for the first wrong tensor. The case is run again with a copy of the arena from just before the
 * suspect ran: if what it read was right, it is wrong itself; else the copies from earlier on tell which operator ran
 * as its input was overwritten.
 */
export async function bisectRun(
  graph: Graph,
  model: RunnableModel,
  failed: FailedRun,
  suspect: TensorId,
): Promise<Result<Verdict>> {
  const { records } = failed;
  const node = makerNode(graph, suspect);
  const operator = makerOf(graph, suspect);
  const firstRecord = records.findIndex(({ tensor }) => tensor === suspect);
  if (node === undefined || firstRecord < 1) return success({ kind: 'wrong operator', operator, tensor: suspect });
  for (const input of node.inputs) {
    if (input === null || tensorOf(graph.tensors, input).data !== null) continue;
    const intact = async (after: number): Promise<Result<boolean>> => isIntact(model, failed, input, after);
    const atUse = await intact(firstRecord - 1);
    if (!atUse.ok) return atUse;
    if (atUse.value) continue;
    const culprit = await firstBroken(lastRecordOf(records, input), firstRecord - 1, intact);
    if (!culprit.ok) return culprit;
    const overwriter = makerOf(graph, records[culprit.value]?.tensor ?? suspect);
    return success({ kind: 'overwritten input', operator: overwriter, victim: operator, tensor: input });
  }
  return success({ kind: 'wrong operator', operator, tensor: suspect });
}

/** The first record after which the bytes are no longer right: they are after `good`, and are not after `bad`. */
async function firstBroken(
  good: number,
  bad: number,
  intact: (after: number) => Promise<Result<boolean>>,
): Promise<Result<number>> {
  let [low, high] = [good, bad];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const state = await intact(middle);
    if (!state.ok) return state;
    if (state.value) low = middle;
    else high = middle;
  }
  return success(high);
}

function lastRecordOf(records: readonly TraceRecord[], tensor: TensorId): number {
  return records.findLastIndex((record) => record.tensor === tensor);
}

/** Whether the arena holds a tensor's right bytes after a record, where the model had put them. */
async function isIntact(
  model: RunnableModel,
  { inputs, expected, records }: FailedRun,
  tensor: TensorId,
  after: number,
): Promise<Result<boolean>> {
  const run = await model.run(inputs, { snapshotAfter: after });
  if (!run.ok) return run;
  const { snapshot } = run.value;
  const wanted = expected.get(tensor);
  if (snapshot === null || wanted === undefined) throw new Error(`int8c bug: no snapshot after record ${after}`);
  const bands = records.slice(0, after + 1).filter((record) => record.tensor === tensor);
  const stillThere = bands.filter((band, index) => !bands.slice(index + 1).some((later) => overlaps(band, later)));
  return success(
    stillThere.every(({ firstByte, arenaOffset, bytes }) => {
      const held = snapshot.subarray(arenaOffset, arenaOffset + bytes.length);
      return Buffer.compare(held, wanted.subarray(firstByte, firstByte + bytes.length)) === 0;
    }),
  );
}

/** A later band of the same tensor may take an earlier one's place: that is how ring buffers work. */
function overlaps(a: TraceRecord, b: TraceRecord): boolean {
  return a.arenaOffset < b.arenaOffset + b.bytes.length && b.arenaOffset < a.arenaOffset + a.bytes.length;
}

/** A verdict in one sentence. */
export function describeVerdict(graph: Graph, verdict: Verdict): string {
  const tensor = describeTensorName(tensorOf(graph.tensors, verdict.tensor));
  switch (verdict.kind) {
    case 'wrong operator':
      return `${describeMaker(verdict.operator)} is the first wrong operator: its inputs were right when it ran`;
    case 'overwritten input':
      return `${describeMaker(verdict.operator)} overwrote ${tensor} before ${describeMaker(verdict.victim)} had read it`;
  }
}
