/**
 * A function of the module `int8c` that descriptions may call. It is pure, takes and gives plain data, and throws
 * nothing: what it does not accept it passes on, for those who check the description to find.
 */
export type KnownFunction = (...args: readonly unknown[]) => unknown;
