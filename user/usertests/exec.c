/* Starting programs: arguments, descriptors, and files that are none. */
#include "usertests.h"

#include <abi/elf.h>
#include <sys/resource.h>

#define IMAGE_MAX (4 * 1024 * 1024)
#define RIGHT 9 /* the status of a program that got what it should have got */

static char *variables[] = { "COLOUR=blue", NULL };

/* What this program does when it is run again: argv[1] says what. */

/* All arguments are there, as many as the last one says, and so is the environment. */
static int check_arguments(int argc, char **argv)
{
	const char *colour = getenv("COLOUR");

	for (int i = 2; i < argc - 1; i++)
		if (strcmp(argv[i], "argument") != 0)
			return 1;
	if (argv[argc] != NULL || atoi(argv[argc - 1]) != argc)
		return 2;
	return colour != NULL && strcmp(colour, "blue") == 0 && environ[1] == NULL ? RIGHT : 3;
}

/* Say that it runs, and go on when it is told to. */
static int hold(void)
{
	char byte;

	if (write(1, "r", 1) != 1 || read(0, &byte, 1) != 1)
		return 1;
	return RIGHT;
}

/* The argument is as long as it should be, and the same letter all along. */
static int check_length(const char *text, size_t length)
{
	return strlen(text) == length && strspn(text, "x") == length ? RIGHT : 1;
}

int run_again(int argc, char **argv)
{
	if (argc < 2)
		return 0;
	if (strcmp(argv[1], "arguments") == 0)
		return check_arguments(argc, argv);
	if (strcmp(argv[1], "hold") == 0)
		return hold();
	if (strcmp(argv[1], "length") == 0)
		return check_length(argv[2], strtoul(argv[3], NULL, 10));
	if (strcmp(argv[1], "identity") == 0)
		return getpid() == atoi(argv[2]) && gettid() == getpid() ? 42 : 1;
	return atoi(argv[1]);
}

static int argument_count;

static void exec_with_many(void)
{
	static char *arguments[4000], number[16];

	snprintf(number, sizeof(number), "%d", argument_count);
	arguments[0] = AGAIN;
	arguments[1] = "arguments";
	for (int i = 2; i < argument_count - 1; i++)
		arguments[i] = "argument";
	arguments[argument_count - 1] = number;
	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_takes_any_number_of_arguments(void)
{
	static const int counts[] = { 3, 16, 31, 32, 33, 64, 500, 3000 };

	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		argument_count = counts[i];
		EXPECT_VALUE(status_of(exec_with_many), RIGHT << 8);
	}
}

static size_t argument_length;

static void exec_with_long_argument(void)
{
	static char text[100000], number[16];
	char *arguments[] = { AGAIN, "length", text, number, NULL };

	memset(text, 'x', argument_length);
	snprintf(number, sizeof(number), "%zu", argument_length);
	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_takes_long_arguments(void)
{
	static const size_t lengths[] = { 0, 1, PAGE - 1, PAGE, PAGE + 1, 50000, 99999 };
	struct rlimit stack;

	EXPECT_OK(getrlimit(RLIMIT_STACK, &stack));
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		argument_length = lengths[i];
		if (argument_length < stack.rlim_cur / 2)
			EXPECT_VALUE(status_of(exec_with_long_argument), RIGHT << 8);
	}
}

static void exec_refuses_too_many_arguments(void)
{
	static char text[PAGE], *arguments[600];

	memset(text, 'x', sizeof(text) - 1);
	for (size_t i = 0; i < ARRAY_LENGTH(arguments) - 1; i++)
		arguments[i] = text;
	for (int round = 0; round < 3; round++)
		EXPECT_ERROR(execve(self_path, arguments, variables), E2BIG);
}

/*
 * The end of the list of arguments lies in a page that nobody has touched, and so do they: the page
 * is there for the call as for the program.
 */
