/* Bad pointers give EFAULT, in every call that takes one, and harm nobody. */
#include "check.h"

#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>

static void *const bad[] = {
	NULL,
	(void *)16,
	(void *)0x4000000000,
	(void *)0x3fffffffffff000,
	(void *)0x8000000000000000,
	(void *)-4096,
	(void *)-1,
};

static void check_reads(void *pointer)
{
	int file = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);
	struct iovec piece = { pointer, 10 };
	int ends[2];

	CHECK(write(file, "0123456789", 10) == 10);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	CHECK_ERROR(read(file, pointer, 10), EFAULT);
	CHECK_ERROR(readv(file, &piece, 1), EFAULT);
	CHECK_ERROR(write(file, pointer, 10), EFAULT);
	CHECK_ERROR(writev(file, &piece, 1), EFAULT);
	CHECK(lseek(file, 0, SEEK_END) == 10);

	CHECK(pipe(ends) == 0);
	CHECK_ERROR(write(ends[1], pointer, 10), EFAULT);
	CHECK(write(ends[1], "0123456789", 10) == 10);
	CHECK_ERROR(read(ends[0], pointer, 10), EFAULT);
	close(ends[0]);
	close(ends[1]);
	close(file);
}

static void check_paths(void *pointer)
{
	char *arguments[] = { "x", NULL };

	CHECK_ERROR(open(pointer, O_RDONLY), EFAULT);
	CHECK_ERROR(mkdir(pointer, 0755), EFAULT);
	CHECK_ERROR(unlink(pointer), EFAULT);
	CHECK_ERROR(link("data", pointer), EFAULT);
	CHECK_ERROR(link(pointer, "other"), EFAULT);
	CHECK_ERROR(rename("data", pointer), EFAULT);
	CHECK_ERROR(chdir(pointer), EFAULT);
	CHECK_ERROR(execve(pointer, arguments, NULL), EFAULT);
}

static void check_structures(void *pointer)
{
	struct stat status;

	CHECK_ERROR(fstat(0, pointer), EFAULT);
	CHECK_ERROR(stat(pointer, &status), EFAULT);
	CHECK_ERROR(pipe(pointer), EFAULT);
	CHECK_ERROR(uname(pointer), EFAULT);
	CHECK_ERROR(nanosleep(pointer, NULL), EFAULT);
	CHECK_ERROR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, pointer), EFAULT);
}

/* A bad status pointer loses neither the child nor the kernel. */
static void check_wait(void *pointer)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	CHECK(child > 0);
	if (pointer == NULL) {
		CHECK(waitpid(child, NULL, 0) == child);
		return;
	}
	CHECK_ERROR(waitpid(child, pointer, 0), EFAULT);
	waitpid(child, NULL, 0);
}


/* What is good up to the end of a page and bad beyond it. */
static void check_half_good(void)
{
	int file = open("half", O_RDWR | O_CREAT | O_TRUNC, 0644);
	char *end = (char *)(((unsigned long)sbrk(0) + 4095) & ~4095ul);
	ssize_t count;

	CHECK(sbrk(end - (char *)sbrk(0) + 4096) != (void *)-1);
	end += 4096;
	memset(end - 100, 'x', 100);
	count = write(file, end - 100, 200);
	CHECK(count == 100 || (count == -1 && errno == EFAULT));
	CHECK(lseek(file, 0, SEEK_END) == (count == 100 ? 100 : 0));
	close(file);
}

int main(void)
{
	for (unsigned int index = 0; index < sizeof(bad) / sizeof(bad[0]); index++) {
		check_reads(bad[index]);
		check_paths(bad[index]);
		check_structures(bad[index]);
		check_wait(bad[index]);
	}
	check_half_good();
	return report();
}
