import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dilatedExtent, isPadded, windowAxis, windowOutput, windowOverlap } from '../../src/numerics/window.js';

describe('windows', () => {
  it('puts the odd element of SAME padding after the input', () => {
    expect(windowAxis('same', 4, 2, 1, 1)).toMatchObject({ output: 4, padBefore: 0 });
    expect(windowAxis('same', 5, 3, 2, 1)).toMatchObject({ output: 3, padBefore: 1 });
    expect(windowAxis('same', 49, 10, 2, 1)).toMatchObject({ output: 25, padBefore: 4 });
  });

  it('counts whole windows with VALID padding', () => {
    expect(windowOutput('valid', 5, 3, 2, 1)).toBe(2);
    expect(windowOutput('valid', 5, 3, 1, 2)).toBe(1);
    expect(windowOutput('valid', 4, 3, 1, 2)).toBe(0);
  });

  it('is padded exactly when some window reaches outside', () => {
    const sizes = fc.tuple(
      fc.constantFrom('same' as const, 'valid' as const),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(sizes, ([padding, input, kernel, stride, dilation]) => {
        const axis = windowAxis(padding, input, kernel, stride, dilation);
        fc.pre(axis.output >= 1);
        const starts = Array.from({ length: axis.output }, (_, at) => at * stride - axis.padBefore);
        const outside = starts.some((start) => start < 0 || start + dilatedExtent(kernel, dilation) > input);
        expect(isPadded(axis)).toBe(outside);
      }),
    );
  });

  it('is padded by what is before alone, too', () => {
    expect(isPadded({ input: 5, kernel: 2, stride: 2, dilation: 1, output: 2, padBefore: 1 })).toBe(true);
    expect(isPadded({ input: 5, kernel: 2, stride: 2, dilation: 1, output: 2, padBefore: 0 })).toBe(false);
  });

  it('overlaps the input with just the kernel elements that lie inside it', () => {
    const sizes = fc.record({
      input: fc.integer({ min: 1, max: 9 }),
      kernel: fc.integer({ min: 1, max: 6 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 9 }),
        (size, padBefore, position) => {
          const axis = { ...size, padBefore, output: 10 };
          const inside = Array.from({ length: size.kernel }, (_, k) => k).filter((k) => {
            const at = position * size.stride - padBefore + k * size.dilation;
            return at >= 0 && at < size.input;
          });
          const { begin, end } = windowOverlap(axis, position);
          expect(Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index)).toEqual(inside);
          expect(begin).toBeLessThanOrEqual(size.kernel);
          expect(end).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
