import { diagnostic, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { shortName } from '../../text/visible.js';
import type { FileView } from './flatbuffer-view.js';
import { maxFileBytes } from './limits.js';
import type { RawModel } from './raw-model.js';

const identifier = 'TFL3';
const schemaVersion = 3;

/** Beginnings of files that people hand over by mistake. */
const knownFiles: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file, such as a Keras .h5 model'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive, such as a .keras model or a model with its metadata bundled'],
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an executable'],
  [[0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x20], 'a Git LFS pointer: the model itself was not downloaded'],
  [[0x75, 0x6e, 0x73, 0x69, 0x67, 0x6e, 0x65, 0x64], 'C source, such as the output of xxd'],
  [[0x3c], 'an HTML or XML page'],
];

/** A diagnostic when the first bytes are not those of a TensorFlow Lite file. */
export function checkHeader(bytes: Uint8Array, file: string): Diagnostic | null {
  if (bytes.length > maxFileBytes) {
    return diagnostic('I8C1004', {
      message: 'the file is larger than a TensorFlow Lite model can be',
      origin: { kind: 'file', file },
      details: [`${bytes.length} bytes; offsets reach ${maxFileBytes}`],
      why: 'the tables of the format address 2 GB, and no microcontroller holds as much',
      help: 'pass a smaller model',
    });
  }
  if (bytes.length >= 8 && latin(bytes.subarray(4, 8)) === identifier) return null;
  const known = knownFiles.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  const found = bytes.length < 8 ? `${bytes.length} bytes` : `"${shortName(latin(bytes.subarray(4, 8)))}" at byte 4`;
  return diagnostic('I8C1001', {
    message: 'this is not a TensorFlow Lite model',
    origin: { kind: 'file', file },
    details: known === undefined ? [found] : [found, `it looks like ${known[1]}`],
    why: `a TensorFlow Lite file has the identifier "${identifier}" at byte 4`,
    help: 'pass the .tflite file that the TensorFlow Lite converter wrote',
  });
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** A diagnostic when the model has another schema version, or not exactly one subgraph. */
export function checkVersion(file: string, model: RawModel): Diagnostic | null {
  if (model.version !== schemaVersion) {
    return diagnostic('I8C1002', {
      message: `the model has schema version ${model.version}; int8c reads version ${schemaVersion}`,
      origin: { kind: 'file', file },
      why: 'the meaning of the tables depends on the version',
      help: 'convert again with a current TensorFlow',
    });
  }
  const { length } = model.subgraphs;
  if (length === 1) return null;
  return length === 0 ? noSubgraph(file) : severalSubgraphs(file, length);
}

function noSubgraph(file: string): Diagnostic {
  return diagnostic('I8C1006', {
    message: 'the model has no subgraph',
    origin: { kind: 'file', file },
    why: 'there is nothing to compile',
    help: 'the file is damaged or holds something else than a network: convert it again',
  });
}

function severalSubgraphs(file: string, count: number): Diagnostic {
  return diagnostic('I8C1102', {
    message: `the model has ${count} subgraphs; int8c compiles models of one`,
    origin: { kind: 'file', file },
    why: `further subgraphs are bodies of control flow (IF, WHILE, CALL_ONCE) or further signatures; what runs is then decided at run time`,
    help: 'convert a single signature without control flow, e.g. with from_concrete_functions and one function',
  });
}

/** The first damage of a file. Call it only when there is one. */
export function damagedFile(view: FileView): Diagnostic {
  const { damage, file } = view;
  if (damage === null) throw new Error('int8c bug: the file is not damaged');
  const origin = { kind: 'file', file, byteOffset: damage.byteOffset } as const;
  const details = [damage.path, damage.seen, `the file has ${view.bytes.length} bytes`];
  if (damage.kind === 'limit') {
    return diagnostic('I8C1004', {
      message: 'the file exceeds a limit of int8c',
      origin,
      details,
      why: 'the limits stand far above any network for a microcontroller and bound what a hostile file can cost',
      help: 'the file is damaged or no model for a microcontroller',
    });
  }
  return diagnostic('I8C1003', {
    message: 'the file is damaged',
    origin,
    details,
    why: 'an offset or a length leads out of the file or into the middle of something else',
    help: 'copy or download the file again, in binary mode; if it stays, convert it again',
  });
}
