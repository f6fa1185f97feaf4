import { c, cIdentifier, joinCode, type CCode, type Identifier } from '../../text/sinks.js';
import { libraryFunctions, libraryStructs, type FunctionName, type StructName } from './signatures.js';

type Unqualified<T> = T extends `const ${infer Rest}` ? Unqualified<Rest> : T;
type StructFields<Name extends StructName> = {
  readonly [Field in keyof (typeof libraryStructs)[Name]]: ValueOf<(typeof libraryStructs)[Name][Field]>;
};

/** What stands for a value of a C type: a number, the fields of a struct, C that is a pointer. */
type ValueOf<T> =
  Unqualified<T> extends `${infer Name extends StructName} *${string}`
    ? StructFields<Name>
    : Unqualified<T> extends `${string} *${string}`
      ? CCode
      : Unqualified<T> extends StructName
        ? StructFields<Unqualified<T>>
        : number;

export type Arguments<Name extends FunctionName> = {
  readonly [Parameter in keyof (typeof libraryFunctions)[Name]['parameters']]: ValueOf<
    (typeof libraryFunctions)[Name]['parameters'][Parameter]
  >;
};

/** A struct that a call points to: a local constant, named after its parameter. */
export interface LocalStruct {
  /** `static const` where it holds numbers only: it is then in flash. */
  readonly qualifiers: CCode;
  readonly type: Identifier;
  readonly name: Identifier;
  readonly value: CCode;
}

/** One call of a function of the library. */
export interface LibraryCall {
  readonly structs: readonly LocalStruct[];
  readonly statement: CCode;
}

type Value = CCode | number | { readonly [field: string]: Value };

/**
 * A call with its arguments by name, in the order of the table of signatures. The status that most functions return
 * tells of arguments that int8c never gives: what the library would refuse, the kernel has refused before.
 */
export function libraryCall<Name extends FunctionName>(name: Name, values: Arguments<Name>): LibraryCall {
  const { returns, parameters } = libraryFunctions[name];
  const structs: LocalStruct[] = [];
  const passed = Object.entries<string>(parameters).map(([parameter, type]) => {
    const value = (values as unknown as Readonly<Record<string, Value>>)[parameter];
    if (value === undefined) throw new Error(`int8c bug: ${name} is called without ${parameter}`);
    if (typeof value === 'number') return c`${value}`;
    if (typeof value === 'string') return value;
    const struct = structName(type);
    const qualifiers = holdsPointers(struct) ? c`const` : c`static const`;
    const local = cIdentifier(parameter);
    structs.push({ qualifiers, type: cIdentifier(struct), name: local, value: structValue(struct, value) });
    return c`&${local}`;
  });
  const call = c`${cIdentifier(name)}(${joinCode(passed, ', ')});`;
  return { structs, statement: returns === 'void' ? call : c`(void)${call}` };
}

/** The name of the struct in `const cmsis_nn_dims *const` or `cmsis_nn_tile`. */
function structName(type: string): StructName {
  const found = type.split(/[ *]+/).find((word): word is StructName => word in libraryStructs);
  if (found === undefined) throw new Error(`int8c bug: ${type} is no struct of the library`);
  return found;
}

function holdsPointers(struct: StructName): boolean {
  return Object.values<string>(libraryStructs[struct]).some((type) => type.includes('*'));
}

/** What an initializer may take of a line. */
const longestInitializer = 70;

/** Initializers by name, so that they say what they are. Where they are many, each stands on a line of its own. */
function structValue(struct: StructName, values: Readonly<Record<string, Value>>): CCode {
  const fields = Object.entries<string>(libraryStructs[struct]).map(([field, type]): CCode => {
    const value = values[field];
    if (value === undefined) throw new Error(`int8c bug: a ${struct} without ${field}`);
    const code = typeof value === 'object' ? structValue(structName(type), value) : c`${value}`;
    return c`.${cIdentifier(field)} = ${code}`;
  });
  const line = c`{ ${joinCode(fields, ', ')} }`;
  return line.length <= longestInitializer ? line : c`{\n${joinCode(fields, ',\n')},\n}`;
}

/**
 * A table in flash where the library's structs and contexts want a pointer to what may be written, though nothing is
 * written there: by way of an integer, for the cast alone would be warned of.
 */
export function withoutConst(type: 'int32_t', table: CCode): CCode {
  return c`(${cIdentifier(type)} *)(uintptr_t)${table}`;
}
