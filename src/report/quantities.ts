const kibi = 1024;

/** `2304 B`, `54.0 KiB`, `1.25 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < kibi) return `${bytes} B`;
  if (bytes < kibi * kibi) return `${(bytes / kibi).toFixed(1)} KiB`;
  return `${(bytes / kibi / kibi).toFixed(2)} MiB`;
}

/** `41 472`: groups of three digits, as they are read in tables. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `7.16 M` for multiply-accumulates and the like. */
export function formatMetric(count: number): string {
  if (count < 1e4) return String(count);
  if (count < 1e6) return `${(count / 1e3).toPrecision(3)} k`;
  if (count < 1e9) return `${(count / 1e6).toPrecision(3)} M`;
  return `${(count / 1e9).toPrecision(3)} G`;
}

export function formatPercent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/** `1 file`, `11 files`. */
export function formatNumberOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
