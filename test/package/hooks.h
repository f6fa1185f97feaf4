/* Hooks as a firmware project might have them. The first opens a block that the second closes. */
#ifndef HOOKS_H
#define HOOKS_H

void layer_begins(int op, const char *name);
void layer_ends(int op);

#define TONE_SWEEP_HOOK_BEGIN(op) \
    {                             \
        const int begun = op;     \
        layer_begins(begun, #op)
#define TONE_SWEEP_HOOK_END(op) \
        layer_ends(begun);      \
    }

#endif
