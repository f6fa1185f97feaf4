/* Prints what the hooks of hooks.h saw of one run, and the model's answer. */
#include <stdio.h>
#include <string.h>

#include "hooks.h"
#include "tone_sweep.h"

TONE_SWEEP_ALIGNED static uint8_t arena[TONE_SWEEP_ARENA_BYTES];
static uint32_t runs[TONE_SWEEP_OP_COUNT];

void layer_begins(int op, const char *name)
{
    printf("begin %d %s\n", op, name);
}

void layer_ends(int op)
{
    printf("end %d\n", op);
    runs[op] += 1;
}

int main(void)
{
    tone_sweep_context model;

    if (tone_sweep_init(&model, arena, sizeof arena) != TONE_SWEEP_OK) {
        return 1;
    }
    memset(tone_sweep_input_0(&model), TONE_SWEEP_INPUT_0_ZERO_POINT, TONE_SWEEP_INPUT_0_BYTES);
    if (tone_sweep_run(&model) != TONE_SWEEP_OK) {
        return 1;
    }
    printf("silence %d\n", tone_sweep_output_0(&model)[0]);
    return runs[TONE_SWEEP_OP09_SOFTMAX] == 1 && runs[TONE_SWEEP_OP07_RESHAPE] == 0 ? 0 : 1;
}
