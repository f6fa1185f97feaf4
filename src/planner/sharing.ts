import type { Node } from '../ir/graph.js';
import { operatorOf } from '../operators/registry.js';

/**
 * How output 0 of a node may lie on input 0: as the same bytes under another shape (`view`), or written over it element
 * by element (`overwrite`), each element after it was read for the last time.
 */
export type Sharing = 'view' | 'overwrite';

/** Null where an output needs bytes of its own. */
export type SharingOf = (node: Node) => Sharing | null;

/** What the operators say. */
export const declaredSharing: SharingOf = (node) => operatorOf(node).sharing ?? null;
