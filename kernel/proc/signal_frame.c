/*
 * The frame that a handler is entered with: what the program was doing, on its stack, in the layout
 * of Linux for riscv64 (struct rt_sigframe); and the page that holds the way back, the instructions
 * of rt_sigreturn.
 *
 * A frame is written and read piece by piece, with nothing of its size on the kernel's stack.
 * Whatever stands in one when it comes back, nothing of it has power: general registers and
 * floating-point registers are the program's to choose, and status registers are not among them.
 */
#include "calls.h"
#include "signal_private.h"
#include "user_layout.h"

#include <abi/errno.h>
#include <arch/fpu.h>
#include <arch/trap.h>
#include <lib/string.h>
#include <mm/ucopy.h>

#define FRAME(member)	    offsetof(struct abi_rt_sigframe, member)
#define FRAME_RESERVED_SIZE 12 /* of the floating-point registers, at the end: has to be zero */
#define FRAME_RESERVED	    (FRAME(uc.uc_mcontext.sc_fpregs) + 528 - FRAME_RESERVED_SIZE)

_Static_assert(FRAME(uc.uc_mcontext.sc_regs) == 304, "where Linux has the registers");
_Static_assert(FRAME(uc.uc_mcontext.sc_fpregs) == 560, "and those of floating point");
_Static_assert(sizeof(struct abi_rt_sigframe) == 1088, "and where it ends");
_Static_assert(sizeof(struct abi_user_regs) == ARCH_FRAME_REGISTERS * sizeof(reg_t), "layout");

/* The beginning of struct abi_ucontext. */
struct context_head {
	uint64_t flags;
	uint64_t link;
	struct abi_sigaltstack stack;
	uint64_t blocked;
};
_Static_assert(offsetof(struct context_head, blocked) == offsetof(struct abi_ucontext, uc_sigmask),
	       "layout");

int signal_copy_info(uaddr_t to, const struct signal_info *info)
{
	struct abi_siginfo whole;

	memset(&whole, 0, sizeof(whole));
	memcpy(&whole, info, sizeof(*info));
	return copy_to_user(to, &whole, sizeof(whole));
}

static int write_frame(uaddr_t at, struct trap_frame *frame, const struct signal_info *info,
		       uint64_t blocked)
{
	static const char reserved[FRAME_RESERVED_SIZE];
	struct context_head head = { .blocked = blocked };
	int error = signal_copy_info(at, info);

	signal_get_stack(&head.stack, arch_frame_sp(frame));
	error |= copy_to_user(at + FRAME(uc), &head, sizeof(head));
	error |= copy_to_user(at + FRAME(uc.uc_mcontext.sc_regs), arch_frame_registers(frame),
			      sizeof(struct abi_user_regs));
	error |= copy_to_user(at + FRAME(uc.uc_mcontext.sc_fpregs), arch_fpu_memory(),
			      ARCH_FPU_SIZE);
	error |= copy_to_user(at + FRAME_RESERVED, reserved, sizeof(reserved));
	return error ? -EFAULT : 0;
}

/* Where the frame will lie; 0 when the alternate stack has no room for another. */
static uaddr_t frame_address(uaddr_t sp, uint64_t flags)
{
	const struct thread_signals *signals = own_signals();
	bool inside = signal_is_on_stack(sp);

	if (inside && !signal_is_on_stack(sp - sizeof(struct abi_rt_sigframe)))
		return 0;
	if (!inside && flags & SA_ONSTACK && signals->stack_size > 0)
		sp = signals->stack + signals->stack_size;
	return ALIGN_DOWN(sp - sizeof(struct abi_rt_sigframe), 16);
}

int signal_push_frame(struct trap_frame *frame, const struct abi_sigaction *action,
		      const struct signal_info *info, uint64_t blocked)
{
	uaddr_t at = frame_address(arch_frame_sp(frame), action->sa_flags);
	const reg_t arguments[] = { (reg_t)info->signal, at, at + FRAME(uc) };

	if (write_frame(at, frame, info, blocked) < 0)
		return -EFAULT;
	arch_frame_enter(frame, action->sa_handler, at, SIGNAL_PAGE, arguments);
	return 0;
}

static int read_floating(uaddr_t at)
{
	uint32_t reserved[FRAME_RESERVED_SIZE / sizeof(uint32_t)];

	if (copy_from_user(reserved, at + FRAME_RESERVED, sizeof(reserved)) < 0)
		return -EFAULT;
	if (reserved[0] | reserved[1] | reserved[2])
		return -EINVAL;
	if (copy_from_user(arch_fpu_memory(), at + FRAME(uc.uc_mcontext.sc_fpregs), ARCH_FPU_SIZE) <
	    0)
		return -EFAULT;
	arch_fpu_changed();
	return 0;
}

static int read_frame(uaddr_t at, struct trap_frame *frame, struct context_head *head)
{
	if (copy_from_user(head, at + FRAME(uc), sizeof(*head)) < 0 ||
	    copy_from_user(arch_frame_registers(frame), at + FRAME(uc.uc_mcontext.sc_regs),
			   sizeof(struct abi_user_regs)) < 0)
		return -EFAULT;
	return read_floating(at);
}

static void set_blocked(uint64_t set)
{
	irq_key_t key = spin_lock(&tree_lock);

	signal_block(set);
	spin_unlock(&tree_lock, key);
}

/* It does not return as other calls do: all registers are those of the frame. */
long sys_rt_sigreturn(void)
{
	struct trap_frame *frame = arch_thread_frame(&thread_current()->arch);
	struct context_head head;

	own_signals()->sleep_deadline = 0;
	if (read_frame(arch_frame_sp(frame), frame, &head) < 0) {
		if (!signal_catch_fault(frame, SIGSEGV, TRAP_UNKNOWN, 0))
			process_kill_self(SIGSEGV);
		arch_user_enter();
	}
	set_blocked(head.blocked);
	signal_set_stack(&head.stack, arch_frame_sp(frame));
	arch_user_enter();
}

static int fill_page(struct region *region, uaddr_t address, void *page)
{
	static const uint32_t code[] = { ARCH_SIGRETURN_CODE };

	memset(page, 0, PAGE_SIZE);
	memcpy(page, code, sizeof(code));
	return 0;
}

static void count_nothing(void *object)
{
}

int signals_map_return(struct aspace *aspace)
{
	static const struct pager pager = {
		.fill = fill_page,
		.get = count_nothing,
		.put = count_nothing,
	};
	const struct region region = {
		.start = SIGNAL_PAGE,
		.end = SIGNAL_PAGE + PAGE_SIZE,
		.rights = REGION_READ | REGION_EXECUTE,
		.kind = REGION_KERNEL,
		.pager = &pager,
	};

	return aspace_add(aspace, &region);
}
