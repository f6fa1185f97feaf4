/**
 * The longest that a test, a hook or a program run by one may take, in milliseconds: half an hour. It ends endless
 * loops and nothing else. How fast a test runs says what else the machine is doing, so that no test measures it: see
 * `processorTime`.
 */
export const endlessMilliseconds = 30 * 60_000;

/**
 * Runs `work`; `milliseconds` is the time that processors spent on this process meanwhile: none while others have them.
 */
export function processorTime<T>(work: () => T): { readonly value: T; readonly milliseconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}
