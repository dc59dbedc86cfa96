/* Signals: sending, blocking, handlers and their frames, timers. Job control is in groups.c. */
#include "usertests.h"

#include <lib/compiler.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#define RT_SIGNAL 40 /* neither the first nor the last: emulators and C libraries take those */

static volatile sig_atomic_t count, last, order[16], order_length;
static siginfo_t seen;
static sigset_t seen_blocked;

static void note(int signal)
{
	last = signal;
	count++;
	if (order_length < (int)ARRAY_LENGTH(order))
		order[order_length++] = signal;
}

static void note_info(int signal, siginfo_t *info, void *context)
{
	note(signal);
	seen = *info;
	EXPECT_OK(sigprocmask(SIG_BLOCK, NULL, &seen_blocked));
	EXPECT(context != NULL);
}

/* A handler, what it blocks and how. */
static void handle(int signal, void (*handler)(int), sigset_t mask, int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_mask = mask, .sa_flags = flags };

	EXPECT_OK(sigaction(signal, &action, NULL));
}

static void handle_info(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO };

	EXPECT_OK(sigaction(signal, &action, NULL));
}

static sigset_t set_of(int first, int second)
{
	return ABI_SIGMASK(first) | (second ? ABI_SIGMASK(second) : 0);
}

static sigset_t block(sigset_t set)
{
	sigset_t old;

	EXPECT_OK(sigprocmask(SIG_BLOCK, &set, &old));
	return old;
}

static void unblock(sigset_t set)
{
	EXPECT_OK(sigprocmask(SIG_UNBLOCK, &set, NULL));
}

static sigset_t blocked_now(void)
{
	sigset_t set;

	EXPECT_OK(sigprocmask(SIG_BLOCK, NULL, &set));
	return set;
}

static void set_timer(long microseconds, long interval)
{
	const struct itimerval timer = {
		.it_value = { microseconds / 1000000, microseconds % 1000000 },
		.it_interval = { interval / 1000000, interval % 1000000 },
	};

	EXPECT_OK(setitimer(ITIMER_REAL, &timer, NULL));
}

/* Calls with bad arguments. */

static void sigaction_checks_its_arguments(void)
{
	struct sigaction action = { .sa_handler = note };
	const int bad[] = { 0, -1, 65, 1000, INT_MIN };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		EXPECT_ERROR(sigaction(bad[i], &action, NULL), EINVAL);
		EXPECT_ERROR(sigaction(bad[i], NULL, &action), EINVAL);
	}
	EXPECT_ERROR(sigaction(SIGKILL, &action, NULL), EINVAL);
	EXPECT_ERROR(sigaction(SIGSTOP, &action, NULL), EINVAL);
	action.sa_handler = SIG_IGN;
	EXPECT_ERROR(sigaction(SIGKILL, &action, NULL), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, 16, NULL, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, NULL, 16, 8), EFAULT);
}

static void sigaction_gives_back_what_was_set(void)
{
	struct sigaction action = {
		.sa_handler = note,
		.sa_mask = set_of(SIGHUP, SIGTERM),
		.sa_flags = SA_RESTART | SA_NODEFER,
	};
	struct sigaction old;

	EXPECT_OK(sigaction(SIGUSR1, NULL, &old));
	EXPECT(old.sa_handler == SIG_DFL && old.sa_flags == 0 && old.sa_mask == 0);
	EXPECT_OK(sigaction(SIGUSR1, &action, &old));
	EXPECT(old.sa_handler == SIG_DFL);
	EXPECT_OK(sigaction(SIGUSR1, NULL, &old));
	EXPECT(old.sa_handler == note);
	EXPECT_VALUE(old.sa_flags, SA_RESTART | SA_NODEFER);
	EXPECT_VALUE(old.sa_mask, set_of(SIGHUP, SIGTERM));
	EXPECT(signal(SIGUSR1, SIG_IGN) == note);
	EXPECT(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	EXPECT(signal(SIGKILL, note) == SIG_ERR);
}

/* QEMU's emulation of Linux keeps them in the mask. */
static void nobody_blocks_kill_and_stop(void)
{
	struct sigaction action = { .sa_handler = note, .sa_mask = ~0ul };

	EXPECT_OK(sigaction(SIGUSR1, &action, &action));
	EXPECT_OK(sigaction(SIGUSR1, NULL, &action));
	EXPECT_VALUE(action.sa_mask, ~set_of(SIGKILL, SIGSTOP));
	block(~0ul);
	EXPECT_VALUE(blocked_now(), ~set_of(SIGKILL, SIGSTOP));
}

static void sigprocmask_checks_its_arguments(void)
{
	sigset_t set = 0;

	EXPECT_ERROR(sigprocmask(3, &set, NULL), EINVAL);
	EXPECT_ERROR(sigprocmask(-1, &set, NULL), EINVAL);
	EXPECT_OK(sigprocmask(77, NULL, &set));
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 16, NULL, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, 16, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigpending, &set, 64), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigpending, 16, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigsuspend, &set, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigsuspend, 16, 8), EFAULT);
}

