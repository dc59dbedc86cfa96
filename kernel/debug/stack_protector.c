/*
 * STACK_PROTECTOR: gcc puts a guard word between a function's arrays and its saved registers, and
 * calls __stack_chk_fail() when the word has changed at the end of the function.
 *
 * The word must not change while functions that began with it run: it is mixed at the beginning of
 * start-up, from the counters, in a function that never returns to such a caller.
 */
#include <arch/time.h>
#include <kernel/log.h>
#include <kernel/stack_protector.h>

extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = 0x9d3c5a7e11f08b00;

void stack_protector_init(void)
{
	uint64_t mixed = arch_time_read() * 0x9e3779b97f4a7c15ull ^ arch_instructions_read();

	/* The lowest byte stays zero: a string that runs over can not write it whole. */
	__stack_chk_guard ^= mixed << 8;
}

__noreturn void __stack_chk_fail(void);
__noreturn void __stack_chk_fail(void)
{
	panic("a function wrote past its arrays on the stack, called from %p",
	      __builtin_return_address(0));
}
