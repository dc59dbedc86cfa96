/*
 * Job control: each job a process group, of which one has the terminal. Where the kernel has no
 * process groups all stays in one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>

struct job;
struct node;

#ifdef CONFIG_SIGNALS
/* control_update - do as `set -m` says. */
void control_update(void);
bool control_is_on(void);

/* control_enter_child - in a child of the shell, which controls nothing. */
void control_enter_child(void);

/* control_enter, control_joined - a child takes its place, done in both processes. */
void control_enter(const struct job *job);
void control_joined(struct job *job, pid_t pid);

/* control_give_terminal - to a job that goes on in the foreground. */
void control_give_terminal(const struct job *job);

/* control_take_back - the terminal, from a job that has ended or stopped. */
void control_take_back(const struct job *job);

/* control_announce - say that a job has stopped. */
void control_announce(const struct job *job);

/* control_announce_background - say under which number and process a job was started there. */
void control_announce_background(const struct job *job);

/* control_text - the command as the user may have written it, on the heap. */
char *control_text(const struct node *node);

/* control_begin_line - the user has typed another line. */
void control_begin_line(void);

/* control_holds_exit - there are stopped jobs, of which the user has to be told first. */
bool control_holds_exit(void);

int control_wait_flags(void);
int control_poll_flags(void);

int builtin_bg(int argc, char **argv);
int builtin_fg(int argc, char **argv);
int builtin_kill(int argc, char **argv);

/* control_find - the job that %... means, or NULL, which has been said. */
struct job *control_find(const char *command, const char *spec);
#else
#define builtin_kill kill_command

static inline void control_update(void)
{
}

static inline bool control_is_on(void)
{
	return false;
}

static inline void control_enter_child(void)
{
}

static inline void control_enter(const struct job *job)
{
}

static inline void control_joined(struct job *job, pid_t pid)
{
}

static inline void control_take_back(const struct job *job)
{
}

static inline void control_announce(const struct job *job)
{
}

static inline void control_announce_background(const struct job *job)
{
}

static inline char *control_text(const struct node *node)
{
	return NULL;
}

static inline void control_begin_line(void)
{
}

static inline bool control_holds_exit(void)
{
	return false;
}

static inline int control_wait_flags(void)
{
	return 0;
}

static inline int control_poll_flags(void)
{
	return WNOHANG;
}

static inline struct job *control_find(const char *command, const char *spec)
{
	return NULL;
}
#endif

int builtin_jobs(int argc, char **argv);