static void masks_add_up(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2), old = 0;

	EXPECT_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	set = set_of(SIGHUP, 0);
	EXPECT_OK(sigprocmask(SIG_BLOCK, &set, &old));
	EXPECT_VALUE(old, set_of(SIGUSR1, SIGUSR2));
	set = set_of(SIGUSR1, SIGTERM);
	EXPECT_OK(sigprocmask(SIG_UNBLOCK, &set, &old));
	EXPECT_VALUE(old, set_of(SIGUSR1, SIGUSR2) | set_of(SIGHUP, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR2, SIGHUP));
	set = set_of(SIGKILL, SIGSTOP) | set_of(SIGINT, 0);
	EXPECT_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	EXPECT_VALUE(blocked_now(), set_of(SIGINT, 0));
}

static void tkill_and_tgkill_check_their_arguments(void)
{
	pid_t self = getpid();

	EXPECT_ERROR(syscall(SYS_tkill, 0, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tkill, -1, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tkill, 999999, 0), ESRCH);
	EXPECT_ERROR(syscall(SYS_tkill, self, 65), EINVAL);
	EXPECT_OK(syscall(SYS_tkill, self, 0));
	EXPECT_ERROR(syscall(SYS_tgkill, 0, self, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tgkill, self, 0, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tgkill, getppid(), self, 0), ESRCH);
	EXPECT_OK(syscall(SYS_tgkill, self, self, 0));
	handle_info(SIGUSR1, note_info, 0);
	EXPECT_OK(syscall(SYS_tgkill, self, self, SIGUSR1));
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_code, SI_TKILL);
	EXPECT_VALUE(seen.si_pid, self);
}

/* Handlers. */

static void a_handler_runs_before_kill_returns(void)
{
	handle(SIGUSR1, note, 0, 0);
	for (int i = 1; i <= 100; i++) {
		EXPECT_OK(raise(SIGUSR1));
		EXPECT_VALUE(count, i);
	}
	EXPECT_VALUE(last, SIGUSR1);
}

static void kill_tells_who_sends(void)
{
	handle_info(SIGUSR2, note_info, 0);
	memset(&seen, 0xff, sizeof(seen));
	EXPECT_OK(kill(getpid(), SIGUSR2));
	EXPECT_VALUE(seen.si_signo, SIGUSR2);
	EXPECT_VALUE(seen.si_code, SI_USER);
	EXPECT_VALUE(seen.si_errno, 0);
	EXPECT_VALUE(seen.si_pid, getpid());
	EXPECT_VALUE(seen.si_uid, getuid());
}

static void sigqueue_brings_a_value(void)
{
	union sigval value = { .sival_ptr = (void *)0x123456789abcl };

	handle_info(RT_SIGNAL, note_info, 0);
	EXPECT_OK(sigqueue(getpid(), RT_SIGNAL, value));
	EXPECT_VALUE(seen.si_code, SI_QUEUE);
	EXPECT(seen.si_value.sival_ptr == value.sival_ptr);
	EXPECT_ERROR(sigqueue(999999, RT_SIGNAL, value), ESRCH);
	EXPECT_ERROR(sigqueue(getpid(), 1000, value), EINVAL);
}

/* Registers that a handler must not change. The compiler knows of the call, not of the handler. */
static void registers_are_kept_over_a_handler(void)
{
	unsigned long failed;

	handle(SIGUSR1, note, 0, 0);
	__asm__ volatile("li s2, 0x1122334455667788\n\tli s3, -3\n\tli t3, 0x33\n\tli t6, 0x66\n\t"
			 "li a3, 0xa3\n\tli a5, 0xa5\n\tli t0, 0x50\n\t"
			 "mv a0, %1\n\tli a1, 10\n\tli a7, 129\n\tecall\n\t"
			 "mv %0, a0\n\tli t4, 0x1122334455667788\n\txor t4, t4, s2\n\tor %0, %0, t4\n\t"
			 "addi t4, s3, 3\n\tor %0, %0, t4\n\taddi t4, t3, -0x33\n\tor %0, %0, t4\n\t"
			 "addi t4, t6, -0x66\n\tor %0, %0, t4\n\taddi t4, a3, -0xa3\n\t"
			 "or %0, %0, t4\n\taddi t4, a5, -0xa5\n\tor %0, %0, t4\n\t"
			 "addi t4, t0, -0x50\n\tor %0, %0, t4\n\taddi t4, a7, -129\n\t"
			 "or %0, %0, t4\n\taddi t4, a1, -10\n\tor %0, %0, t4"
			 : "=&r"(failed)
			 : "r"((long)getpid())
			 : "a0", "a1", "a3", "a5", "a7", "s2", "s3", "t0", "t3", "t4", "t6",
			   "memory");
	EXPECT_VALUE(failed, 0);
	EXPECT_VALUE(count, 1);
}

