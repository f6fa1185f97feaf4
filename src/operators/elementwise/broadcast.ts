import { formatShape, shapesEqual, type Shape } from '../../ir/tensor.js';

/**
 * The shape that two operands take together: dimensions count from the last, and size 1 stretches; or why there is
 * none.
 */
export function broadcastShape(left: Shape, right: Shape): Shape | string {
  const rank = Math.max(left.length, right.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const [a, b] = [stretchedSize(left, rank, axis), stretchedSize(right, rank, axis)];
    if (a !== b && a !== 1 && b !== 1)
      return `${formatShape(left)} and ${formatShape(right)} do not broadcast: ${a} against ${b}`;
    shape.push(a === 1 ? b : a);
  }
  return shape;
}

/** How far an operand moves per element of each dimension of `output`: 0 where it is stretched. */
function broadcastStrides(operand: Shape, output: Shape): number[] {
  const strides = new Array<number>(output.length).fill(0);
  let stride = 1;
  for (let axis = output.length - 1; axis >= 0; axis -= 1) {
    const size = stretchedSize(operand, output.length, axis);
    if (size !== 1) strides[axis] = stride;
    stride *= size;
  }
  return strides;
}

function stretchedSize(shape: Shape, rank: number, axis: number): number {
  return shape[axis - (rank - shape.length)] ?? 1;
}

/** For each element of `output` the operand's element; null where they are the same. */
export function broadcastPositions(operand: Shape, output: Shape): Int32Array | null {
  if (shapesEqual(operand, output)) return null;
  const strides = broadcastStrides(operand, output);
  let positions: Int32Array = new Int32Array(1);
  for (let axis = 0; axis < output.length; axis += 1) {
    const [size, stride] = [output[axis] ?? 1, strides[axis] ?? 0];
    const finer = new Int32Array(positions.length * size);
    for (let i = 0; i < finer.length; i += 1) finer[i] = (positions[Math.floor(i / size)] ?? 0) + (i % size) * stride;
    positions = finer;
  }
  return positions;
}
