/*
 * Signals and the shell: the actions of `trap`, and ^C at an interactive shell, which gives up the
 * command that runs. Where the kernel has no handlers only `trap ... EXIT` is left.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct job;

int builtin_trap(int argc, char **argv);

/* trap_set_exit - what EXIT does. trap_print - an action, as a command that sets it again. */
void trap_set_exit(const char *action);
void trap_print(const char *action, const char *signal);

/* trap_wait - waitpid(); with `interruptible` a signal with an action ends it with EINTR. */
pid_t trap_wait(pid_t pid, int *status, int flags, bool interruptible);

#ifdef CONFIG_SIGNALS
/* trap_start - the shell begins, and knows whether it is interactive. */
void trap_start(void);

/* trap_update - what the shell itself does about signals may have changed: `set -m`. */
void trap_update(void);

/* trap_came - has a signal come that is to be acted upon? */
extern volatile int trap_signals_came;
static inline bool trap_came(void)
{
	return trap_signals_came != 0;
}

/* trap_run - do what is to be done about those that came, between two commands. */
void trap_run(void);

/* trap_interrupts - has ^C come that nobody saw to? trap_forget_interrupt - it is seen to. */
bool trap_interrupts(void);
void trap_forget_interrupt(void);

/* trap_any - is there an action for any signal? */
bool trap_any(void);

/* trap_status - $? of a wait that a signal ended. */
int trap_status(void);

/*
 * trap_hold - let signals wait; `*before` is for trap_release(), which lets them come again. Around
 * each fork; the child lets them come when it is in its group and has a program's handlers.
 */
void trap_hold(sigset_t *before);
void trap_release(const sigset_t *before);

/* trap_enter_child - in a child of the shell: its actions are the parent's. */
void trap_enter_child(void);

/* trap_enter_program - in a child, or before exec: signals do what they did for the shell. */
void trap_enter_program(const struct job *job);

/* trap_before_exec - the shell becomes a program. */
void trap_before_exec(void);
#else
static inline void trap_start(void)
{
}

static inline bool trap_came(void)
{
	return false;
}

static inline void trap_run(void)
{
}

static inline bool trap_interrupts(void)
{
	return false;
}

static inline void trap_forget_interrupt(void)
{
}

static inline bool trap_any(void)
{
	return false;
}

static inline int trap_status(void)
{
	return 127;
}

static inline void trap_enter_child(void)
{
}

static inline void trap_hold(sigset_t *before)
{
	*before = 0;
}

static inline void trap_release(const sigset_t *before)
{
}

static inline void trap_enter_program(const struct job *job)
{
}

static inline void trap_before_exec(void)
{
}
#endif
