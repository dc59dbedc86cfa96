/* Signals: what an emulator of Linux gets wrong, judged by the kernel of this machine. */
#include "check.h"

#include <setjmp.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t count, order[8];
static siginfo_t seen;
static sigjmp_buf back;
static int ends[2];

static void note(int signal)
{
	order[count++ % 8] = signal;
}

static void note_info(int signal, siginfo_t *info, void *context)
{
	(void)context;
	note(signal);
	seen = *info;
}

static void handle(int signal, int flags)
{
	struct sigaction action = { .sa_flags = flags | SA_SIGINFO };

	action.sa_sigaction = note_info;
	sigemptyset(&action.sa_mask);
	CHECK(sigaction(signal, &action, NULL) == 0);
	count = 0;
}

static sigset_t block(int signal)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, signal);
	CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	return old;
}

static void unblock_all(void)
{
	sigset_t none;

	sigemptyset(&none);
	CHECK(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

static void wait_for_signal(void)
{
	sigset_t none;

	sigemptyset(&none);
	CHECK_ERROR(sigsuspend(&none), EINTR);
}

static void sleep_for_long(void)
{
	for (;;)
		sleep(1000);
}

static pid_t start(void (*body)(void))
{
	pid_t child = fork();

	if (child == 0) {
		body();
		_exit(0);
	}
	CHECK(child > 0);
	return child;
}

static void check_unblockable(void)
{
	struct sigaction action = { .sa_handler = note };
	sigset_t set;

	sigfillset(&action.sa_mask);
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(sigaction(SIGUSR1, NULL, &action) == 0);
	CHECK(!sigismember(&action.sa_mask, SIGKILL) && !sigismember(&action.sa_mask, SIGSTOP));
	CHECK(sigismember(&action.sa_mask, SIGTERM));
	sigfillset(&set);
	CHECK(sigprocmask(SIG_SETMASK, &set, NULL) == 0);
	CHECK(sigprocmask(SIG_SETMASK, NULL, &set) == 0);
	CHECK(!sigismember(&set, SIGKILL) && !sigismember(&set, SIGSTOP));
	unblock_all();
	signal(SIGUSR1, SIG_DFL);
}

/* Of several pending signals the lowest comes first; so its handler is the one that ends last. */
static void check_order(void)
{
	handle(SIGUSR1, 0);
	handle(SIGUSR2, 0);
	handle(SIGHUP, 0);
	block(SIGUSR1);
	block(SIGUSR2);
	block(SIGHUP);
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGHUP);
	unblock_all();
	CHECK(count == 3);
	CHECK(order[0] == SIGUSR2 && order[1] == SIGUSR1 && order[2] == SIGHUP);
	signal(SIGHUP, SIG_DFL);
}

/* A fault comes before what was pending. */
static void jump_back(int signal)
{
	note(signal);
	siglongjmp(back, 1);
}

static volatile char *volatile nowhere = (volatile char *)0x30;

static void check_faults(void)
{
	static char pages[3 * 4096];
	char *page = (char *)(((unsigned long)pages + 4095) & ~4095ul);

	handle(SIGSEGV, 0);
	signal(SIGSEGV, jump_back);
	if (sigsetjmp(back, 1) == 0)
		*nowhere = 1;
	CHECK(count == 1 && order[0] == SIGSEGV);
	CHECK(mprotect(page, 4096, PROT_READ) == 0);
	if (sigsetjmp(back, 1) == 0)
		*(volatile char *)page = 1;
	CHECK(count == 2);
	CHECK(mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0);
	signal(SIGSEGV, SIG_DFL);
}

static void check_children(void)
{
	pid_t child;
	int status;

	handle(SIGCHLD, SA_NOCLDSTOP);
	child = start(sleep_for_long);
	CHECK(kill(child, SIGSTOP) == 0);
	CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
	CHECK(WSTOPSIG(status) == SIGSTOP);
	CHECK(kill(child, SIGCONT) == 0);
	CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
	CHECK(count == 0);
	block(SIGCHLD);
	CHECK(kill(child, SIGTERM) == 0);
	wait_for_signal();
	CHECK(count == 1 && seen.si_code == CLD_KILLED && seen.si_status == SIGTERM);
	CHECK(seen.si_pid == child);
	CHECK(waitpid(child, &status, 0) == child);
	unblock_all();
}

static void leave(void)
{
	_exit(7);
}

static void check_no_zombies(void)
{
	handle(SIGCHLD, SA_NOCLDWAIT);
	block(SIGCHLD);
	start(leave);
	wait_for_signal();
	CHECK(count == 1 && seen.si_code == CLD_EXITED && seen.si_status == 7);
	CHECK_ERROR(wait(NULL), ECHILD);
	unblock_all();
	signal(SIGCHLD, SIG_IGN);
	start(leave);
	CHECK_ERROR(wait(NULL), ECHILD);
	signal(SIGCHLD, SIG_DFL);
}

static void check_alarm(void)
{
	struct itimerval timer = { .it_value = { .tv_usec = 10000 } };

	handle(SIGALRM, 0);
	block(SIGALRM);
	CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
	wait_for_signal();
	CHECK(count == 1 && seen.si_signo == SIGALRM && seen.si_code == 0x80);
	unblock_all();
}

#define ALTERNATE_SIZE 65536

static char *alternate;

static void use_alternate(int signal)
{
	volatile char here[2048];

	here[0] = here[2047] = (char)signal;
	raise(signal);
	here[1] = here[0];
}

static void run_over_alternate(void)
{
	struct sigaction action = { .sa_handler = use_alternate,
				    .sa_flags = SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_sp = alternate, .ss_size = ALTERNATE_SIZE };

	CHECK(sigaltstack(&stack, NULL) == 0);
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	raise(SIGUSR1);
}

static void check_alternate_stack(void)
{
	static char memory[ALTERNATE_SIZE + 2 * 4096];

	alternate = (char *)(((unsigned long)memory + 2 * 4096 - 1) & ~4095ul);
	CHECK(mprotect(alternate - 4096, 4096, PROT_NONE) == 0);
	CHECK(killed_by(run_over_alternate, SIGSEGV));
	CHECK(mprotect(alternate - 4096, 4096, PROT_READ | PROT_WRITE) == 0);
}

/* rt_sigtimedwait is not made again by stopping and going on, other calls are. */
static void wait_with_time(void)
{
	struct timespec time = { .tv_sec = 1000 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	block(SIGUSR2);
	write(ends[1], "r", 1);
	while (sigtimedwait(&set, NULL, &time) < 0)
		if (errno != EINTR)
			_exit(1);
}

static void check_stops(void)
{
	pid_t child;
	int status;
	char byte;

	CHECK(pipe(ends) == 0);
	child = start(wait_with_time);
	CHECK(read(ends[0], &byte, 1) == 1);
	for (int i = 0; i < 3; i++) {
		CHECK(kill(child, SIGSTOP) == 0);
		CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
		CHECK(kill(child, SIGCONT) == 0);
		CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
	}
	CHECK(kill(child, SIGUSR2) == 0);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	close(ends[0]);
	close(ends[1]);
}

static void orphan(void)
{
	handle(SIGHUP, 0);
	handle(SIGCONT, 0);
	block(SIGHUP);
	block(SIGCONT);
	CHECK(setpgid(0, 0) == 0);
	write(ends[1], "r", 1);
	while (count < 2)
		wait_for_signal();
	write(ends[1], "h", 1);
}

static void leave_orphan(void)
{
	pid_t child = start(orphan);
	int status;
	char byte;

	CHECK(read(ends[0], &byte, 1) == 1);
	CHECK(kill(child, SIGTSTP) == 0);
	CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
}

static void check_orphans(void)
{
	int status;
	char byte = 0;

	CHECK(pipe(ends) == 0);
	CHECK(waitpid(start(leave_orphan), &status, 0) > 0 && status == 0);
	close(ends[1]);
	CHECK(read(ends[0], &byte, 1) == 1 && byte == 'h');
	close(ends[0]);
}

/* A session is begun, so that nothing here reaches whoever runs the tests. */
int main(void)
{
	pid_t child = fork();
	int status = -1;

	if (child > 0)
		return waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : 1;
	CHECK(setsid() == getpid());
	check_unblockable();
	check_order();
	check_faults();
	check_children();
	check_no_zombies();
	check_alarm();
	check_alternate_stack();
	check_stops();
	check_orphans();
	return report();
}
