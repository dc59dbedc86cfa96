/* What handlers find on their stacks and in registers, and what they may do to it. */
#include "signals.h"

#include <lib/compiler.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* signal_registers.S */
long registers_over_signal(long pid);
long floats_over_signal(long pid);
long float_after_signal(long pid);
void set_floats(long bits);

static void registers_are_kept_over_a_handler(void)
{
	handle(SIGUSR1, note, 0, 0);
	EXPECT_OK(registers_over_signal(getpid()));
	EXPECT_VALUE(count, 1);
}

static void skip_the_instruction(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	note(signal);
	seen = *info;
	order[0] = user->uc_mcontext.__gregs[REG_PC] == (unsigned long)info->si_addr;
	user->uc_mcontext.__gregs[REG_PC] += 4;
}

static void ignored_instructions_go_on(void)
{
	handle_info(SIGILL, skip_the_instruction, 0);
	__asm__ volatile(".word 0xffffffff");
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_signo, SIGILL);
	EXPECT(seen.si_code > 0);
	EXPECT_VALUE(order[0], 1);
}

static void breakpoints_can_be_caught(void)
{
	handle_info(SIGTRAP, skip_the_instruction, 0);
	__asm__ volatile(".option push\n\t.option norvc\n\tebreak\n\t.option pop");
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_code, TRAP_BRKPT);
	EXPECT_VALUE(order[0], 1);
}

static char *fault_page;

static void make_page_accessible(int signal, siginfo_t *info, void *context)
{
	(void)context;
	note(signal);
	seen = *info;
	mprotect(fault_page, PAGE, PROT_READ | PROT_WRITE);
}

static void a_fault_can_be_mended_and_tried_again(void)
{
	fault_page = fresh_pages(1);
	EXPECT_OK(mprotect(fault_page, PAGE, PROT_READ));
	handle_info(SIGSEGV, make_page_accessible, 0);
	*(volatile int *)(fault_page + 8) = 5;
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_code, SEGV_ACCERR);
	EXPECT(seen.si_addr == fault_page + 8);
	EXPECT_VALUE(*(int *)(fault_page + 8), 5);
}

static sigjmp_buf back;
static volatile char *volatile nowhere = (volatile char *)0x30;

static void jump_back(int signal, siginfo_t *info, void *context)
{
	(void)context;
	note(signal);
	seen = *info;
	siglongjmp(back, signal);
}

static void a_handler_may_jump_out(void)
{
	handle_info(SIGSEGV, jump_back, 0);
	for (int i = 1; i <= 3; i++) {
		if (sigsetjmp(back, 1) == 0) {
			*nowhere = 1;
			fail(__FILE__, __LINE__, "there is memory at 0x30");
		}
		EXPECT_VALUE(count, i);
		EXPECT_VALUE(seen.si_code, SEGV_MAPERR);
		EXPECT(seen.si_addr == nowhere);
		EXPECT_VALUE(blocked_now(), 0);
	}
	if (sigsetjmp(back, 0) == 0)
		*nowhere = 1;
	EXPECT_VALUE(blocked_now(), set_of(SIGSEGV, 0));
}

static void fault_while_blocked(void)
{
	handle(SIGSEGV, note, 0, 0);
	block(set_of(SIGSEGV, 0));
	*nowhere = 1;
}

static void fault_while_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	*nowhere = 1;
}

static void fault_again(int signal)
{
	(void)signal;
	*nowhere = 1;
}

static void fault_in_the_handler(void)
{
	handle(SIGSEGV, fault_again, 0, 0);
	*nowhere = 1;
}

static void faults_cannot_be_ignored(void)
{
	EXPECT_SIGNAL(fault_while_blocked, SIGSEGV);
	EXPECT_SIGNAL(fault_while_ignored, SIGSEGV);
	EXPECT_SIGNAL(fault_in_the_handler, SIGSEGV);
}

static void change_context(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	(void)info;
	note(signal);
	user->uc_mcontext.__gregs[REG_A0] = 0x1234;
	user->uc_sigmask = set_of(SIGHUP, 0);
}

static void a_handler_changes_registers_and_mask(void)
{
	register long a0 __asm__("a0") = getpid();
	register long a1 __asm__("a1") = SIGUSR1;
	register long a7 __asm__("a7") = SYS_kill;

	handle_info(SIGUSR1, change_context, 0);
	a0 = getpid();
	a1 = SIGUSR1;
	a7 = SYS_kill;
	__asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
	EXPECT_VALUE(a0, 0x1234);
	EXPECT_VALUE(blocked_now(), set_of(SIGHUP, 0));
}

/* A frame as rt_sigreturn finds it, which says nothing good. */
static void return_by(void *stack)
{
	__asm__ volatile("mv sp, %0\n\tli a7, 139\n\tecall\n\tebreak" : : "r"(stack) : "memory");
	__builtin_unreachable();
}

static char *return_stack;

static void return_here(void)
{
	return_by(return_stack);
}

