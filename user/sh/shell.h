/*
 * The shell's state and what its files offer each other.
 *
 * A line takes this way: input.c gives characters, lex.c makes tokens of them and word.c the words
 * in them, parse.c makes a tree; execute.c walks the tree, simple.c runs single commands, for which
 * expand.c makes the words into fields; redirect.c and job.c deal with descriptors and processes,
 * trap.c and control.c with signals and process groups.
 */
#pragma once

#include "arena.h"
#include "tree.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum unwind {
	UNWIND_NONE,
	UNWIND_BREAK,	 /* leave `unwind_levels` loops */
	UNWIND_CONTINUE, /* leave that many less one, and go on with the next round */
	UNWIND_RETURN,	 /* leave the function or the script read by `.` */
	UNWIND_ERROR	 /* give up the whole command: an interactive shell reads the next one */
};

struct shell {
	int status;	  /* $? */
	pid_t pid;	  /* $$ */
	pid_t background; /* $! */
	char *name;	  /* $0 */
	char **arguments; /* $1..., on the heap when arguments_owned is true */
	size_t argument_count;
	bool arguments_owned;
	bool interactive;
	bool child; /* forked from the shell: no prompts, no exit trap */
	bool in_condition; /* what runs is one, or called by one: it may fail under `set -e` */
	char *exit_trap;
	int loop_depth, function_depth;
	enum unwind unwind;
	int unwind_levels;
	/* What `local` in the function that runs has displaced, and where it is kept. */
	struct variable_saved *locals;
	struct arena *locals_arena;
	int substitution_status; /* of the last command substitution, -1: none since it was reset */
	/* The options of `set`, each under its letter. */
	bool option_e, option_f, option_m, option_n, option_u, option_v, option_x;
};

extern struct shell shell;

/* main.c */
void *shell_allocate(size_t size);
char *shell_copy(const char *string);
_Noreturn void shell_exit(int status);

/* Say what is wrong, and give the command up: a shell that is not interactive ends. */
void shell_error(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
void shell_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Run the commands of the current input. Returns the status of the last; 0 when there is none. */
int shell_run_input(bool last_thing);

/* Run the action of a trap: $? is what it was, before and after. */
void shell_run_trap(const char *commands);

/* Run the commands in a string or in a file, in this shell. A missing file gives -1. */
int shell_run_string(const char *commands);
int shell_run_file(const char *path);

/* input.c: where characters come from. Inputs are stacked; the top one is read. */
#define INPUT_END (-1)
void input_push_string(const char *string);
void input_push_descriptor(int fd, bool interactive);
void input_pop(void);
int input_next(void);
void input_back(int c);
int input_line(void);
bool input_is_typed(void);	/* it is the user at the terminal who gives the characters */
bool input_exhausted(void);	/* only blank space is left; never true of a terminal */
void input_drop_line(void);	/* forget what is left of the line: it was not understood */
void input_go_on(void);		/* there was an end of file, or an interrupt, but read on */
void input_prompt_first(void);	/* the next line that a terminal is asked for begins a command */

/* parse.c */
enum parse_result { PARSE_COMMAND, PARSE_NOTHING, PARSE_END, PARSE_ERROR };

/* Read one line's commands into the arena. PARSE_NOTHING is an empty line. */
enum parse_result parse_line(struct arena *arena, struct node **node);

/* Inside of a word: commands up to the closing parenthesis, which is taken. */
struct node *parse_substitution(void);
struct node *parse_string(const char *commands);

/* variable.c */
const char *variable_get(const char *name);
/* False: it is read-only, and that has been said. An assignment is NAME=value. */
bool variable_set(const char *name, const char *value);
bool variable_assign(const char *assignment);
void variable_export(const char *name);
void variable_protect(const char *name);
bool variable_unset(const char *name);
bool variable_name_valid(const char *name, size_t length);
void variable_import(char **environment);
void variable_print(const char *prefix, bool exported_only, bool readonly_only);
char **variable_environment(struct arena *arena, char **assignments);

/* Keep what variables are now, to put it back later: for `NAME=value builtin` and `local`. */
struct variable_saved;
struct variable_saved *variable_save(struct arena *arena, const char *name,
				     struct variable_saved *others);
void variable_restore(struct variable_saved *saved);

/* Functions. The tree must live on: the arena that it lies in is kept. */
struct node *function_find(const char *name);
void function_define(const char *name, struct node *body);
bool function_unset(const char *name);

/* expand.c: results lie in `scratch`. */
char **expand_fields(const struct word *words, size_t *count);
char *expand_string(const struct word *word);	  /* one string: no fields, no patterns */
char *expand_assignment(const struct word *word); /* likewise, with ~ where a path may begin */
char *expand_pattern(const struct word *word);	  /* for fnmatch(): what was quoted is escaped */

/* parameter.c */
const char *parameter_value(const char *name); /* NULL: not set; $@ and $* are the caller's */
bool parameter_is_list(const char *name);

/* arithmetic.c */
long arithmetic(const char *expression);

/* glob.c: add the paths that match to the list, sorted, or the word itself without its escapes. */
struct field_list {
	char **fields;
	size_t count, room;
};
void field_add(struct field_list *list, char *field);
void glob_add(struct field_list *list, const char *pattern);

/* redirect.c */
struct prepared_redirect;
struct saved_descriptor;

/* Expand the targets. Returns false when that failed; NULL in *prepared means none. */
bool redirect_prepare(const struct redirect *redirects, struct prepared_redirect **prepared);

/* Do them; with `saved` what they displace is kept for redirect_undo(). False: one failed. */
bool redirect_apply(const struct prepared_redirect *prepared, struct saved_descriptor **saved);
void redirect_undo(struct saved_descriptor *saved);
int redirect_move_high(int fd); /* out of the way of the descriptors that scripts name */

/* execute.c */
#define EXECUTE_LAST 1 /* the process has nothing else to do: it may become the command */
int execute(const struct node *node, int flags);

/* simple.c */
int execute_simple(const struct node *node, int flags);
_Noreturn void execute_program(char *path, char **arguments, char **environment);
char *find_program(const char *name); /* a path in `scratch`, or NULL */

/* Run a command substitution; returns its output, without newlines at the end, in `scratch`. */
char *execute_substitution(const struct node *node);

/* folder.c: the working folder, $PWD. */
void folder_start(void);
/* Go there; `physical`: symbolic links are worked off before .. is. Returns false with errno. */
bool folder_change(const char *path, bool physical);
/* The path of the working folder, `physical` without symbolic links. NULL: nobody knows. */
const char *folder_now(bool physical);

/* builtin*.c */
struct builtin {
	const char *name;
	int (*run)(int argc, char **argv);
	bool special; /* its assignments stay, as POSIX has it */
};
const struct builtin *builtin_find(const char *name);
