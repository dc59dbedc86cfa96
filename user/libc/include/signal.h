#pragma once

#include <abi/signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NSIG (ABI_NSIG + 1)

typedef int sig_atomic_t;
typedef unsigned long sigset_t; /* signal n at bit n - 1 */
typedef void (*sighandler_t)(int);

#define SIG_DFL ((sighandler_t)ABI_SIG_DFL)
#define SIG_IGN ((sighandler_t)ABI_SIG_IGN)
#define SIG_ERR ((sighandler_t)ABI_SIG_ERR)

union sigval {
	int sival_int;
	void *sival_ptr;
};

/* struct abi_siginfo with POSIX's types. */
typedef struct {
	int si_signo;
	int si_errno;
	int si_code;
	int si_padding;
	union {
		struct {
			pid_t si_pid;
			uid_t si_uid;
			union {
				union sigval si_value;
				struct {
					int si_status;
					int si_padding2;
					long si_utime;
					long si_stime;
				};
			};
		};
		void *si_addr;
		char si_bytes[112];
	};
} siginfo_t;

_Static_assert(sizeof(siginfo_t) == sizeof(struct abi_siginfo), "layout");

typedef struct {
	void *ss_sp;
	int ss_flags;
	size_t ss_size;
} stack_t;

_Static_assert(sizeof(stack_t) == sizeof(struct abi_sigaltstack), "layout");

/* What a handler with SA_SIGINFO finds behind its third argument. */
typedef struct {
	unsigned long __gregs[32]; /* REG_PC, then x1 to x31 under their numbers */
	unsigned long __fpregs[66] __attribute__((aligned(16))); /* f0 to f31, fcsr */
} mcontext_t;

#define REG_PC 0
#define REG_RA 1
#define REG_SP 2
#define REG_TP 4
#define REG_S0 8
#define REG_A0 10

typedef struct ucontext {
	unsigned long uc_flags;
	struct ucontext *uc_link;
	stack_t uc_stack;
	sigset_t uc_sigmask;
	char uc_padding[120];
	mcontext_t uc_mcontext;
} ucontext_t;

_Static_assert(offsetof(ucontext_t, uc_mcontext.__fpregs) ==
		       offsetof(struct abi_ucontext, uc_mcontext.sc_fpregs),
	       "layout");
_Static_assert(sizeof(ucontext_t) == sizeof(struct abi_ucontext), "layout");

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	int sa_flags;
};

struct timespec;

int kill(pid_t pid, int signal);
int killpg(pid_t group, int signal);
int raise(int signal);
int sigqueue(pid_t pid, int signal, union sigval value);

int sigaction(int signal, const struct sigaction *action, struct sigaction *old);
sighandler_t signal(int signal, sighandler_t handler); /* with SA_RESTART */
int siginterrupt(int signal, int interrupt);
int sigaltstack(const stack_t *stack, stack_t *old);

int sigprocmask(int how, const sigset_t *set, sigset_t *old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *set);
int sigwait(const sigset_t *set, int *signal);
int sigwaitinfo(const sigset_t *set, siginfo_t *info);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);

int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signal);
int sigdelset(sigset_t *set, int signal);
int sigismember(const sigset_t *set, int signal);

const char *strsignal(int signal);

/* The name of a signal without SIG, "TERM" for 15; NULL for a number that is none. */
const char *sigabbrev_np(int signal);
