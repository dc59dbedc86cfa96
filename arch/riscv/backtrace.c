/*
 * Return addresses by the chain of frame pointers (FRAME_POINTER). A frame pointer points just
 * above the saved return address and the caller's frame pointer. The chain is only trusted while
 * it goes up within the length of a stack, so a broken one ends the walk and nothing else.
 */
#include <arch/impl/frame.h>
#include <arch/trap.h>

#define DEPTH_MAX 32

void arch_backtrace_print(uintptr_t fp, void (*print)(const char *format, ...))
{
	const uintptr_t limit = fp + KSTACK_SIZE;

	for (unsigned int depth = 0; depth < DEPTH_MAX && fp && fp <= limit; depth++) {
		const reg_t *frame = (const reg_t *)fp;
		uintptr_t next = frame[-2];

		if (!IS_ALIGNED(fp, sizeof(reg_t)))
			return;
		print("  %lx\n", frame[-1]);
		if (next <= fp)
			return;
		fp = next;
	}
}
