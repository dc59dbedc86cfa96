/*
 * exec: a new program in the calling process.
 *
 * Everything is made beside the old program: a new address space from the file's segments, its
 * stack with arguments, environment and auxiliary vector. Only when nothing can fail any more does
 * the process go over to it and the old one is destroyed; before, any error leaves the caller as
 * it was. The stack is as Linux makes it (System V ABI, "Process Initialization").
 */
#include "arguments.h"
#include "calls.h"
#include "elf.h"
#include "files.h"
#include "process.h"
#include "random.h"
#include "user_layout.h"

#include <abi/auxv.h>
#include <abi/errno.h>
#include <abi/limits.h>
#include <arch/trap.h>
#include <fs/inode.h>
#include <fs/path.h>
#include <mm/ucopy.h>

#define RANDOM_SIZE 16

/* Where things on the new stack are, from the top down. */
struct stack_layout {
	struct aspace *aspace;
	uaddr_t strings; /* arguments, then environment */
	uaddr_t random;
	uaddr_t sp;
	uaddr_t next; /* where put_word() writes */
	int error;
};

static void put_word(struct stack_layout *stack, uint64_t word)
{
	if (!stack->error)
		stack->error = aspace_write(stack->aspace, stack->next, &word, sizeof(word));
	stack->next += sizeof(word);
}

static void put_auxiliary(struct stack_layout *stack, const struct program *program)
{
	const uint64_t vector[][2] = {
		{ AT_PHDR, program->headers },
		{ AT_PHENT, program->header_size },
		{ AT_PHNUM, program->header_count },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_ENTRY, program->entry },
		{ AT_UID, 0 },
		{ AT_EUID, 0 },
		{ AT_GID, 0 },
		{ AT_EGID, 0 },
		{ AT_SECURE, 0 },
		{ AT_RANDOM, stack->random },
		{ AT_HWCAP, arch_hwcap() },
		{ AT_CLKTCK, 100 },
		{ AT_EXECFN, stack->strings },
		{ AT_NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(vector); i++) {
		put_word(stack, vector[i][0]);
		put_word(stack, vector[i][1]);
	}
}

#define AUXILIARY_WORDS 30

static void put_pointers(struct stack_layout *stack, const struct arguments *arguments)
{
	uaddr_t string = stack->strings + arguments->skip;

	put_word(stack, arguments->argc);
	for (size_t i = 0; i < arguments->argc + arguments->envc; i++) {
		if (i == arguments->argc)
			put_word(stack, 0);
		put_word(stack, string);
		string += arguments_length(arguments, string - stack->strings) + 1;
	}
	if (arguments->envc == 0)
		put_word(stack, 0);
	put_word(stack, 0);
}

static int fill_stack(struct stack_layout *stack, const struct arguments *arguments,
		      const struct program *program)
{
	size_t words = 1 + arguments->argc + 1 + arguments->envc + 1 + AUXILIARY_WORDS;
	uint8_t random[RANDOM_SIZE];

	random_bytes(random, sizeof(random));
	stack->strings = STACK_TOP - 8 - arguments->size;
	stack->random = ALIGN_DOWN(stack->strings - RANDOM_SIZE, 16);
	stack->sp = ALIGN_DOWN(stack->random - words * sizeof(uint64_t), 16);
	if (STACK_TOP - stack->sp > STACK_SIZE / 2)
		return -E2BIG;
	stack->error = arguments_write(arguments, stack->aspace, stack->strings);
	if (!stack->error)
		stack->error = aspace_write(stack->aspace, stack->random, random, RANDOM_SIZE);
	stack->next = stack->sp;
	put_pointers(stack, arguments);
	put_auxiliary(stack, program);
	/* The addresses are good: what can be missing is memory. */
	return stack->error ? -ENOMEM : 0;
}

/* The new address space, whole. Returns 0 or -errno with nothing left behind. */
static int build(struct inode *file, const struct arguments *arguments, struct program *program,
		 struct stack_layout *stack)
{
	int error;

	stack->aspace = aspace_create();
	if (!stack->aspace)
		return -ENOMEM;
	error = elf_load(stack->aspace, file, program);
	if (!error)
		error = user_stack_add(stack->aspace);
	if (!error)
		error = signals_map_return(stack->aspace);
	if (error == -EEXIST)
		error = -ENOEXEC; /* a segment is where these have to be */
	if (!error)
		error = fill_stack(stack, arguments, program);
	if (error)
		aspace_destroy(stack->aspace);
	return error;
}

/* From here on nothing fails. */
static void become(struct process *process, const struct stack_layout *stack,
		   const struct program *program)
{
	struct aspace *old = process_set_aspace(process, stack->aspace);

	aspace_activate(stack->aspace);
	if (old)
		aspace_destroy(old);
	files_exec(&process->files);
	signals_exec(process);
	task_exec();
	arch_frame_init(arch_thread_frame(&process->thread->arch), program->entry, stack->sp);
}

/* The arguments follow the path. */
static void note_arguments(struct process *process, const struct arguments *arguments,
			   const struct stack_layout *stack)
{
	size_t size = 0;

	for (size_t i = 0; i < arguments->argc; i++)
		size += arguments_length(arguments, arguments->skip + size) + 1;
	process_arguments_set(&process->arguments, stack->strings + arguments->skip, size);
}

int exec(const char *path, struct arguments *arguments)
{
	struct process *process = process_current();
	struct program program;
	struct stack_layout stack;
	struct inode *file;
	int error;

	error = path_lookup(fd_working_directory(), path, 0, &file);
	if (error)
		return error;
	error = build(file, arguments, &program, &stack);
	inode_put(file);
	if (error)
		return error;
	error = tasks_end_others();
	if (error) {
		aspace_destroy(stack.aspace);
		return error;
	}
	process_set_name(process, path);
	if (IS_ENABLED(CONFIG_PROCFS))
		note_arguments(process, arguments, &stack);
	become(process, &stack, &program);
	return 0;
}

long sys_execve(kind_path path, kind_strings argv, kind_pointer envp)
{
	struct arguments arguments;
	char *name;
	long error;

	error = path_from_user(path, &name);
	if (error)
		return error;
	arguments_init(&arguments);
	error = arguments_add_path(&arguments, name);
	if (!error)
		error = arguments_add_user(&arguments, argv, envp);
	if (!error)
		error = exec(name, &arguments);
	arguments_free(&arguments);
	path_free(name);
	return error;
}
