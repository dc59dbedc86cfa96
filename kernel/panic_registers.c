#include <arch/upward.h>
#include <kernel/cpu.h>
#include <kernel/panic_frame.h>

void panic_where(uintptr_t fp, void (*print)(const char *format, ...))
{
	struct thread *thread = thread_current();

	print("on hart %u, thread %s\n", cpu_current()->hart_id, thread->name);
	arch_backtrace_print(fp, print);
}

void panic_registers(const struct trap_frame *frame, void (*print)(const char *format, ...))
{
	arch_frame_print(frame, print);
	if (IS_ENABLED(CONFIG_KALLSYMS))
		code_print(frame->pc, true, print);
	panic_where(arch_frame_fp(frame), print);
}