static void block_in_handler(int signal)
{
	(void)signal;
	seen_blocked = blocked_now();
}

static void a_handler_blocks_its_signal_and_its_mask(void)
{
	block(set_of(SIGHUP, 0));
	handle(SIGUSR1, block_in_handler, set_of(SIGUSR2, 0), 0);
	raise(SIGUSR1);
	EXPECT_VALUE(seen_blocked, set_of(SIGUSR1, SIGUSR2) | set_of(SIGHUP, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGHUP, 0));
	handle(SIGUSR1, block_in_handler, 0, SA_NODEFER);
	raise(SIGUSR1);
	EXPECT_VALUE(seen_blocked, set_of(SIGHUP, 0));
}

static void raise_again(int signal)
{
	int depth = count + 1;

	note(signal);
	if (depth < 5)
		raise(signal);
	note(-depth);
	count = depth;
}

static void handlers_nest_with_nodefer(void)
{
	const int nested[] = { 10, 10, 10, 10, 10, -5, -4, -3, -2, -1 };

	handle(SIGUSR1, raise_again, 0, SA_NODEFER);
	raise(SIGUSR1);
	EXPECT_VALUE(order_length, 10);
	for (int i = 0; i < 10; i++)
		EXPECT_VALUE(order[i], nested[i]);
}

static void handlers_follow_each_other_without_it(void)
{
	const int one_by_one[] = { 10, -1, 10, -2, 10, -3 };

	handle(SIGUSR1, raise_again, 0, 0);
	raise(SIGUSR1);
	EXPECT(order_length >= 6);
	for (int i = 0; i < 6; i++)
		EXPECT_VALUE(order[i], one_by_one[i]);
}

static void raise_other(int signal)
{
	note(signal);
	raise(SIGUSR2);
	note(-signal);
}

static void another_signal_comes_in_between(void)
{
	const int nested[] = { SIGUSR1, SIGUSR2, -SIGUSR1 };
	const int after[] = { SIGUSR1, -SIGUSR1, SIGUSR2 };

	handle(SIGUSR2, note, 0, 0);
	handle(SIGUSR1, raise_other, 0, 0);
	raise(SIGUSR1);
	for (int i = 0; i < 3; i++)
		EXPECT_VALUE(order[i], nested[i]);
	order_length = 0;
	handle(SIGUSR1, raise_other, set_of(SIGUSR2, 0), 0);
	raise(SIGUSR1);
	for (int i = 0; i < 3; i++)
		EXPECT_VALUE(order[i], after[i]);
}

static void raise_usr1_twice(void)
{
	handle(SIGUSR1, note, 0, SA_RESETHAND);
	raise(SIGUSR1);
	if (count == 1)
		raise(SIGUSR1);
	_exit(1);
}

static void resethand_is_for_once(void)
{
	EXPECT_SIGNAL(raise_usr1_twice, SIGUSR1);
}

static void blocked_signals_wait(void)
{
	sigset_t pending;

	handle(SIGUSR1, note, 0, 0);
	handle(SIGUSR2, note, 0, 0);
	block(set_of(SIGUSR1, SIGUSR2));
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR1);
	EXPECT_VALUE(count, 0);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR1, SIGUSR2));
	unblock(set_of(SIGUSR1, 0));
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(last, SIGUSR1);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR2, 0));
	unblock(set_of(SIGUSR2, 0));
	EXPECT_VALUE(count, 2);
	EXPECT_VALUE(last, SIGUSR2);
}

static void note_value(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	note(info->si_value.sival_int);
}

static void queued_signals_all_come_in_order(void)
{
	handle_info(RT_SIGNAL, note_value, 0);
	block(set_of(RT_SIGNAL, 0));
	for (int i = 1; i <= 10; i++)
		EXPECT_OK(sigqueue(getpid(), RT_SIGNAL, (union sigval){ .sival_int = i }));
	unblock(set_of(RT_SIGNAL, 0));
	EXPECT_VALUE(count, 10);
	for (int i = 1; i <= 10; i++)
		EXPECT_VALUE(order[i - 1], i);
}

