/* From reset to main on a Cortex-M4, and back out of the emulator with main's result.
 * printf goes the same way, by newlib's rdimon. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

extern uint32_t stack_top[];
extern uint32_t data_begin[], data_end[], data_load[];
extern uint32_t fast_code_begin[], fast_code_end[], fast_code_load[];
extern uint32_t bss_begin[], bss_end[];

extern int main(void);
extern void initialise_monitor_handles(void);

#define CPACR (*(volatile uint32_t *)0xe000ed88u)

static void copy(uint32_t *to, const uint32_t *end, const uint32_t *from)
{
    while (to < end) {
        *to++ = *from++;
    }
}

void reset_handler(void)
{
    CPACR |= 0xfu << 20; /* the floating-point unit is off after reset */
    __asm volatile("dsb\n\tisb" ::: "memory");
    copy(data_begin, data_end, data_load);
    copy(fast_code_begin, fast_code_end, fast_code_load);
    for (uint32_t *word = bss_begin; word < bss_end; ++word) {
        *word = 0;
    }
    initialise_monitor_handles();
    exit(main());
}

/* Every fault and every interrupt, none of which is expected. */
void fault_handler(void)
{
    static const char message[] = "the processor stopped with a fault\n";

    (void)write(STDERR_FILENO, message, sizeof message - 1);
    _exit(1);
}

/* Stack pointer and reset, then the exceptions 2 to 15. */
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[16] = {
    (uintptr_t)stack_top,     (uintptr_t)reset_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler,
    (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler,
    (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler,
    (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler, (uintptr_t)fault_handler,
};
