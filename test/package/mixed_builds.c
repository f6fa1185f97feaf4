/* Runs the model once; a build of its own decides whether it traces. The size that it prints must not depend on macros. */
#include <stdio.h>
#include <string.h>

#include "tone_sweep.h"

TONE_SWEEP_ALIGNED static uint8_t arena[TONE_SWEEP_ARENA_BYTES];

#ifdef CALL_SET_TRACE
static void count_tensor(void *cookie, int32_t tensor, size_t first_byte, const void *data, size_t bytes)
{
    (void)tensor;
    (void)first_byte;
    (void)data;
    (void)bytes;
    *(int *)cookie += 1;
}
#endif

int main(void)
{
    tone_sweep_context model; /* on the stack, where a library that knows a larger one is found out */
    int tensors = 0;

    if (tone_sweep_init(&model, arena, sizeof arena) != TONE_SWEEP_OK) {
        return 1;
    }
#ifdef CALL_SET_TRACE
    if (tone_sweep_set_trace(&model, count_tensor, &tensors) != TONE_SWEEP_OK) {
        return 1;
    }
#endif
    memset(tone_sweep_input_0(&model), TONE_SWEEP_INPUT_0_ZERO_POINT, TONE_SWEEP_INPUT_0_BYTES);
    if (tone_sweep_run(&model) != TONE_SWEEP_OK) {
        return 1;
    }
    printf("silence %d\n", tone_sweep_output_0(&model)[0]);
    printf("context %u, %d tensors\n", (unsigned)sizeof model, tensors);
    return 0;
}