static void a_queue_has_an_end(void)
{
	int sent = 0;

	handle(RT_SIGNAL, note, 0, 0);
	block(set_of(RT_SIGNAL, 0));
	while (sent < 2000 && sigqueue(getpid(), RT_SIGNAL, (union sigval){ 0 }) == 0)
		sent++;
	EXPECT(sent >= 32 && sent < 2000);
	EXPECT_VALUE(errno, EAGAIN);
	EXPECT_OK(raise(RT_SIGNAL));
	unblock(set_of(RT_SIGNAL, 0));
	EXPECT_VALUE(count, sent);
}

static void ignoring_forgets_what_is_pending(void)
{
	sigset_t pending;

	block(set_of(SIGUSR1, SIGCHLD));
	raise(SIGUSR1);
	raise(SIGCHLD);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR1, SIGCHLD));
	signal(SIGUSR1, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	EXPECT_OK(sigpending(&pending));
	EXPECT_OK(pending);
	handle(SIGUSR1, note, 0, 0);
	unblock(set_of(SIGUSR1, SIGCHLD));
	EXPECT_VALUE(count, 0);
}

/* Frames. */

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
		NULL, (char *)16, (char *)-16, (char *)0x3ffffff000, (char *)0x4000000000 - 512,
		(char *)(1ul << 63), (char *)0x80000000,
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

/* Calls that are interrupted. */

static int ends[2];

static void send_usr1_later(void)
{
	for (;;) {
		pause_ms(20);
		kill(getppid(), SIGUSR1);
	}
}

/* Until the child is stopped SIGUSR1 keeps coming: whenever the call begins, one comes later. */
static pid_t keep_sending(void)
{
	return start(send_usr1_later);
}

static void stop_sending(pid_t child)
{
	int status;

	kill(child, SIGKILL);
	EXPECT_VALUE(waitpid(child, &status, 0), child);
}

static void reads_end_with_eintr(void)
{
	pid_t child;
	char byte;

	handle(SIGUSR1, note, 0, 0);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	EXPECT_ERROR(read(ends[0], &byte, 1), EINTR);
	stop_sending(child);
	EXPECT(count > 0);
}

static void write_at_the_fifth(int signal)
{
	note(signal);
	if (count == 5)
		EXPECT_VALUE(write(ends[1], "x", 1), 1);
}

static void reads_are_restarted(void)
{
	pid_t child;
	char byte = 0;

	handle(SIGUSR1, write_at_the_fifth, 0, SA_RESTART);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_VALUE(byte, 'x');
	EXPECT(count >= 5);
	stop_sending(child);
}

static void writes_end_with_what_was_written(void)
{
	static char bytes[300000];
	pid_t child;
	long written;

	handle(SIGUSR1, note, 0, 0);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	written = write(ends[1], bytes, sizeof(bytes));
	EXPECT(written > 0 && written < (long)sizeof(bytes));
	EXPECT_ERROR(write(ends[1], bytes, sizeof(bytes)), EINTR);
	stop_sending(child);
}

static void sleep_for_long(void)
{
	for (;;)
		sleep(1000);
}

static void waits_end_with_eintr(void)
{
	pid_t sleeper = start(sleep_for_long), child;
	int status;

	handle(SIGUSR1, note, 0, 0);
	child = keep_sending();
	EXPECT_ERROR(waitpid(sleeper, &status, 0), EINTR);
	stop_sending(child);
	stop_sending(sleeper);
}

static pid_t victim;

static void kill_at_the_third(int signal)
{
	note(signal);
	if (count == 3)
		kill(victim, SIGKILL);
}

static void waits_are_restarted(void)
{
	pid_t child;
	int status;

	victim = start(sleep_for_long);
	handle(SIGUSR1, kill_at_the_third, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_VALUE(waitpid(victim, &status, 0), victim);
	EXPECT_VALUE(WTERMSIG(status), SIGKILL);
	EXPECT(count >= 3);
	stop_sending(child);
}

/* Not even with SA_RESTART. */
static void sleeps_end_with_what_is_left(void)
{
	struct timespec time = { .tv_sec = 1000 }, left = { 0 };
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(nanosleep(&time, &left), EINTR);
	EXPECT(left.tv_sec >= 900 && left.tv_sec < 1000);
	EXPECT(left.tv_nsec >= 0 && left.tv_nsec < 1000000000);
	EXPECT_VALUE(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &left), EINTR);
	EXPECT(left.tv_sec >= 900 && left.tv_sec < 1000);
	EXPECT(sleep(1000) >= 900);
	stop_sending(child);
}

