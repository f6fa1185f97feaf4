import type { Tensor } from '../ir/tensor.js';
import { value } from './operator.js';

/** Operators with one input that treat every element alike. */

export const unaryPorts = {
  inputs: { input: value('any shape') },
  outputs: { output: value('shape of the input') },
  shapes: ({ inputs }: { readonly inputs: { readonly input: Tensor } }) => [inputs.input.shape],
};

/** Both ends of such a node. */
export interface UnarySite {
  readonly inputs: { readonly input: Tensor };
  readonly outputs: { readonly output: Tensor };
}

/** From int8 to int8. */
export const int8Unary = { input: ['int8'], output: ['int8'] } as const;

/** Values of a byte each. */
export interface ByteUnaryRun {
  readonly inputs: { readonly input: Int8Array | Uint8Array };
  readonly outputs: { readonly output: Int8Array | Uint8Array };
}

export interface Int8UnaryRun {
  readonly inputs: { readonly input: Int8Array };
  readonly outputs: { readonly output: Int8Array };
}
