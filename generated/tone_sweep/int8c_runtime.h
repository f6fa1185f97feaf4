/* int8c runtime: the arithmetic that all layers share. Private to the model's .c file.
 *
 * Every function is small enough to be inlined. Nothing here overflows for the ranges that int8c proved
 * when it wrote the model; right shifts of negative numbers are arithmetic, as on every Cortex-M compiler.
 */
#ifndef INT8C_RUNTIME_H
#define INT8C_RUNTIME_H

#include <stdint.h>

/* Before each function, for those that the compiler does not inline: the section that the model's .c file names. */
#ifndef INT8C_CODE
#define INT8C_CODE
#endif

/* Keeps a function that is called once from becoming a part of its caller. */
#if defined(__GNUC__) || defined(__clang__)
#define INT8C_NOINLINE __attribute__((noinline))
#elif defined(__ICCARM__)
#define INT8C_NOINLINE _Pragma("inline=never")
#else
#define INT8C_NOINLINE
#endif

/* Fails to compile where >> of a negative number is not arithmetic. */
typedef char int8c_needs_arithmetic_right_shift[((int32_t)-1 >> 1) == -1 ? 1 : -1];

INT8C_CODE static inline int32_t int8c_min(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

INT8C_CODE static inline int32_t int8c_max(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

INT8C_CODE static inline int8_t int8c_clamp(int32_t value, int32_t low, int32_t high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

/* value * multiplier / 2^31, halves up; multiplier >= 0. */
INT8C_CODE static inline int32_t int8c_high_multiply(int32_t value, int32_t multiplier)
{
    return (int32_t)(((int64_t)value * multiplier + ((int64_t)1 << 30)) >> 31);
}

/* value / 2^shift, halves away from zero; shift 0 .. 31. */
INT8C_CODE static inline int32_t int8c_rounding_shift(int32_t value, int32_t shift)
{
    const int32_t mask = (int32_t)(((uint32_t)1 << shift) - 1u);
    const int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);

    return (value >> shift) + ((value & mask) > threshold ? 1 : 0);
}

/* value * multiplier * 2^(-right - 31) in two rounding steps, as TensorFlow Lite does by default; right 0 .. 31. */
INT8C_CODE static inline int32_t int8c_requantize_right_double(int32_t value, int32_t multiplier, int32_t right)
{
    return int8c_rounding_shift(int8c_high_multiply(value, multiplier), right);
}

/* The same for shift -31 .. 30, positive to the left. */
INT8C_CODE static inline int32_t int8c_requantize_double(int32_t value, int32_t multiplier, int32_t shift)
{
    return shift > 0 ? int8c_high_multiply(value * ((int32_t)1 << shift), multiplier)
                     : int8c_requantize_right_double(value, multiplier, -shift);
}

/* value * multiplier * 2^(-right - 31) in one rounding step (TFLITE_SINGLE_ROUNDING); right 0 .. 31. */
INT8C_CODE static inline int32_t int8c_requantize_right_single(int32_t value, int32_t multiplier, int32_t right)
{
    return (int32_t)(((int64_t)value * multiplier + ((int64_t)1 << (30 + right))) >> (31 + right));
}

/* The same for shift -31 .. 30, positive to the left. */
INT8C_CODE static inline int32_t int8c_requantize_single(int32_t value, int32_t multiplier, int32_t shift)
{
    return (int32_t)(((int64_t)value * multiplier + ((int64_t)1 << (30 - shift))) >> (31 - shift));
}

/* acc[j] += (x - zero_point) * w[j] on four accumulators in registers. */
#define INT8C_MULTIPLY_ADD_X4(x, zero_point, w)      \
    do {                                             \
        const int32_t value = (x) - (zero_point);    \
        acc0 += value * (w)[0];                      \
        acc1 += value * (w)[1];                      \
        acc2 += value * (w)[2];                      \
        acc3 += value * (w)[3];                      \
    } while (0)

/* acc[j] += sum of (x[k] - zero_point) * w[4 * k + j]: four output channels at once, their weights interleaved.
 * Where the zero point is folded into the bias it is passed as 0. Four elements a turn: compilers do not unroll at -O2. */
INT8C_CODE static inline void int8c_multiply_x4(int32_t acc[4], const int8_t *x, const int8_t *w, int32_t count,
                                                int32_t zero_point)
{
    int32_t acc0 = acc[0];
    int32_t acc1 = acc[1];
    int32_t acc2 = acc[2];
    int32_t acc3 = acc[3];

    for (; count >= 4; count -= 4, x += 4, w += 16) {
        INT8C_MULTIPLY_ADD_X4(x[0], zero_point, w);
        INT8C_MULTIPLY_ADD_X4(x[1], zero_point, w + 4);
        INT8C_MULTIPLY_ADD_X4(x[2], zero_point, w + 8);
        INT8C_MULTIPLY_ADD_X4(x[3], zero_point, w + 12);
    }
    for (; count > 0; --count, ++x, w += 4) {
        INT8C_MULTIPLY_ADD_X4(*x, zero_point, w);
    }
    acc[0] = acc0;
    acc[1] = acc1;
    acc[2] = acc2;
    acc[3] = acc3;
}

/* acc + sum of (x[k] - zero_point) * w[k]: one output channel. */
INT8C_CODE static inline int32_t int8c_multiply_x1(int32_t acc, const int8_t *x, const int8_t *w, int32_t count,
                                                   int32_t zero_point)
{
    for (const int8_t *const end = x + count; x != end; ++x, ++w) {
        acc += (*x - zero_point) * *w;
    }
    return acc;
}

/* acc[j] += sum of (x[j] - zero_point) * w[j] over `count` elements that stand `step` apart: four neighbouring channels. */
INT8C_CODE static inline void int8c_depthwise_x4(int32_t acc[4], const int8_t *x, const int8_t *w, int32_t count,
                                                 int32_t step, int32_t zero_point)
{
    int32_t acc0 = acc[0];
    int32_t acc1 = acc[1];
    int32_t acc2 = acc[2];
    int32_t acc3 = acc[3];

    for (; count > 0; --count, x += step, w += step) {
        acc0 += (x[0] - zero_point) * w[0];
        acc1 += (x[1] - zero_point) * w[1];
        acc2 += (x[2] - zero_point) * w[2];
        acc3 += (x[3] - zero_point) * w[3];
    }
    acc[0] = acc0;
    acc[1] = acc1;
    acc[2] = acc2;
    acc[3] = acc3;
}

/* The same for one channel. */
INT8C_CODE static inline int32_t int8c_depthwise_x1(int32_t acc, const int8_t *x, const int8_t *w, int32_t count,
                                                    int32_t step, int32_t zero_point)
{
    for (; count > 0; --count, x += step, w += step) {
        acc += (*x - zero_point) * *w;
    }
    return acc;
}

#endif /* INT8C_RUNTIME_H */
