import type { ExpandDimsAttributes } from '../attributes.js';
import { lowerCopy, type CopyView } from '../data-movement.js';

export type ExpandDimsCopyView = CopyView;

export const lowerExpandDimsCopy = lowerCopy<ExpandDimsAttributes>('expand-dims');
