import { largest } from './kernels.js';
import { layer } from './layer.js';

/** Per channel: each kernel has a scale of its own, by which its largest value becomes 127. */
const weightScales = largest.map((value) => value / 127);

export default layer(weightScales, { weightScales });
