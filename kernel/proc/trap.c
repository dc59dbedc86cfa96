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

/* What a program gets, by the kind of trap; page faults are looked at first. */
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

/* The program sees the signal, or dies of it. */
static __slow void fault(const struct trap_frame *frame, int signal, enum trap_kind kind,
			 uaddr_t address)
{
	if (!signal_catch_fault(frame, signal, kind, address))
		die(frame, signal, address);
}

static void page_fault(struct trap_frame *frame, enum trap_kind kind, enum access access,
		       uaddr_t address)
{
	int error = aspace_fault(process_current()->aspace, address, access);

	if (error)
		fault(frame, signal_of_error(error), kind, address);
}

static void system_call(struct trap_frame *frame)
{
	long result = syscall_dispatch(frame);

	arch_frame_set_result(frame, signal_call_result(frame, result));
	task_release();
}

void trap_user(struct trap_frame *frame, enum trap_kind kind, uaddr_t address)
{
	arch_irq_enable();
	switch (mostly(kind, TRAP_SYSCALL)) {
	case TRAP_SYSCALL:
		system_call(frame);
		break;
	case TRAP_PAGE_READ:
		page_fault(frame, kind, ACCESS_READ, address);
		break;
	case TRAP_PAGE_WRITE:
		page_fault(frame, kind, ACCESS_WRITE, address);
		break;
	case TRAP_PAGE_EXECUTE:
		page_fault(frame, kind, ACCESS_EXECUTE, address);
		break;
	default:
		fault(frame, signals[kind], kind, address);
	}
}

void trap_user_return(struct trap_frame *frame)
{
	struct thread *thread = thread_current();

	while (unlikely(thread->pending)) {
		if (thread->pending & THREAD_INTERRUPTED) {
			task_end_if_due();
			signal_deliver(thread->process, frame);
		} else {
			thread_yield();
		}
	}
}
