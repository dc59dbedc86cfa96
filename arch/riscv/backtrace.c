/*
 * Return addresses by the chain of frame pointers (FRAME_POINTER). A frame pointer points just
 * above the saved return address and the caller's frame pointer. The chain is only trusted while
 * it goes up within the length of a stack, so a broken one ends the walk and nothing else.
 */
#include <arch/impl/frame.h>
#include <arch/trap.h>
#include <arch/upward.h>

#define DEPTH_MAX 32

unsigned int arch_backtrace(uintptr_t fp, uintptr_t *addresses, unsigned int count)
{
	const uintptr_t limit = fp + KSTACK_SIZE;
	unsigned int depth = 0;

	while (depth < count && fp && fp <= limit && IS_ALIGNED(fp, sizeof(reg_t))) {
		const reg_t *frame = (const reg_t *)fp;

		addresses[depth++] = frame[-1];
		if (frame[-2] <= fp)
			break;
		fp = frame[-2];
	}
	return depth;
}

void arch_backtrace_print(uintptr_t fp, void (*print)(const char *format, ...))
{
	uintptr_t addresses[DEPTH_MAX];
	unsigned int depth = arch_backtrace(fp, addresses, DEPTH_MAX);

	for (unsigned int i = 0; i < depth; i++)
		code_print(addresses[i], false, print);
}
