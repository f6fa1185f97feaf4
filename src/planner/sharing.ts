import type { Node } from '../ir/graph.js';
import type { Sharing } from '../operators/operator.js';
import { operatorOf } from '../operators/registry.js';

/** Null where an output needs bytes of its own. */
export type SharingOf = (node: Node) => Sharing | null;

/** What the operators say. */
export const declaredSharing: SharingOf = (node) => operatorOf(node).sharing ?? null;
