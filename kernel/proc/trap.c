/*
 * Traps of programs: calls, faults, and the last look before going back.
 */
#include "process.h"
#include "syscall.h"

#include <abi/errno.h>
#include <abi/signal.h>
#include <arch/irq.h>
#include <arch/upward.h>
#include <kernel/log.h>

/* What ends a program, by the kind of trap; page faults are looked at first. */
static const uint8_t signals[] = {
	[TRAP_PAGE_READ] = SIGSEGV,  [TRAP_PAGE_WRITE] = SIGSEGV, [TRAP_PAGE_EXECUTE] = SIGSEGV,
	[TRAP_ACCESS] = SIGBUS,      [TRAP_MISALIGNED] = SIGBUS,  [TRAP_ILLEGAL] = SIGILL,
	[TRAP_BREAKPOINT] = SIGTRAP, [TRAP_UNKNOWN] = SIGSYS,
};

static __cold __noreturn void die(const struct trap_frame *frame, int signal, uaddr_t address)
{
	struct process *process = process_current();

	kprintf("%s[%d]: signal %d at pc %lx, address %lx\n", process->name, process->pid, signal,
		(unsigned long)arch_frame_pc(frame), (unsigned long)address);
	process_kill_self(signal);
}

static int signal_of_error(int error)
{
	switch (error) {
	case -EIO:
		return SIGBUS;
	case -ENOMEM:
		return SIGKILL;
	default:
		return SIGSEGV;
	}
}

static void page_fault(struct trap_frame *frame, enum access access, uaddr_t address)
{
	int error = aspace_fault(process_current()->aspace, address, access);

	if (error)
		die(frame, signal_of_error(error), address);
}

void trap_user(struct trap_frame *frame, enum trap_kind kind, uaddr_t address)
{
	arch_irq_enable();
	switch (kind) {
	case TRAP_SYSCALL:
		arch_frame_set_result(frame, syscall_dispatch(frame));
		break;
	case TRAP_PAGE_READ:
		page_fault(frame, ACCESS_READ, address);
		break;
	case TRAP_PAGE_WRITE:
		page_fault(frame, ACCESS_WRITE, address);
		break;
	case TRAP_PAGE_EXECUTE:
		page_fault(frame, ACCESS_EXECUTE, address);
		break;
	default:
		die(frame, signals[kind], address);
	}
}

void trap_user_return(struct trap_frame *frame)
{
	struct thread *thread = thread_current();

	while (unlikely(thread->pending)) {
		if (thread->pending & THREAD_INTERRUPTED)
			process_kill_self(thread->process->kill_signal);
		thread_yield();
	}
}
