/* Starting programs: arguments, descriptors, and files that are none. */
#include "usertests.h"

#include <abi/elf.h>

#define IMAGE_MAX (256 * 1024)

static char *variables[] = { "COLOUR=blue", NULL };
static int argument_count;

/* The program again, which exits with its first argument and must get all the others. */
static void exec_with_many(void)
{
	static char *arguments[4000];

	arguments[0] = "again";
	arguments[1] = "9";
	for (int i = 2; i < argument_count; i++)
		arguments[i] = "argument";
	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_takes_any_number_of_arguments(void)
{
	static const int counts[] = { 2, 31, 32, 33, 64, 500, 3000 };

	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		argument_count = counts[i];
		EXPECT_VALUE(status_of(exec_with_many), 9 << 8);
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

static void exec_refuses_what_is_no_program(void)
{
	char *arguments[] = { "x", NULL };

	put_file("empty", "");
	put_file("text", "no program\n");
	EXPECT_ERROR(execve("empty", arguments, variables), ENOEXEC);
	EXPECT_ERROR(execve("text", arguments, variables), ENOEXEC);
	EXPECT_ERROR(execve("absent", arguments, variables), ENOENT);
	EXPECT_ERROR(execve("", arguments, variables), ENOENT);
	EXPECT_ERROR(execve("text/x", arguments, variables), ENOTDIR);
	EXPECT_ERROR(execve(".", arguments, variables), EACCES);
}

static int kept, closed;

static void exec_true_with_descriptors(void)
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
	status_of(exec_true_with_descriptors);
	EXPECT(file_holds("a", "kept\n"));
	EXPECT(file_holds("b", ""));
}

/* Broken programs: bytes of a good one are changed; the kernel refuses or the program dies. */

static unsigned char *image;
static size_t image_size;

static void read_image(void)
{
	int file = open("/bin/true", O_RDONLY);
	ssize_t count;

	image = malloc(IMAGE_MAX);
	EXPECT(image != NULL && file >= 0);
	count = read(file, image, IMAGE_MAX);
	EXPECT(count > (ssize_t)sizeof(struct abi_elf64_header));
	image_size = (size_t)count;
	close(file);
}

static void exec_broken(void)
{
	char *arguments[] = { "broken", NULL };

	execve("./broken", arguments, variables);
	_exit(errno == ENOEXEC || errno == EINVAL || errno == ENOMEM || errno == EFAULT ? 77 : 78);
}

/* Write the image and run it. Returns the status of the attempt. */
static int try_image(size_t size)
{
	int file = open("broken", O_WRONLY | O_CREAT | O_TRUNC, 0755);

	EXPECT_VALUE(write(file, image, size), size);
	close(file);
	return status_of(exec_broken);
}

/* The kernel refuses the image as it is now. */
#define EXPECT_REFUSED(size) EXPECT_VALUE(try_image(size), 77 << 8)

static void exec_refuses_broken_headers(void)
{
	struct abi_elf64_header *header;
	struct abi_elf64_header good;

	read_image();
	header = (struct abi_elf64_header *)(void *)image;
	good = *header;
	EXPECT_REFUSED(10);
	EXPECT_REFUSED(sizeof(*header));
	header->e_machine = 62;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_ident[4] = 1;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_type = 1;
	EXPECT_REFUSED(image_size);
	*header = good;
	header->e_phoff = (uint64_t)-8;
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

static void exec_refuses_broken_segments(void)
{
	struct abi_elf64_phdr *segment, good;

	read_image();
	segment = first_segment();
	good = *segment;
	segment->p_vaddr = (uint64_t)-PAGE;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment->p_vaddr = 0x4000000000;
	EXPECT_REFUSED(image_size);
	*segment = good;
	segment->p_memsz = (uint64_t)-PAGE;
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
	argument_count = 2;
	for (int i = 0; i < 60; i++)
		EXPECT_VALUE(status_of(exec_with_many), 9 << 8);
}

/* A program that is running cannot lose its code by the removal of its file. */
static void exec_removed_program(void)
{
	execve("./copy", (char *[]){ "again", "9", NULL }, variables);
	_exit(98);
}

static void a_removed_program_runs_on(void)
{
	pid_t child;
	int file, status;

	read_image();
	file = open("copy", O_WRONLY | O_CREAT, 0755);
	EXPECT_VALUE(write(file, image, image_size), image_size);
	close(file);
	child = start(exec_removed_program);
	EXPECT_OK(unlink("copy"));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT(status == 0 || status == 98 << 8);
}

const struct test exec_tests[] = {
	{ "exec_takes_any_number_of_arguments", TEST_EXECS, exec_takes_any_number_of_arguments },
	{ "exec_refuses_too_many_arguments", TEST_EXECS, exec_refuses_too_many_arguments },
	{ "exec_refuses_what_is_no_program", TEST_EXECS, exec_refuses_what_is_no_program },
	{ "exec_keeps_descriptors_that_are_not_marked", TEST_EXECS,
	  exec_keeps_descriptors_that_are_not_marked },
	{ "exec_refuses_broken_headers", TEST_EXECS, exec_refuses_broken_headers },
	{ "exec_refuses_broken_segments", TEST_EXECS, exec_refuses_broken_segments },
	{ "programs_with_changed_headers_harm_nobody", TEST_EXECS,
	  programs_with_changed_headers_harm_nobody },
	{ "exec_again_and_again", TEST_EXECS, exec_again_and_again },
	{ "a_removed_program_runs_on", TEST_EXECS, a_removed_program_runs_on },
	{ NULL, 0, NULL },
};