/* A signal that is ignored, or blocked, ends nothing. */
static void signals_without_handler_interrupt_nothing(void)
{
	long begin = now_ms();
	pid_t child;

	signal(SIGUSR1, SIG_IGN);
	child = keep_sending();
	pause_ms(150);
	EXPECT(now_ms() - begin >= 150);
	handle(SIGUSR1, note, 0, 0);
	block(set_of(SIGUSR1, 0));
	begin = now_ms();
	pause_ms(150);
	EXPECT(now_ms() - begin >= 150);
	EXPECT_VALUE(count, 0);
	stop_sending(child);
}

/* Waiting for signals. */

static void sigsuspend_waits_with_another_mask(void)
{
	sigset_t none = 0;

	handle_info(SIGUSR1, note_info, 0);
	block(set_of(SIGUSR1, SIGHUP));
	raise(SIGUSR1);
	EXPECT_VALUE(count, 0);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen_blocked, set_of(SIGUSR1, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR1, SIGHUP));
}

static void pause_waits_for_a_handler(void)
{
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(pause(), EINTR);
	EXPECT(count > 0);
	stop_sending(child);
}

static void send_usr2_to_parent(void)
{
	sigqueue(getppid(), SIGUSR2, (union sigval){ .sival_int = 55 });
}

static void sigtimedwait_takes_signals(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	struct timespec soon = { .tv_nsec = 20000000 }, bad = { .tv_nsec = -1 };
	siginfo_t info;

	block(set);
	EXPECT_ERROR(sigtimedwait(&set, &info, &(struct timespec){ 0 }), EAGAIN);
	EXPECT_ERROR(sigtimedwait(&set, &info, &soon), EAGAIN);
	EXPECT_ERROR(sigtimedwait(&set, &info, &bad), EINVAL);
	raise(SIGUSR1);
	EXPECT_VALUE(sigtimedwait(&set, &info, NULL), SIGUSR1);
	EXPECT_VALUE(info.si_pid, getpid());
	victim = start(send_usr2_to_parent);
	EXPECT_VALUE(sigwaitinfo(&set, &info), SIGUSR2);
	EXPECT_VALUE(info.si_value.sival_int, 55);
	EXPECT_VALUE(info.si_pid, victim);
	join(victim);
	EXPECT_VALUE(blocked_now(), set);
}

static void sigtimedwait_is_interrupted_by_others(void)
{
	sigset_t set = set_of(SIGUSR2, 0);
	pid_t child;

	block(set);
	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(sigtimedwait(&set, NULL, NULL), EINTR);
	stop_sending(child);
	EXPECT(count > 0);
}

/* Timers. */

static void setitimer_checks_its_arguments(void)
{
	struct itimerval timer = { .it_value = { .tv_usec = 1000000 } };

	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	timer.it_value.tv_usec = -1;
	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	timer.it_value = (struct timeval){ .tv_sec = -1 };
	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	EXPECT_ERROR(setitimer(9, &(struct itimerval){ 0 }, NULL), EINVAL);
	EXPECT_ERROR(getitimer(9, &timer), EINVAL);
	EXPECT_ERROR(syscall(SYS_setitimer, ITIMER_REAL, 16, NULL), EFAULT);
	EXPECT_ERROR(syscall(SYS_getitimer, ITIMER_REAL, 16), EFAULT);
}

static void timers_tell_what_is_left(void)
{
	struct itimerval timer = { { 7, 0 }, { 500, 0 } }, old;

	EXPECT_OK(getitimer(ITIMER_REAL, &old));
	EXPECT(old.it_value.tv_sec == 0 && old.it_value.tv_usec == 0);
	EXPECT_OK(setitimer(ITIMER_REAL, &timer, &old));
	EXPECT_OK(getitimer(ITIMER_REAL, &old));
	EXPECT(old.it_value.tv_sec >= 400 && old.it_value.tv_sec <= 500);
	EXPECT_VALUE(old.it_interval.tv_sec, 7);
	EXPECT(alarm(100) >= 400);
	EXPECT(alarm(0) >= 50);
	EXPECT_VALUE(alarm(0), 0);
}

static void an_alarm_comes_once(void)
{
	sigset_t none = 0;

	handle(SIGALRM, note, 0, 0);
	block(set_of(SIGALRM, 0));
	set_timer(20000, 0);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(count, 1);
	unblock(set_of(SIGALRM, 0));
	pause_ms(60);
	EXPECT_VALUE(count, 1);
}