static void exec_with_untouched_arguments(void)
{
	char *pages = fresh_pages(3);
	char **arguments = (char **)(void *)(pages + PAGE - 3 * sizeof(char *));

	arguments[0] = AGAIN;
	arguments[1] = "9";
	arguments[2] = pages + 2 * PAGE;
	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_reads_arguments_from_untouched_memory(void)
{
	EXPECT_VALUE(status_of(exec_with_untouched_arguments), 9 << 8);
}

static void put_program(const char *path, const void *bytes, size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	EXPECT(file >= 0);
	EXPECT_VALUE(write(file, bytes, size), size);
	EXPECT_OK(close(file));
}

static void exec_refuses_what_is_no_program(void)
{
	char *arguments[] = { "x", NULL };

	put_program("empty", "", 0);
	put_program("text", "no program\n", 11);
	EXPECT_ERROR(execve("empty", arguments, variables), ENOEXEC);
	EXPECT_ERROR(execve("text", arguments, variables), ENOEXEC);
	EXPECT_ERROR(execve("absent", arguments, variables), ENOENT);
	EXPECT_ERROR(execve("", arguments, variables), ENOENT);
	EXPECT_ERROR(execve("text/x", arguments, variables), ENOTDIR);
	EXPECT_ERROR(execve(".", arguments, variables), EACCES);
	EXPECT_ERROR(execve("/dev/null", arguments, variables), EACCES);
}

static int kept, closed;

static void exec_shell_with_descriptors(void)
{
	char command[64];
	char *arguments[] = { "sh", "-c", command, NULL };

	kept = open("a", O_WRONLY | O_CREAT, 0644);
	closed = open("b", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	EXPECT(kept >= 3 && kept < 9 && closed >= 3 && closed < 10);
	snprintf(command, sizeof(command), "echo kept >&%d; ( echo closed >&%d ) 2>/dev/null", kept,
		 closed);
	execve("/bin/sh", arguments, variables);
	_exit(98);
}

static void exec_keeps_descriptors_that_are_not_marked(void)
{
	status_of(exec_shell_with_descriptors);
	EXPECT(file_holds("a", "kept\n"));
	EXPECT(file_holds("b", ""));
}

/* Broken programs: bytes of a good one are changed; the kernel refuses or the program dies. */

static unsigned char *image;
static size_t image_size;

/* A small program that ends with status 0, or else this one, which does so when it is told. */
static void read_image(void)
{
	int file = open(on_strata() ? "/bin/true" : self_path, O_RDONLY);
	ssize_t count;

	image = malloc(IMAGE_MAX);
	EXPECT(image != NULL && file >= 0);
	count = read(file, image, IMAGE_MAX);
	EXPECT(count > (ssize_t)sizeof(struct abi_elf64_header) && count < IMAGE_MAX);
	image_size = (size_t)count;
	close(file);
}

static void exec_broken(void)
{
	char *arguments[] = { AGAIN, "0", NULL };

	close(1);
	execve("./broken", arguments, variables);
	_exit(errno);
}

/* Write the image and run it. Returns its status, or the error as that of a program that exits. */
static int try_image(size_t size)
{
	put_program("broken", image, size);
	return status_of(exec_broken);
}

/*
 * The kernel refuses the image as it is now. Linux looks at the segments when the old program is
 * gone already, and kills what cannot go back.
 */
static void expect_refused(int line, size_t size)
{
	int status = try_image(size);

	if (status == ENOEXEC << 8 || (!on_strata() && WIFSIGNALED(status)))
		return;
	fail(__FILE__, line, "expected the program to be refused with %d, got status %#x", ENOEXEC,
	     (unsigned int)status);
}

#define EXPECT_REFUSED(size) expect_refused(__LINE__, size)

static void exec_refuses_broken_headers(void)
{
	struct abi_elf64_header *header;
	struct abi_elf64_header good;

	read_image();
	header = (struct abi_elf64_header *)(void *)image;
	good = *header;
	EXPECT_REFUSED(1);
	EXPECT_REFUSED(10);
	EXPECT_REFUSED(sizeof(*header) - 1);
	EXPECT_REFUSED(sizeof(*header));
	EXPECT_REFUSED((size_t)good.e_phoff + sizeof(struct abi_elf64_phdr) / 2);
	header->e_ident[1] = 'X';
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_machine ^= 1;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_type = 1;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phoff = (uint64_t)-8;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phoff = image_size;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phnum = 0;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phnum = 0xffff;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phentsize = 1;
	EXPECT_REFUSED(image_size);
	*header = good;
	EXPECT_OK(try_image(image_size));
}

static struct abi_elf64_phdr *first_segment(void)
{
	const struct abi_elf64_header *header = (void *)image;
	struct abi_elf64_phdr *segment = (void *)(image + header->e_phoff);

	while (segment->p_type != PT_LOAD)
		segment++;
	return segment;
}

/* Addresses and sizes that wrap around, reach beyond user memory, or do not fit each other. */
static void exec_refuses_broken_segments(void)
{
	const uint64_t wrong_addresses[] = { (uint64_t)-PAGE, (uint64_t)1 << 63, LONG_MAX - PAGE,
					     (uint64_t)-PAGE * 2 };
	struct abi_elf64_phdr *segment, good;

	read_image();
	segment = first_segment();
	good = *segment;
	for (size_t i = 0; i < ARRAY_LENGTH(wrong_addresses); i++) {
		segment->p_vaddr = wrong_addresses[i] + good.p_vaddr % PAGE;
		EXPECT_REFUSED(image_size);
	}
	*segment = good;
	segment->p_memsz = (uint64_t)-PAGE;
	EXPECT_REFUSED(image_size);
	segment->p_memsz = (uint64_t)0 - good.p_vaddr;
	EXPECT_REFUSED(image_size);
	segment->p_memsz = LONG_MAX;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment->p_memsz = segment->p_filesz - 1;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment->p_vaddr += 1;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment->p_offset = (uint64_t)-PAGE;
	EXPECT_REFUSED(image_size);
	*segment = good;
	EXPECT_OK(try_image(image_size));
}

/* What Linux takes, for the program's own risk, and Strata does not. */
static void exec_refuses_unsafe_segments(void)
{
	struct abi_elf64_header *header;
	struct abi_elf64_phdr *segment, good;

	read_image();
	header = (struct abi_elf64_header *)(void *)image;
	segment = first_segment();
	good = *segment;
	segment->p_vaddr = 0;
	EXPECT_REFUSED(image_size);
	segment->p_vaddr = 0x4000000000;
	EXPECT_REFUSED(image_size);
	/* Where the stack is going to be. */
	segment->p_vaddr = ((uintptr_t)&good & ~(PAGE - 1)) + good.p_vaddr % PAGE;
	EXPECT_REFUSED(image_size);
	*segment = good;
	/* The file ends before the segment. */
	segment->p_filesz = segment->p_memsz = image_size;
	EXPECT_REFUSED((size_t)good.p_offset + image_size - 1);
	*segment = good;
	segment->p_flags = 7;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment[1] = good;
	EXPECT_REFUSED(image_size);
	read_image();
	header = (struct abi_elf64_header *)(void *)image;
	header->e_entry = 0x4000000000;
	EXPECT_REFUSED(image_size);
	header->e_entry = (uint64_t)-2;
	EXPECT_REFUSED(image_size);
}

/* Whatever is wrong with the headers, it is the program's trouble. The counts say nothing leaks. */
static void programs_with_changed_headers_harm_nobody(void)
{
	unsigned int random = 4711;

	read_image();
	for (int round = 0; round < 120; round++) {
		size_t at;
		unsigned char old;

		random = random * 1103515245 + 12345;
		at = random / 65536 % 256;
		old = image[at];
		random = random * 1103515245 + 12345;
		image[at] = (unsigned char)(random >> 16);
		try_image(image_size);
		image[at] = old;
	}
}

static void exec_again_and_again(void)
{
	argument_count = 3;
	for (int i = 0; i < 60; i++)
		EXPECT_VALUE(status_of(exec_with_many), RIGHT << 8);
}

/* Different programs at the same addresses, in memory that another has just left. */
static void run_true_and_false(void)
{
	for (int i = 0; i < 20; i++) {
		char *path = i % 2 ? "/bin/true" : "/bin/false";
		pid_t child = fork();
		int status;

		if (child == 0) {
			execve(path, (char *[]){ path, NULL }, variables);
			_exit(98);
		}
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT_VALUE(status, i % 2 ? 0 : 1 << 8);
	}
}

static void each_program_gets_its_own_code(void)
{
	pid_t workers[4];

	for (size_t i = 0; i < ARRAY_LENGTH(workers); i++)
		workers[i] = start(run_true_and_false);
	for (size_t i = 0; i < ARRAY_LENGTH(workers); i++)
		join(workers[i]);
}

/* A program that is running cannot lose its code by the removal of its file. */
static int to_program[2], from_program[2];

static void exec_removed_program(void)
{
	dup2(to_program[0], 0);
	dup2(from_program[1], 1);
	execve("./copy", (char *[]){ AGAIN, "hold", NULL }, variables);
	_exit(98);
}

static void a_removed_program_runs_on(void)
{
	pid_t child;
	int status, file = open(self_path, O_RDONLY);
	char byte;

	image = malloc(IMAGE_MAX);
	EXPECT(image != NULL && file >= 0);
	put_program("copy", image, (size_t)read(file, image, IMAGE_MAX));
	EXPECT_OK(pipe(to_program));
	EXPECT_OK(pipe(from_program));
	child = start(exec_removed_program);
	EXPECT_VALUE(read(from_program[0], &byte, 1), 1);
	EXPECT_OK(unlink("copy"));
	put_pattern("other", 200000, 1);
	EXPECT_VALUE(write(to_program[1], "g", 1), 1);
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, RIGHT << 8);
}

const struct test exec_tests[] = {
	{ "exec_takes_any_number_of_arguments", TEST_LINUX | TEST_NATIVE,
	  exec_takes_any_number_of_arguments },
	{ "exec_takes_long_arguments", TEST_LINUX | TEST_NATIVE, exec_takes_long_arguments },
	{ "exec_refuses_too_many_arguments", TEST_LINUX | TEST_NATIVE,
	  exec_refuses_too_many_arguments },
	{ "exec_reads_arguments_from_untouched_memory", TEST_LINUX | TEST_NATIVE,
	  exec_reads_arguments_from_untouched_memory },
	{ "exec_refuses_what_is_no_program", TEST_LINUX | TEST_NATIVE,
	  exec_refuses_what_is_no_program },
	{ "exec_keeps_descriptors_that_are_not_marked", TEST_LINUX | TEST_NATIVE,
	  exec_keeps_descriptors_that_are_not_marked },
	{ "exec_refuses_broken_headers", TEST_LINUX | TEST_NATIVE, exec_refuses_broken_headers },
	{ "exec_refuses_broken_segments", TEST_LINUX | TEST_NATIVE, exec_refuses_broken_segments },
	{ "exec_refuses_unsafe_segments", 0, exec_refuses_unsafe_segments },
	{ "programs_with_changed_headers_harm_nobody", 0,
	  programs_with_changed_headers_harm_nobody },
	{ "exec_again_and_again", TEST_LINUX | TEST_NATIVE, exec_again_and_again },
	{ "each_program_gets_its_own_code", TEST_LINUX | TEST_NATIVE,
	  each_program_gets_its_own_code },
	{ "a_removed_program_runs_on", TEST_LINUX | TEST_NATIVE, a_removed_program_runs_on },
	{ NULL, 0, NULL },
};
