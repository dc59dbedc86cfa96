/* Signal numbers and the structures of the rt_sig*() calls (riscv has no restorer). */
#pragma once

#include <stdint.h>

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL SIGIO
#define SIGPWR 30
#define SIGSYS 31
#define SIGRTMIN 32
#define SIGRTMAX 64

/* Valid signals are 1..ABI_NSIG; a set has one bit each, signal n at bit n - 1. */
#define ABI_NSIG 64
#define ABI_SIGMASK(signal) (UINT64_C(1) << ((signal) - 1))

/* Handlers that are no addresses. */
#define ABI_SIG_DFL 0
#define ABI_SIG_IGN 1
#define ABI_SIG_ERR (-1)

/* sa_flags */
#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO 0x00000004
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000
#define ABI_SA_KNOWN                                                                               \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER |         \
	 SA_RESETHAND)

/* rt_sigprocmask() */
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* sigaltstack() */
#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192

/* si_code */
#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_TKILL (-6)
#define ILL_ILLOPC 1
#define ILL_ILLTRP 4
#define FPE_INTDIV 1
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define TRAP_BRKPT 1
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6

struct abi_sigaction {
	uint64_t sa_handler; /* an address, ABI_SIG_DFL or ABI_SIG_IGN */
	uint64_t sa_flags;
	uint64_t sa_mask;
};

struct abi_sigaltstack {
	uint64_t ss_sp;
	int32_t ss_flags;
	int32_t padding;
	uint64_t ss_size;
};

struct abi_siginfo {
	int32_t si_signo;
	int32_t si_errno;
	int32_t si_code;
	int32_t padding;
	union {
		struct {
			int32_t si_pid;
			uint32_t si_uid;
			union {
				uint64_t si_value;
				struct {
					int32_t si_status;
					int32_t si_padding;
					int64_t si_utime;
					int64_t si_stime;
				};
			};
		};
		uint64_t si_addr;
		uint8_t bytes[112];
	};
};

_Static_assert(sizeof(struct abi_siginfo) == 128, "the size Linux gives siginfo_t");

/* General registers as a signal frame has them: the program counter, then x1 (ra) to x31 (t6). */
struct abi_user_regs {
	uint64_t pc;
	uint64_t x[31];
};

struct abi_sigcontext {
	struct abi_user_regs sc_regs;
	union {
		struct {
			uint64_t f[32];
			uint32_t fcsr;
			uint32_t padding;
		} d;
		uint8_t bytes[528] __attribute__((aligned(16))); /* room for quad precision */
	} sc_fpregs;
};

struct abi_ucontext {
	uint64_t uc_flags;
	uint64_t uc_link;
	struct abi_sigaltstack uc_stack;
	uint64_t uc_sigmask;
	uint8_t padding[120]; /* the mask has room for 1024 signals */
	struct abi_sigcontext uc_mcontext __attribute__((aligned(16)));
};

/* What lies at the stack pointer when a handler is entered. */
struct abi_rt_sigframe {
	struct abi_siginfo info;
	struct abi_ucontext uc;
};
