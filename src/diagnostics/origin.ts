import { shortName } from '../text/visible.js';

/** Where a tensor, node or diagnostic came from. Everything in a graph carries one. */
export type Origin = ModelOrigin | FileOrigin | SourceOrigin | PassOrigin;

/**
 * A place in a model file. Indices are those of the file: `operator` in execution order, `tensor` in the subgraph's
 * table.
 */
export interface ModelOrigin {
  readonly kind: 'model';
  readonly file: string;
  readonly subgraph: number;
  readonly operator?: number;
  /** Name of the operator in the file's own vocabulary, e.g. `CONV_2D`. */
  readonly operatorName?: string;
  readonly tensor?: number;
  readonly name?: string;
}

/** A whole file, or a byte position in it. */
export interface FileOrigin {
  readonly kind: 'file';
  readonly file: string;
  readonly byteOffset?: number;
}

/** A place in a model description; line and column count from 1. */
export interface SourceOrigin {
  readonly kind: 'source';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** JSON Pointer (RFC 6901) in a description of JSON. */
  readonly pointer?: string;
}

/** The result of a rewrite; `from` names what was there before. */
export interface PassOrigin {
  readonly kind: 'pass';
  readonly pass: string;
  readonly from: readonly Origin[];
}

/** One line of text for an origin, as printed after `-->`. Names are as in the file: sinks escape. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'model': {
      const parts = [origin.file, `subgraph ${origin.subgraph}`];
      if (origin.operator !== undefined) parts.push(`operator ${origin.operator} ${origin.operatorName ?? ''}`.trim());
      if (origin.tensor !== undefined) parts.push(`tensor ${origin.tensor}`);
      const name = origin.name === undefined || origin.name === '' ? '' : ` "${shortName(origin.name)}"`;
      return parts.join(', ') + name;
    }
    case 'file':
      return origin.byteOffset === undefined ? origin.file : `${origin.file}, byte ${origin.byteOffset}`;
    case 'source':
      return `${origin.file}:${origin.line}:${origin.column}${pointerText(origin.pointer)}`;
    case 'pass':
      return `${origin.pass} of ${origin.from.map(describeOrigin).join(' + ')}`;
  }
}

function pointerText(pointer: string | undefined): string {
  return pointer === undefined || pointer === '' ? '' : ` (${shortName(pointer)})`;
}