static void returning_by_nonsense_is_sigsegv(void)
{
	char *const stacks[] = {
		NULL,
		(char *)16,
		(char *)-16,
		(char *)0x3ffffff000,
		(char *)0x4000000000 - 512,
		(char *)(1ul << 63),
		(char *)0x80000000,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(stacks); i++) {
		return_stack = stacks[i];
		EXPECT_SIGNAL(return_here, SIGSEGV);
	}
	return_stack = fresh_pages(1) + PAGE - 200; /* the frame runs over its end */
	EXPECT_SIGNAL(return_here, SIGSEGV);
}

/* All zeroes, all ones, and rubbish: the program goes where that leads, and no further. */
static void returning_by_rubbish_harms_nobody_else(void)
{
	unsigned long value = 88172645463325252ul;
	unsigned long *words;
	int status;

	return_stack = fresh_pages(2);
	words = (unsigned long *)(void *)return_stack;
	for (int round = 0; round < 60; round++) {
		for (size_t i = 0; i < sizeof(struct abi_rt_sigframe) / sizeof(*words); i++) {
			value ^= value << 13;
			value ^= value >> 7;
			value ^= value << 17;
			words[i] = round == 0 ? 0 : round == 1 ? ~0ul : value;
			if (round % 2 == 0 && i >= 134)
				words[i] = 0; /* or the words that must be zero end it all */
		}
		status = status_of(return_here);
		EXPECT(WIFSIGNALED(status));
		EXPECT(WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGILL ||
		       WTERMSIG(status) == SIGBUS);
	}
}

/* Linux does so for extensions to come; QEMU's emulation does not look. */
static void spoil_the_frame(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	((struct abi_ucontext *)context)->uc_mcontext.sc_fpregs.bytes[527] = 1;
}

static void return_by_a_spoilt_frame(void)
{
	handle_info(SIGUSR1, spoil_the_frame, 0);
	raise(SIGUSR1);
}

static void reserved_words_of_a_frame_must_be_zero(void)
{
	EXPECT_SIGNAL(return_by_a_spoilt_frame, SIGSEGV);
}

static void jump_to_the_kernel(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.__gregs[REG_PC] = 0xffffffc080000000ul;
}

static void return_into_the_kernel(void)
{
	handle_info(SIGUSR1, jump_to_the_kernel, 0);
	raise(SIGUSR1);
}

static void returning_into_the_kernel_is_sigsegv(void)
{
	EXPECT_SIGNAL(return_into_the_kernel, SIGSEGV);
}

static void take_a_signal_without_stack(void)
{
	handle(SIGUSR1, note, 0, 0);
	__asm__ volatile("mv a0, %0\n\tli a1, 10\n\tli a7, 129\n\tmv sp, %1\n\tecall"
			 :
			 : "r"((long)getpid()), "r"(return_stack)
			 : "a0", "a1", "a7", "memory");
	_exit(3);
}

static void a_handler_without_stack_is_sigsegv(void)
{
	char *const stacks[] = { NULL, (char *)64, (char *)0x4000000000, (char *)-4096,
				 (char *)0x1000000000 };

	for (size_t i = 0; i < ARRAY_LENGTH(stacks); i++) {
		return_stack = stacks[i];
		EXPECT_SIGNAL(take_a_signal_without_stack, SIGSEGV);
	}
}

/* The alternate stack. */

static char *alternate;
static unsigned long handler_stack;
static stack_t stack_in_handler;

static void look_at_the_stack(int signal)
{
	handler_stack = (unsigned long)__builtin_frame_address(0);
	note(signal);
	sigaltstack(NULL, &stack_in_handler);
	errno = sigaltstack(&stack_in_handler, NULL) < 0 ? errno : 0;
}

static void set_alternate(size_t size)
{
	alternate = fresh_pages(6) + PAGE;
	EXPECT_OK(sigaltstack(&(stack_t){ .ss_sp = alternate, .ss_size = size }, NULL));
}

static void sigaltstack_checks_its_arguments(void)
{
	stack_t stack = { .ss_sp = fresh_pages(2), .ss_size = 2047 };

	EXPECT_ERROR(sigaltstack(&stack, NULL), ENOMEM);
	stack.ss_size = 8192;
	stack.ss_flags = 77;
	EXPECT_ERROR(sigaltstack(&stack, NULL), EINVAL);
	EXPECT_ERROR(syscall(SYS_sigaltstack, 16, NULL), EFAULT);
	EXPECT_ERROR(syscall(SYS_sigaltstack, NULL, 16), EFAULT);
	EXPECT_OK(sigaltstack(NULL, &stack));
	EXPECT_VALUE(stack.ss_flags, SS_DISABLE);
}

