import { largest } from './kernels.js';
import { layer } from './layer.js';

/** Per layer: one scale, by which the largest value of all kernels becomes 127. */
const weightScale = Math.max(...largest) / 127;

export default layer(
  largest.map(() => weightScale),
  { weightScale },
);
