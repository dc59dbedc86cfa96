/*
 * Walking the tree. Each function returns the status of what it ran, which is also $?. After every
 * step shell.unwind is looked at: break, return and errors leave the structures on the way.
 */
#include "control.h"
#include "job.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Run what may fail under `set -e`; that goes for all the functions and subshells in it, too. */
static int execute_condition(const struct node *node)
{
	bool before = shell.in_condition;
	int status;

	shell.in_condition = true;
	status = execute(node, 0);
	shell.in_condition = before;
	return status;
}

static int execute_sequence(const struct node *node, int flags)
{
	for (; node->kind == NODE_SEQUENCE; node = node->right) {
		execute(node->left, 0);
		if (shell.unwind != UNWIND_NONE)
			return shell.status;
	}
	return execute(node, flags);
}

static bool is_and_or(const struct node *node)
{
	return node->kind == NODE_AND || node->kind == NODE_OR;
}

/* All but the last are conditions; so is the whole when it failed there. */
static int execute_and_or(const struct node *node, int flags)
{
	int status = execute_condition(node->left);

	for (; is_and_or(node) && shell.unwind == UNWIND_NONE; node = node->right) {
		if ((status == 0) != (node->kind == NODE_AND))
			continue;
		status = is_and_or(node->right) ? execute_condition(node->right->left)
						: execute(node->right, flags);
	}
	return status;
}

static int execute_not(const struct node *node)
{
	return execute_condition(node->left) == 0;
}

/* In a stage's process: take the pipe's ends as input and output and become the command. */
static _Noreturn void run_stage(const struct node *stage, int input, const int *output)
{
	if (input >= 0) {
		dup2(input, 0);
		close(input);
	}
	if (output != NULL) {
		close(output[0]);
		dup2(output[1], 1);
		close(output[1]);
	}
	shell_exit(execute(stage, EXECUTE_LAST));
}

/* Start all stages, each a child; the status is that of the last one. */
static int execute_pipeline(const struct node *node)
{
	const struct node *stage;
	size_t count = 0;
	int input = -1;
	struct job *job;
	pid_t child = 0;

	for (stage = node->left; stage != NULL; stage = stage->next)
		count++;
	job = job_begin(node, count, true);
	for (stage = node->left; stage != NULL; stage = stage->next) {
		int fds[2] = { -1, -1 };

		if (stage->next != NULL && pipe(fds) < 0) {
			shell_error(2, "cannot make a pipe: %s", strerror(errno));
			break;
		}
		child = job_fork(job);
		if (child == 0)
			run_stage(stage, input, stage->next == NULL ? NULL : fds);
		if (input >= 0)
			close(input);
		if (fds[1] >= 0)
			close(fds[1]);
		input = fds[0];
		if (child < 0)
			break;
	}
	if (input >= 0)
		close(input);
	if (shell.unwind == UNWIND_NONE)
		return job_finish(job);
	job_finish(job);
	return shell.status;
}

/* Without job control a background process does not read what is typed. */
static int execute_background(const struct node *node)
{
	struct job *job = job_begin(node->left, 1, false);
	bool controlled = control_is_on();
	pid_t child = job_fork(job);

	if (child == 0) {
		int null = controlled ? -1 : open("/dev/null", O_RDONLY);

		if (null > 0) {
			dup2(null, 0);
			close(null);
		}
		shell.in_condition = false; /* nobody asks whether it failed */
		shell_exit(execute(node->left, EXECUTE_LAST));
	}
	if (child < 0) {
		job_drop(job);
		return 2;
	}
	job_leave(job);
	control_announce_background(job);
	return 0;
}

static int execute_subshell(const struct node *node, int flags)
{
	struct job *job;

	if ((flags & EXECUTE_LAST) != 0 && shell.exit_trap == NULL && !trap_any())
		shell_exit(execute(node->left, EXECUTE_LAST));
	job = job_begin(node, 1, true);
	if (job_fork(job) == 0)
		shell_exit(execute(node->left, EXECUTE_LAST));
	return job_finish(job);
}

static int execute_if(const struct node *node, int flags)
{
	int status = execute_condition(node->condition);

	if (shell.unwind != UNWIND_NONE)
		return status;
	if (status == 0)
		return execute(node->left, flags);
	return node->right == NULL ? 0 : execute(node->right, flags);
}

