import { describe, expect, it } from 'vitest';
import { createOwners, type Owners } from '../../src/planner/owners.js';
import { overlap, type Region } from '../../src/planner/region.js';

const bytes = (begin: number, end: number, memory = 'ram'): Region => ({ memory, begin, end });

/** Which of the bytes 0 .. 12 are the tensor's: `--333333----`. */
function picture(owners: Owners, tensor: number): string {
  return Array.from({ length: 12 }, (_, at) => (owners.owns(tensor, bytes(at, at + 1)) ? String(tensor) : '-')).join(
    '',
  );
}

describe('overlap', () => {
  it.each<[Region, Region, boolean]>([
    [bytes(0, 4), bytes(4, 8), false],
    [bytes(0, 4), bytes(3, 8), true],
    [bytes(0, 8), bytes(2, 3), true],
    [bytes(0, 4), bytes(0, 4, 'other'), false],
  ])('%o and %o: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });
});

describe('owners', () => {
  it.each<[string, Region, string]>([
    ['before it', bytes(0, 2), '--333333----'],
    ['behind it', bytes(8, 12), '--333333----'],
    ['over its beginning', bytes(0, 4), '----3333----'],
    ['over its end', bytes(7, 12), '--33333-----'],
    ['in its middle', bytes(4, 6), '--33--33----'],
    ['over all of it', bytes(2, 8), '------------'],
    ['over more', bytes(0, 12), '------------'],
    ['in another memory', bytes(0, 12, 'other'), '--333333----'],
  ])('keep what is not overwritten: %s', (_name, region, left) => {
    const owners = createOwners();
    owners.write(3, bytes(2, 8));
    owners.clear(region);
    expect(picture(owners, 3)).toBe(left);
    expect(owners.owns(3, bytes(2, 8))).toBe(left === '--333333----');
    owners.write(4, region);
    expect(picture(owners, 3)).toBe(left);
  });

  it('keep every run of a tensor apart from the others', () => {
    const owners = createOwners();
    owners.write(3, bytes(0, 12));
    owners.clear(bytes(2, 4));
    owners.clear(bytes(8, 10));
    expect(picture(owners, 3)).toBe('33--3333--33');
    owners.clear(bytes(5, 6));
    expect(picture(owners, 3)).toBe('33--3-33--33');
  });

  it('join rows that touch or meet, in whatever order they come, and no others', () => {
    const owners = createOwners();
    owners.write(3, bytes(4, 8));
    owners.write(3, bytes(9, 12));
    owners.write(3, bytes(0, 4));
    expect(owners.owns(3, bytes(0, 8))).toBe(true);
    expect(owners.owns(3, bytes(0, 9))).toBe(false);
    owners.share(3, bytes(7, 10));
    owners.share(3, bytes(1, 2));
    expect(owners.owns(3, bytes(0, 12))).toBe(true);
  });

  it('let several tensors share bytes until something else is written there', () => {
    const owners = createOwners();
    owners.write(3, bytes(0, 4));
    owners.share(4, bytes(0, 4));
    expect([picture(owners, 3), picture(owners, 4)]).toEqual(['3333--------', '4444--------']);
    owners.write(5, bytes(3, 6));
    expect([3, 4, 5].map((tensor) => picture(owners, tensor))).toEqual([
      '333---------',
      '444---------',
      '---555------',
    ]);
  });

  it('know nothing of a tensor in another memory, nor of one that was never written', () => {
    const owners = createOwners();
    owners.write(3, bytes(0, 4, 'other'));
    expect(picture(owners, 3)).toBe('------------');
    expect(owners.owns(3, bytes(0, 4, 'other'))).toBe(true);
    expect(owners.owns(9, bytes(0, 1))).toBe(false);
  });
});
