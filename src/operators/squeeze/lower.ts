import type { SqueezeAttributes } from '../attributes.js';
import { lowerCopy, type CopyView } from '../data-movement.js';

export type SqueezeCopyView = CopyView;

export const lowerSqueezeCopy = lowerCopy<SqueezeAttributes>('squeeze');
