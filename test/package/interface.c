/* What the public functions of a package answer where they cannot do their work.
 * Prints what fails; exit code 0 when nothing does. */
#include <stdio.h>
#include <string.h>

#include "tone_sweep.h"

TONE_SWEEP_ALIGNED static uint8_t arena[TONE_SWEEP_ARENA_BYTES + TONE_SWEEP_ARENA_ALIGNMENT];
static int failures;

#define EXPECT(condition)                                         \
    do {                                                          \
        if (!(condition)) {                                       \
            printf("line %d: not so: %s\n", __LINE__, #condition); \
            failures += 1;                                        \
        }                                                         \
    } while (0)

/* An instance that was bound and run before, so that a failure cannot hide behind fields that were NULL anyway. */
static void bind(tone_sweep_context *model)
{
    memset(model, 0xa5, sizeof *model);
    EXPECT(tone_sweep_init(model, arena, sizeof arena) == TONE_SWEEP_OK);
    EXPECT((uint8_t *)tone_sweep_input_0(model) >= arena);
    EXPECT((const uint8_t *)tone_sweep_output_0(model) >= arena);
    EXPECT(tone_sweep_run(model) == TONE_SWEEP_OK);
}

static void expect_unusable(tone_sweep_context *model)
{
    EXPECT(tone_sweep_input_0(model) == NULL);
    EXPECT(tone_sweep_output_0(model) == NULL);
    EXPECT(tone_sweep_run(model) == TONE_SWEEP_ERROR_NULL);
}

static void expect_init_fails(void *place, size_t bytes, tone_sweep_status status)
{
    tone_sweep_context model;

    memset(&model, 0xa5, sizeof model);
    EXPECT(tone_sweep_init(&model, place, bytes) == status);
    expect_unusable(&model);
    bind(&model);
    EXPECT(tone_sweep_init(&model, place, bytes) == status);
    expect_unusable(&model);
}

int main(void)
{
    expect_init_fails(NULL, sizeof arena, TONE_SWEEP_ERROR_NULL);
    expect_init_fails(arena, TONE_SWEEP_ARENA_BYTES - 1, TONE_SWEEP_ERROR_ARENA);
    expect_init_fails(arena, 0, TONE_SWEEP_ERROR_ARENA);
    expect_init_fails(arena + 1, TONE_SWEEP_ARENA_BYTES, TONE_SWEEP_ERROR_ALIGNMENT);
    expect_init_fails(arena + TONE_SWEEP_ARENA_ALIGNMENT / 2, TONE_SWEEP_ARENA_BYTES, TONE_SWEEP_ERROR_ALIGNMENT);
    EXPECT(tone_sweep_init(NULL, arena, sizeof arena) == TONE_SWEEP_ERROR_NULL);
    EXPECT(tone_sweep_init(NULL, NULL, 0) == TONE_SWEEP_ERROR_NULL);
    expect_unusable(NULL);
#ifdef TONE_SWEEP_TRACE
    EXPECT(tone_sweep_set_trace(NULL, NULL, NULL) == TONE_SWEEP_ERROR_NULL);
#endif
    return failures == 0 ? 0 : 1;
}
