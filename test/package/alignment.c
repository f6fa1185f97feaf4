/* Declares arenas as the header asks, between odd neighbours; exit code 0 when all are where they must be. C and C++. */
#include "tone_sweep.h"

static uint8_t before = 1;
TONE_SWEEP_ALIGNED static uint8_t arena[TONE_SWEEP_ARENA_BYTES];
static uint8_t between = 1;
TONE_SWEEP_ALIGNED uint8_t visible_arena[TONE_SWEEP_ARENA_BYTES + 1];

int main(void)
{
    TONE_SWEEP_ALIGNED uint8_t local[TONE_SWEEP_ARENA_BYTES + 1];
    tone_sweep_context model;

    if (tone_sweep_init(&model, arena, sizeof arena) != TONE_SWEEP_OK) {
        return before;
    }
    if (tone_sweep_init(&model, visible_arena, sizeof visible_arena) != TONE_SWEEP_OK) {
        return 1 + between;
    }
    return tone_sweep_init(&model, local, sizeof local) == TONE_SWEEP_OK ? 0 : 3;
}