static void an_interval_comes_again_and_again(void)
{
	sigset_t none = 0;
	long begin = now_ms();

	handle(SIGALRM, note, 0, 0);
	block(set_of(SIGALRM, 0));
	set_timer(10000, 10000);
	while (count < 10)
		EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT(now_ms() - begin >= 95);
	set_timer(0, 0);
	EXPECT_VALUE(count, 10);
}

static void an_alarm_interrupts_what_computes(void)
{
	handle(SIGALRM, note, 0, 0);
	set_timer(20000, 20000);
	while (count < 5)
		continue;
	set_timer(0, 0);
}

static void be_ended_by_an_alarm(void)
{
	alarm(1);
	sleep_for_long();
}

static void an_alarm_without_handler_ends(void)
{
	EXPECT_SIGNAL(be_ended_by_an_alarm, SIGALRM);
}

static void see_no_timer(void)
{
	struct itimerval timer;

	EXPECT_OK(getitimer(ITIMER_REAL, &timer));
	EXPECT(timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0);
}

static void children_do_not_inherit_timers(void)
{
	set_timer(500000000, 0);
	join(start(see_no_timer));
	set_timer(0, 0);
}

/* Floating point. */

#define SET_FLOATS(value)                                                                          \
	__asm__ volatile(".option push\n\t.option arch, +d\n\tfmv.d.x fs0, %0\n\tfmv.d.x ft0, %0\n\tfmv.d.x fa7, %0\n\t"               \
			 "fmv.d.x ft11, %0\n\tfsflags %0\n\t.option pop" : : "r"(value) : "memory")

static void spoil_floats(int signal)
{
	note(signal);
	SET_FLOATS(0x1f);
	pause_ms(1);
}

/* All in one piece of assembly, so that no compiled code touches the registers in between. */
static void floats_are_kept_over_a_handler(void)
{
	unsigned long ft0, fs0, fa7, ft11, flags;

	if (!IS_ENABLED(CONFIG_FPU))
		return;
	handle(SIGUSR1, spoil_floats, 0, 0);
	__asm__ volatile(".option push\n\t.option arch, +d\n\tli t0, 0x4045000000000000\n\tfmv.d.x ft0, t0\n\tfmv.d.x fs0, t0\n\t"
			 "fmv.d.x fa7, t0\n\tfmv.d.x ft11, t0\n\tfsflags zero\n\t"
			 "mv a0, %5\n\tli a1, 10\n\tli a7, 129\n\tecall\n\t"
			 "frflags %4\n\tfmv.x.d %0, ft0\n\tfmv.x.d %1, fs0\n\t"
			 "fmv.x.d %2, fa7\n\tfmv.x.d %3, ft11\n\t.option pop"
			 : "=&r"(ft0), "=&r"(fs0), "=&r"(fa7), "=&r"(ft11), "=&r"(flags)
			 : "r"((long)getpid())
			 : "a0", "a1", "a7", "t0", "memory");
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(ft0, 0x4045000000000000);
	EXPECT_VALUE(fs0, 0x4045000000000000);
	EXPECT_VALUE(fa7, 0x4045000000000000);
	EXPECT_VALUE(ft11, 0x4045000000000000);
	EXPECT_VALUE(flags, 0);
}

static void change_a_float(int signal, siginfo_t *info, void *context)
{
	(void)info;
	note(signal);
	((struct abi_ucontext *)context)->uc_mcontext.sc_fpregs.d.f[8] = 0x4059000000000000;
}

/* Also in a program that has not used the unit before. */
static void a_handler_changes_floats(void)
{
	unsigned long fs0;

	if (!IS_ENABLED(CONFIG_FPU))
		return;
	handle_info(SIGUSR1, change_a_float, 0);
	__asm__ volatile(".option push\n\t.option arch, +d\n\tmv a0, %1\n\tli a1, 10\n\t"
			 "li a7, 129\n\tecall\n\tfmv.x.d %0, fs0\n\t.option pop"
			 : "=r"(fs0)
			 : "r"((long)getpid())
			 : "a0", "a1", "a7", "memory");
	EXPECT_VALUE(fs0, 0x4059000000000000);
}

/* Inheritance. */

static void see_what_was_inherited(void)
{
	sigset_t pending;
	struct sigaction action;

	EXPECT_OK(sigpending(&pending));
	EXPECT_OK(pending);
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR1, 0));
	EXPECT_OK(sigaction(SIGUSR2, NULL, &action));
	EXPECT(action.sa_handler == note && action.sa_flags == SA_RESTART);
	EXPECT_OK(sigaction(SIGHUP, NULL, &action));
	EXPECT(action.sa_handler == SIG_IGN);
	EXPECT_OK(raise(SIGUSR2));
	EXPECT_VALUE(count, 1);
}

