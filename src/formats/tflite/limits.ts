/**
 * Bounds on what a file may ask for. They stand far above any network that fits a microcontroller and exist so that a
 * damaged or hostile file costs bounded time and memory.
 */

/** FlatBuffers offsets are signed 32-bit numbers: nothing beyond this byte can be addressed. */
export const maxFileBytes = 2 ** 31 - 1;

/** Entries of one vector of tables: tensors, operators, buffers. The largest public models have some ten thousand. */
export const maxTableEntries = 100_000;

/**
 * Elements decoded from vectors and strings, per byte of the file. A writer stores each element once; vectors that
 * overlap or are shared by thousands of tensors can multiply what a small file unfolds to, and this stops them.
 */
export const decodedElementsPerByte = 4;

/** Added to the budget above, so that the smallest files are not judged by their size. */
export const decodedElementsAtLeast = 65_536;

/** No operator that int8c compiles takes more dimensions than this; TensorFlow Lite itself stops at 8. */
export const maxRank = 8;

/** Elements of one tensor: indices must fit an int32_t in the emitted C. */
export const maxElements = 2 ** 31 - 1;

/** Elements of a constant parameter input: paddings of a tensor of the largest rank, two per dimension. */
export const maxParameterElements = 2 * maxRank;

/** Findings reported for one file; the rest are counted. More than a screen of them helps nobody. */
export const maxFindings = 20;

/** Lines listed under one finding, such as tensors of an unsupported type. */
export const maxListed = 6;