/* After a round of a loop: may it go on? */
static bool loop_goes_on(void)
{
	if (shell.unwind == UNWIND_NONE)
		return true;
	if (shell.unwind != UNWIND_BREAK && shell.unwind != UNWIND_CONTINUE)
		return false;
	if (shell.unwind_levels > 1) {
		shell.unwind_levels--;
		return false;
	}
	if (shell.unwind == UNWIND_BREAK) {
		shell.unwind = UNWIND_NONE;
		return false;
	}
	shell.unwind = UNWIND_NONE;
	return true;
}

static int execute_loop(const struct node *node)
{
	int status = 0;

	shell.loop_depth++;
	for (;;) {
		int condition = execute_condition(node->condition);

		if (shell.unwind == UNWIND_NONE && (condition == 0) != (node->kind == NODE_WHILE))
			break;
		if (shell.unwind == UNWIND_NONE)
			status = execute(node->left, 0);
		if (!loop_goes_on())
			break;
	}
	shell.loop_depth--;
	return status;
}

static int execute_for(const struct node *node)
{
	size_t count, i;
	char **fields = expand_fields(node->words, &count);
	int status = 0;

	shell.loop_depth++;
	for (i = 0; i < count && shell.unwind == UNWIND_NONE; i++) {
		if (!variable_set(node->name, fields[i]))
			break;
		status = execute(node->left, 0);
		if (!loop_goes_on())
			break;
	}
	shell.loop_depth--;
	return shell.unwind == UNWIND_ERROR ? shell.status : status;
}

static int execute_case(const struct node *node, int flags)
{
	const struct case_item *item;
	const struct word *pattern;
	char *value = expand_string(node->words);

	for (item = node->items; item != NULL; item = item->next) {
		for (pattern = item->patterns; pattern != NULL; pattern = pattern->next) {
			if (shell.unwind != UNWIND_NONE)
				return shell.status;
			if (fnmatch(expand_pattern(pattern), value, 0) == 0)
				return item->body == NULL ? 0 : execute(item->body, flags);
		}
	}
	return 0;
}

static int execute_function_definition(const struct node *node)
{
	function_define(node->name, node->left);
	return 0;
}

static int execute_kind(const struct node *node, int flags)
{
	switch (node->kind) {
	case NODE_SIMPLE:
		return execute_simple(node, flags);
	case NODE_PIPELINE:
		return execute_pipeline(node);
	case NODE_NOT:
		return execute_not(node);
	case NODE_AND:
	case NODE_OR:
		return execute_and_or(node, flags);
	case NODE_SEQUENCE:
		return execute_sequence(node, flags);
	case NODE_BACKGROUND:
		return execute_background(node);
	case NODE_SUBSHELL:
		return execute_subshell(node, flags);
	case NODE_GROUP:
		return execute(node->left, flags);
	case NODE_IF:
		return execute_if(node, flags);
	case NODE_WHILE:
	case NODE_UNTIL:
		return execute_loop(node);
	case NODE_FOR:
		return execute_for(node);
	case NODE_CASE:
		return execute_case(node, flags);
	case NODE_FUNCTION:
		return execute_function_definition(node);
	}
	return 2;
}

/* A compound command with redirections: they hold while it runs. */
static int execute_redirected(const struct node *node, int flags)
{
	struct prepared_redirect *prepared;
	struct saved_descriptor *saved = NULL;
	int status = 1;

	if (!redirect_prepare(node->redirects, &prepared))
		return shell.status;
	fflush(stdout);
	if (redirect_apply(prepared, &saved))
		status = execute_kind(node, flags & ~EXECUTE_LAST);
	fflush(stdout);
	redirect_undo(saved);
	return status;
}

/* Whether failing counts under `set -e`: of the parts of && and || only the last one does. */
static bool failure_counts(const struct node *node)
{
	return shell.option_e && !shell.in_condition &&
	       (node->kind == NODE_SIMPLE || node->kind == NODE_PIPELINE ||
		node->kind == NODE_SUBSHELL);
}

int execute(const struct node *node, int flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	int status;

	if (node == NULL || shell.option_n)
		return 0;
	if (node->redirects != NULL && node->kind != NODE_SIMPLE)
		status = execute_redirected(node, flags);
	else
		status = execute_kind(node, flags);
	arena_release(&scratch, mark);
	if (shell.unwind != UNWIND_ERROR)
		shell.status = status;
	if (trap_came())
		trap_run();
	if (status != 0 && failure_counts(node) && shell.unwind == UNWIND_NONE)
		shell_exit(status);
	return shell.status;
}