static void fork_inherits_all_but_what_is_pending(void)
{
	block(set_of(SIGUSR1, 0));
	handle(SIGUSR2, note, 0, SA_RESTART);
	signal(SIGHUP, SIG_IGN);
	raise(SIGUSR1);
	join(start(see_what_was_inherited));
	EXPECT_VALUE(count, 0);
	signal(SIGUSR1, SIG_IGN);
}

static void exec_with_signals(void)
{
	block(set_of(SIGTERM, SIGUSR1));
	raise(SIGUSR1);
	handle(SIGUSR2, note, 0, SA_RESTART);
	signal(SIGHUP, SIG_IGN);
	execl("/bin/sh", "sh", "-c",
	      "kill -HUP $$; kill -TERM $$; echo still > a; kill -USR2 $$; echo not > b", NULL);
	_exit(99);
}

static void exec_keeps_what_is_ignored_and_blocked(void)
{
	EXPECT_SIGNAL(exec_with_signals, SIGUSR2);
	EXPECT(file_holds("a", "still\n"));
	EXPECT_VALUE(file_size("b"), -1);
}

static void exec_with_pending_signal(void)
{
	block(set_of(SIGTERM, 0));
	raise(SIGTERM);
	execl(self_path, "again", "0", NULL);
	_exit(99);
}

static void exec_keeps_what_is_pending(void)
{
	EXPECT_VALUE(status_of(exec_with_pending_signal), 0);
}

/* Pipes and SIGPIPE. */

static void sigpipe_can_be_caught_and_ignored(void)
{
	EXPECT_OK(pipe(ends));
	close(ends[0]);
	handle_info(SIGPIPE, note_info, 0);
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_pid, getpid());
	signal(SIGPIPE, SIG_IGN);
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	EXPECT_VALUE(count, 1);
}

static void leave_by_abort_handler(int signal)
{
	(void)signal;
	siglongjmp(back, 1);
}

static void abort_in_every_way(void)
{
	signal(SIGABRT, SIG_IGN);
	block(set_of(SIGABRT, 0));
	abort();
}

static void abort_after_a_handler(void)
{
	handle(SIGABRT, note, 0, 0);
	abort();
}

static void abort_cannot_be_prevented(void)
{
	EXPECT_SIGNAL(abort_in_every_way, SIGABRT);
	EXPECT_SIGNAL(abort_after_a_handler, SIGABRT);
	handle(SIGABRT, leave_by_abort_handler, 0, 0);
	if (sigsetjmp(back, 1) == 0)
		abort();
}

static void sets_of_signals_work(void)
{
	sigset_t set;

	EXPECT_OK(sigemptyset(&set));
	EXPECT_OK(sigaddset(&set, SIGUSR1));
	EXPECT_VALUE(sigismember(&set, SIGUSR1), 1);
	EXPECT_OK(sigismember(&set, SIGUSR2));
	EXPECT_OK(sigfillset(&set));
	EXPECT_OK(sigdelset(&set, SIGUSR1));
	EXPECT_OK(sigismember(&set, SIGUSR1));
	EXPECT_ERROR(sigaddset(&set, 0), EINVAL);
	EXPECT_ERROR(sigdelset(&set, 65), EINVAL);
	EXPECT_ERROR(sigismember(&set, -1), EINVAL);
	EXPECT_VALUE(sigismember(&set, 64), 1);
}

/* Storms. */

#define STORM_WORKERS 4
#define STORM_SIGNALS 300

static void storm(void)
{
	pid_t parent = getppid();

	for (int i = 0; i < STORM_SIGNALS; i++) {
		EXPECT_OK(kill(parent, SIGUSR1));
		EXPECT_OK(sigqueue(parent, RT_SIGNAL, (union sigval){ .sival_int = i }) < 0 &&
			  errno != EAGAIN);
	}
}

/* Everything at once: signals from all sides, calls that wait, memory that is copied. */
static void a_storm_of_signals_loses_nothing(void)
{
	pid_t workers[STORM_WORKERS];
	char *pages = fresh_pages(8);
	int left = STORM_WORKERS, status;
	unsigned long sum = 0;

	handle(SIGUSR1, note, 0, SA_RESTART | SA_NODEFER);
	handle(RT_SIGNAL, note, 0, SA_RESTART);
	EXPECT_OK(pipe(ends));
	for (int i = 0; i < STORM_WORKERS; i++)
		workers[i] = start(storm);
	while (left > 0) {
		memset(pages, left, 8 * PAGE);
		EXPECT_VALUE(write(ends[1], pages, 1000), 1000);
		EXPECT_VALUE(read(ends[0], pages, 1000), 1000);
		sum += (unsigned char)pages[999];
		if (waitpid(-1, &status, WNOHANG) > 0) {
			EXPECT_OK(status);
			left--;
		}
	}
	EXPECT(sum > 0 && workers[0] > 0);
	EXPECT(count > STORM_WORKERS);
	signal(SIGUSR1, SIG_IGN);
}

