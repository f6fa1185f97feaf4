/** Bytes `begin` up to and without `end` of a memory. */
export interface Region {
  readonly memory: string;
  readonly begin: number;
  readonly end: number;
}

export function overlap(a: Region, b: Region): boolean {
  return a.memory === b.memory && a.begin < b.end && b.begin < a.end;
}
