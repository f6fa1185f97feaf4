/**
 * Bounds on what a description may ask for. They stand far above any description that somebody writes, whose weights lie
 * in files beside it, and exist so that a mistaken or hostile one costs bounded time, memory and stack.
 */

/** UTF-16 units of all modules of a description together: the slowest text known to the parser takes 20 s for a MiB. */
export const maxSourceLength = 2 ** 19;

/** Modules that a description may consist of. */
export const maxModules = 100;

/**
 * Brackets, operators before an operand, arrows and the like that may stand inside each other: TypeScript's parser, which
 * calls itself for each of them, overflows the stack of a fresh process at some 800.
 */
export const maxNesting = 64;

/**
 * Expressions that may be evaluated inside each other, through constants and functions as well. Each takes half a dozen
 * frames of the stack, which has room for about 2,000.
 */
export const maxDepth = 300;

/** Calls of the description's own functions that may run inside each other. */
export const maxCalls = 40;

/** Levels of lists and objects in data: those of a description are below ten. */
export const maxDataDepth = 100;

/**
 * Expressions evaluated, elements, keys and characters made, counted together, for one description. A second or two, and
 * at most some hundred megabytes.
 */
export const maxWork = 10_000_000;

/** Findings reported for one description; of the others it is said that there are more. */
export const maxFindings = 20;

/** Characters of the source that a diagnostic quotes. */
export const maxQuoted = 80;

/** Characters of a message or of its help, which names of any length are part of. */
export const maxMessage = 300;

/** Names that a diagnostic lists. */
export const maxListed = 10;

/** Characters of a name that others are compared with, when it is not known. */
export const maxCompared = 60;