static void bounce(int signal, siginfo_t *info, void *context)
{
	(void)context;
	note(signal);
	kill(info->si_pid, SIGUSR1);
}

static void bounce_until_killed(void)
{
	kill(getppid(), SIGUSR1);
	for (;;)
		pause();
}

static void two_processes_bounce_a_signal(void)
{
	sigset_t none = 0;
	pid_t child;

	handle_info(SIGUSR1, bounce, 0);
	child = start(bounce_until_killed);
	block(set_of(SIGUSR1, 0));
	while (count < 200)
		sigsuspend(&none);
	signal(SIGUSR1, SIG_IGN);
	stop_sending(child);
}

/* Forking while signals come: the child begins with none pending, and both go on. */
static void forks_in_a_storm(void)
{
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	handle(RT_SIGNAL, note, 0, SA_RESTART);
	child = start(storm);
	for (int i = 0; i < 40; i++) {
		pid_t other = fork();
		int status;

		if (other == 0)
			_exit(7);
		EXPECT(other > 0);
		EXPECT_VALUE(waitpid(other, &status, 0), other);
		EXPECT_VALUE(status, 7 << 8);
	}
	join(child);
	signal(SIGUSR1, SIG_IGN);
}

#define BOTH(name) { #name, TEST_LINUX, name }

const struct test signal_tests[] = {
	BOTH(sigaction_checks_its_arguments),
	BOTH(sigaction_gives_back_what_was_set),
	{ "nobody_blocks_kill_and_stop", 0, nobody_blocks_kill_and_stop },
	BOTH(sigprocmask_checks_its_arguments),
	BOTH(masks_add_up),
	BOTH(tkill_and_tgkill_check_their_arguments),
	BOTH(a_handler_runs_before_kill_returns),
	BOTH(kill_tells_who_sends),
	BOTH(sigqueue_brings_a_value),
	BOTH(registers_are_kept_over_a_handler),
	BOTH(a_handler_blocks_its_signal_and_its_mask),
	BOTH(handlers_nest_with_nodefer),
	BOTH(handlers_follow_each_other_without_it),
	BOTH(another_signal_comes_in_between),
	BOTH(resethand_is_for_once),
	BOTH(blocked_signals_wait),
	BOTH(queued_signals_all_come_in_order),
	{ "a_queue_has_an_end", 0, a_queue_has_an_end },
	BOTH(ignoring_forgets_what_is_pending),
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
	BOTH(reads_end_with_eintr),
	BOTH(reads_are_restarted),
	BOTH(writes_end_with_what_was_written),
	BOTH(waits_end_with_eintr),
	BOTH(waits_are_restarted),
	BOTH(sleeps_end_with_what_is_left),
	BOTH(signals_without_handler_interrupt_nothing),
	BOTH(sigsuspend_waits_with_another_mask),
	BOTH(pause_waits_for_a_handler),
	BOTH(sigtimedwait_takes_signals),
	BOTH(sigtimedwait_is_interrupted_by_others),
	BOTH(setitimer_checks_its_arguments),
	BOTH(timers_tell_what_is_left),
	BOTH(an_alarm_comes_once),
	BOTH(an_interval_comes_again_and_again),
	BOTH(an_alarm_interrupts_what_computes),
	BOTH(an_alarm_without_handler_ends),
	BOTH(children_do_not_inherit_timers),
	BOTH(floats_are_kept_over_a_handler),
	BOTH(a_handler_changes_floats),
	BOTH(fork_inherits_all_but_what_is_pending),
	{ "exec_keeps_what_is_ignored_and_blocked", TEST_LINUX | TEST_NATIVE,
	  exec_keeps_what_is_ignored_and_blocked },
	{ "exec_keeps_what_is_pending", TEST_LINUX | TEST_NATIVE, exec_keeps_what_is_pending },
	BOTH(sigpipe_can_be_caught_and_ignored),
	BOTH(abort_cannot_be_prevented),
	BOTH(sets_of_signals_work),
	BOTH(a_storm_of_signals_loses_nothing),
	BOTH(two_processes_bounce_a_signal),
	BOTH(forks_in_a_storm),
	{ NULL, 0, NULL },
};