static void a_handler_runs_on_the_alternate_stack(void)
{
	stack_t stack;

	set_alternate(4 * PAGE);
	EXPECT_OK(sigaltstack(NULL, &stack));
	EXPECT(stack.ss_sp == alternate && stack.ss_size == 4 * PAGE && stack.ss_flags == 0);
	handle(SIGUSR1, look_at_the_stack, 0, SA_ONSTACK);
	raise(SIGUSR1);
	EXPECT_VALUE(errno, EPERM); /* it cannot be changed while it is in use */
	EXPECT(handler_stack > (unsigned long)alternate);
	EXPECT(handler_stack <= (unsigned long)alternate + 4 * PAGE);
	EXPECT_VALUE(stack_in_handler.ss_flags, SS_ONSTACK);
	handle(SIGUSR1, look_at_the_stack, 0, 0);
	raise(SIGUSR1);
	EXPECT(handler_stack > (unsigned long)alternate + 5 * PAGE);
	EXPECT_OK(sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL));
	handle(SIGUSR1, look_at_the_stack, 0, SA_ONSTACK);
	raise(SIGUSR1);
	EXPECT(handler_stack > (unsigned long)alternate + 5 * PAGE);
	EXPECT_VALUE(count, 3);
}

static int run_over(volatile char *above, unsigned long depth)
{
	volatile char here[512];

	here[0] = above ? above[0] : 1;
	return depth == 0 ? 0 : run_over(here, depth - 1) + here[0];
}

static void end_well(int signal)
{
	_exit(signal);
}

static void run_over_with_a_handler(void)
{
	set_alternate(4 * PAGE);
	handle(SIGSEGV, end_well, 0, SA_ONSTACK);
	_exit(run_over(NULL, ULONG_MAX));
}

static void run_over_without_alternate(void)
{
	handle(SIGSEGV, end_well, 0, 0);
	_exit(run_over(NULL, ULONG_MAX));
}

static void a_stack_that_runs_over_can_be_caught(void)
{
	EXPECT_VALUE(status_of(run_over_with_a_handler), SIGSEGV << 8);
	EXPECT_SIGNAL(run_over_without_alternate, SIGSEGV);
}

/* QEMU's emulation of Linux writes the frame outside of it. */
static void fill_alternate(int signal)
{
	volatile char here[512];

	here[0] = (char)signal;
	raise(signal);
	here[1] = here[0];
}

static void run_over_alternate(void)
{
	set_alternate(2 * PAGE);
	EXPECT_OK(mprotect(alternate - PAGE, PAGE, PROT_NONE));
	handle(SIGUSR1, fill_alternate, 0, SA_ONSTACK | SA_NODEFER);
	raise(SIGUSR1);
}

static void an_alternate_stack_that_runs_over_is_sigsegv(void)
{
	EXPECT_SIGNAL(run_over_alternate, SIGSEGV);
}

/* Floating point. */

static void spoil_floats(int signal)
{
	note(signal);
	set_floats(0x1f);
	pause_ms(1);
}

static void floats_are_kept_over_a_handler(void)
{
	if (!IS_ENABLED(CONFIG_FPU))
		return;
	handle(SIGUSR1, spoil_floats, 0, 0);
	EXPECT_OK(floats_over_signal(getpid()));
	EXPECT_VALUE(count, 1);
}

static void change_a_float(int signal, siginfo_t *info, void *context)
{
	(void)info;
	note(signal);
	((struct abi_ucontext *)context)->uc_mcontext.sc_fpregs.d.f[28] = 0x4059000000000000;
}

/* Also in a program that has not used the unit before. */
static void a_handler_changes_floats(void)
{
	if (!IS_ENABLED(CONFIG_FPU))
		return;
	handle_info(SIGUSR1, change_a_float, 0);
	EXPECT_VALUE(float_after_signal(getpid()), 0x4059000000000000);
}

#define BOTH(name)                                                                                 \
	{                                                                                          \
#name, TEST_LINUX, name                                                            \
	}

const struct test signal_frame_tests[] = {
	BOTH(registers_are_kept_over_a_handler),
	BOTH(ignored_instructions_go_on),
	BOTH(breakpoints_can_be_caught),
	BOTH(a_fault_can_be_mended_and_tried_again),
	BOTH(a_handler_may_jump_out),
	BOTH(faults_cannot_be_ignored),
	BOTH(a_handler_changes_registers_and_mask),
	BOTH(returning_by_nonsense_is_sigsegv),
	BOTH(returning_by_rubbish_harms_nobody_else),
	{ "reserved_words_of_a_frame_must_be_zero", 0, reserved_words_of_a_frame_must_be_zero },
	BOTH(returning_into_the_kernel_is_sigsegv),
	BOTH(a_handler_without_stack_is_sigsegv),
	BOTH(sigaltstack_checks_its_arguments),
	BOTH(a_handler_runs_on_the_alternate_stack),
	BOTH(a_stack_that_runs_over_can_be_caught),
	{ "an_alternate_stack_that_runs_over_is_sigsegv", 0,
	  an_alternate_stack_that_runs_over_is_sigsegv },
	BOTH(floats_are_kept_over_a_handler),
	BOTH(a_handler_changes_floats),
	{ NULL, 0, NULL },
};
