import type { ReshapeAttributes } from '../attributes.js';
import { lowerCopy, type CopyView } from '../data-movement.js';

export type ReshapeCopyView = CopyView;

export const lowerReshapeCopy = lowerCopy<ReshapeAttributes>('reshape');
