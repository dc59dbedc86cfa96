/*
 * Dispatch: from the number in the user's frame to a handler with its arguments as C types.
 *
 * For each call that is built there is a small function that takes the arguments from the frame's
 * registers and casts them to what the table says. A byte for each number leads to a dense table of
 * those, so a call that is not built costs one byte.
 */
#include "syscall.h"

#include "calls.h"
#include "errors.h"
#include "trace.h"

#include <abi/errno.h>
#include <arch/trap.h>

typedef long (*call_t)(const reg_t *argument);

#define BUILT(option, name, ...)                                                                   \
	IF_ENABLED(option, static long call_##name(const reg_t *x)                                 \
	{                                                                                          \
		return sys_##name(__VA_ARGS__);                                                    \
	})
#define SYSCALL0(option, number, name, result) BUILT(option, name)
#define SYSCALL1(option, number, name, result, a) BUILT(option, name, (kind_##a)x[0])
#define SYSCALL2(option, number, name, result, a, b)                                               \
	BUILT(option, name, (kind_##a)x[0], (kind_##b)x[1])
#define SYSCALL3(option, number, name, result, a, b, c)                                            \
	BUILT(option, name, (kind_##a)x[0], (kind_##b)x[1], (kind_##c)x[2])
#define SYSCALL4(option, number, name, result, a, b, c, d)                                         \
	BUILT(option, name, (kind_##a)x[0], (kind_##b)x[1], (kind_##c)x[2], (kind_##d)x[3])
#define SYSCALL5(option, number, name, result, a, b, c, d, e)                                      \
	BUILT(option, name, (kind_##a)x[0], (kind_##b)x[1], (kind_##c)x[2], (kind_##d)x[3],        \
	      (kind_##e)x[4])
#define SYSCALL6(option, number, name, result, a, b, c, d, e, f)                                   \
	BUILT(option, name, (kind_##a)x[0], (kind_##b)x[1], (kind_##c)x[2], (kind_##d)x[3],        \
	      (kind_##e)x[4], (kind_##f)x[5])
#include <abi/syscall.def>

static long call_none(const reg_t *x)
{
	return -ENOSYS;
}

enum {
	SLOT_none,
#define SYSCALL(option, number, name) IF_ENABLED(option, SLOT_##name, )
#include <abi/syscall.def>
	SLOT_COUNT,
};
_Static_assert(SLOT_COUNT <= 256, "a slot fits a byte");

static const uint8_t slots[] = {
#define SYSCALL(option, number, name) IF_ENABLED(option, [number] = SLOT_##name, )
#include <abi/syscall.def>
};

static const call_t calls[SLOT_COUNT] = {
	call_none,
#define SYSCALL(option, number, name) IF_ENABLED(option, call_##name, )
#include <abi/syscall.def>
};

long syscall_dispatch(struct trap_frame *frame)
{
	unsigned long number = (unsigned long)arch_frame_syscall_number(frame);
	unsigned int slot = likely(number < ARRAY_SIZE(slots)) ? slots[number] : SLOT_none;

	errors_call();
	if (trace_is_on())
		return errors_result(number, trace_call(number, arch_frame_arguments(frame),
							calls[slot]));
	return errors_result(number, calls[slot](arch_frame_arguments(frame)));
}
