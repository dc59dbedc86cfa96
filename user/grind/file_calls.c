/* Calls that take descriptors, of files, folders, a pipe, and of nothing. */
#include "grind.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/uio.h>

int files[ALL_FILES];
char buffer[BUFFER_SIZE];

static long in_pipe; /* bytes */

void start_files(void)
{
	int ends[2] = { -1, -1 };

	for (int i = 0; i < OPEN_FILES; i++)
		files[i] = -1;
	if (pipe2(ends, O_NONBLOCK) < 0 && errno != ENFILE)
		_exit(17);
	files[PIPE_READ] = ends[0];
	files[PIPE_WRITE] = ends[1];
	in_pipe = 0;
}

void end_files(void)
{
	for (int i = 0; i < ALL_FILES; i++)
		close(files[i]);
}

int *some_slot(unsigned int count)
{
	int *slot = &files[below(count)];

	for (int tries = 0; tries < 3 && *slot < 0; tries++)
		slot = &files[below(count)];
	return slot;
}

/* Unmapped on every machine, below and above the end of user memory. */
static void *some_bad_memory(void)
{
	static void *const bad[] = { NULL, (void *)16, (void *)-8, (void *)-100000 };

	return bad[below(4)];
}

static void *some_memory(void)
{
	return chance(8) ? some_bad_memory() : buffer + below(4000);
}

static const char *memory_text(const void *memory)
{
	return (const char *)memory >= buffer && (const char *)memory < buffer + BUFFER_SIZE ?
		       "" :
		       ", bad memory";
}

/* A file that a write from bad memory has left as it was may have another time, or be longer. */
static void *memory_for_writing(int file)
{
	struct stat status;
	void *memory = some_memory();

	return fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? buffer : memory;
}

/* Nobody must wait for room, and how much there is depends on how it was filled. */
static void note_written(const int *slot, long count)
{
	if (slot != &files[PIPE_WRITE] || count <= 0)
		return;
	in_pipe += count;
	while (in_pipe > 20000) {
		count = read(files[PIPE_READ], buffer, sizeof(buffer));
		if (count <= 0)
			_exit(18);
		in_pipe -= count;
	}
}

static void note_read(const int *slot, long count)
{
	if (slot == &files[PIPE_READ] && count > 0)
		in_pipe -= count;
}

static void call_write(void)
{
	int *slot = some_slot(ALL_FILES);
	void *memory = memory_for_writing(*slot);
	size_t size = 1 + below(4000);
	long count = write(*slot, memory, size);

	trace(count, "write(%d, %zu%s)", *slot, size, memory_text(memory));
	note_written(slot, count);
}

static void call_read(void)
{
	int *slot = some_slot(ALL_FILES);
	char *memory = some_memory();
	size_t size = 1 + below(4000);
	long count = read(*slot, memory, size);

	trace(count, "read(%d, %zu%s) [%x]", *slot, size, memory_text(memory),
	      count > 0 ? sum(memory, (size_t)count) : 0);
	note_read(slot, count);
}

static off_t some_offset(void)
{
	return chance(15) ? -1 - (off_t)below(100) : (off_t)below(60000);
}

static void call_pwrite(void)
{
	int file = *some_slot(ALL_FILES);
	void *memory = memory_for_writing(file);
	size_t size = 1 + below(4000);
	off_t offset = some_offset();

	trace(pwrite(file, memory, size, offset), "pwrite(%d, %zu, %ld%s)", file, size,
	      (long)offset, memory_text(memory));
}

static void call_pread(void)
{
	int file = *some_slot(ALL_FILES);
	char *memory = some_memory();
	size_t size = 1 + below(4000);
	off_t offset = some_offset();
	long count = pread(file, memory, size, offset);

	trace(count, "pread(%d, %zu, %ld%s) [%x]", file, size, (long)offset, memory_text(memory),
	      count > 0 ? sum(memory, (size_t)count) : 0);
}

/* Three pieces, some empty; at times a length or a number of them that cannot be. */
static int make_pieces(struct iovec pieces[3], size_t *size)
{
	*size = 0;
	for (int i = 0; i < 3; i++) {
		pieces[i].iov_base = buffer + i * 2000;
		pieces[i].iov_len = chance(4) ? 0 : below(1500);
		*size += pieces[i].iov_len;
	}
	if (chance(20))
		pieces[1].iov_len = SSIZE_MAX;
	return chance(20) ? -1 : 1 + (int)below(3);
}

static void call_writev(void)
{
	int *slot = some_slot(ALL_FILES);
	struct iovec pieces[3];
	size_t size;
	int count = make_pieces(pieces, &size);
	long result = writev(*slot, pieces, count);

	trace(result, "writev(%d, %d of %zu)", *slot, count, size);
	note_written(slot, result);
}

static void call_readv(void)
{
	int *slot = some_slot(ALL_FILES);
	struct iovec pieces[3];
	size_t size;
	int count = make_pieces(pieces, &size);
	long result = readv(*slot, pieces, count);

	trace(result, "readv(%d, %d of %zu) [%x]", *slot, count, size,
	      result > 0 ? sum(buffer, 6000) : 0);
	note_read(slot, result);
}

static bool is_folder(int file)
{
	struct stat status;

	return fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Positions in folders are the file system's own. */
static void call_seek(void)
{
	static const int whences[] = { SEEK_SET, SEEK_CUR, SEEK_END, 77 };
	int file = *some_slot(ALL_FILES), whence = whences[below(4)];
	off_t offset = (off_t)below(60000) - 1000;

	if (is_folder(file))
		return;
	trace(lseek(file, offset, whence), "lseek(%d, %ld, %d)", file, (long)offset, whence);
}

static void call_truncate(void)
{
	int file = *some_slot(ALL_FILES);
	off_t size = (off_t)below(100000) - 100;

	trace(ftruncate(file, size), "ftruncate(%d, %ld)", file, (long)size);
}

static void call_close(void)
{
	int *slot = some_slot(OPEN_FILES), file = *slot;

	trace(close(file), "close(%d)", file);
	*slot = -1;
}

/* Not of the pipe: its ends close with their slots. */
static void call_dup(void)
{
	int *slot = some_slot(OPEN_FILES), *other = some_slot(OPEN_FILES), file = *slot;
	int number = chance(10) ? -1 : 20 + (int)below(4), result;

	switch (below(4)) {
	case 0:
		result = dup(file);
		trace(result, "dup(%d)", file);
		break;
	case 1:
		result = dup2(file, *other);
		trace(result, "dup2(%d, %d)", file, *other);
		break;
	case 2:
		result = dup3(file, number, chance(3) ? O_CLOEXEC : 0);
		trace(result, "dup3(%d, %d)", file, number);
		break;
	default:
		result = fcntl(file, chance(2) ? F_DUPFD : F_DUPFD_CLOEXEC, number);
		trace(result, "fcntl(%d, DUPFD, %d)", file, number);
		break;
	}
	if (result < 0)
		return;
	for (int i = 0; i < OPEN_FILES; i++)
		if (files[i] == result && &files[i] != other)
			files[i] = -1;
	if (*other != result)
		close(*other);
	*other = result;
}

static void call_fcntl(void)
{
	int file = *some_slot(ALL_FILES), value = (int)below(2);
	int flags;

	switch (below(4)) {
	case 0:
		trace(fcntl(file, F_GETFD), "fcntl(%d, GETFD)", file);
		break;
	case 1:
		trace(fcntl(file, F_SETFD, value), "fcntl(%d, SETFD, %d)", file, value);
		break;
	case 2:
		flags = fcntl(file, F_GETFL);
		trace(flags < 0 ? flags : 0, "fcntl(%d, GETFL) [%d, %d, %d]", file,
		      flags & O_ACCMODE, flags >= 0 && flags & O_APPEND,
		      flags >= 0 && flags & O_NONBLOCK);
		break;
	default:
		flags = O_NONBLOCK | (value ? O_APPEND : 0);
		trace(fcntl(file, F_SETFL, flags), "fcntl(%d, SETFL, %d)", file, value);
		break;
	}
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names of a folder, in the order of the alphabet; those of what has no name any more are none. */
static void trace_names(int file, const char *bytes, long size)
{
	char text[400] = "", *names[100];
	size_t count = 0;

	for (long at = 0; at < size && count < 100;) {
		const struct dirent *entry = (const void *)(bytes + at);

		names[count++] = (char *)(uintptr_t)entry->d_name;
		at += entry->d_reclen;
	}
	qsort(names, count, sizeof(names[0]), compare_names);
	for (size_t i = 0; i < count && strlen(text) < 300; i++) {
		strcat(text, " ");
		strncat(text, names[i], 40);
	}
	trace(0, "getdents(%d) [%s ]", file, text);
}

static void call_getdents(void)
{
	static char bytes[16384] __attribute__((aligned(16)));
	int file = *some_slot(ALL_FILES);
	long size;

	/* From the beginning, and back to it: the position at the end is the file system's own. */
	if (is_folder(file))
		lseek(file, 0, SEEK_SET);
	size = getdents64(file, bytes, sizeof(bytes));
	if (size >= 0)
		lseek(file, 0, SEEK_SET);
	if (size < 0)
		trace(size, "getdents(%d)", file);
	else
		trace_names(file, bytes, size);
}

static void call_fchdir(void)
{
	int file = *some_slot(ALL_FILES);

	if (chance(3))
		trace(fchdir(file), "fchdir(%d)", file);
}

static void call_sync(void)
{
	int file = *some_slot(ALL_FILES);

	if (chance(8))
		trace(fsync(file), "fsync(%d)", file);
	else if (chance(8))
		trace(fdatasync(file), "fdatasync(%d)", file);
}

/* Another pipe in the place of the one that was. */
static void call_pipe(void)
{
	int ends[2] = { -1, -1 }, flags = O_NONBLOCK | (chance(5) ? 1 : 0);
	int result = pipe2(ends, flags);

	trace(result, "pipe2(%d) [%d, %d]", flags & 1, ends[0], ends[1]);
	if (result < 0)
		return;
	close(files[PIPE_READ]);
	close(files[PIPE_WRITE]);
	files[PIPE_READ] = ends[0];
	files[PIPE_WRITE] = ends[1];
	in_pipe = 0;
}

void (*const file_calls[])(void) = {
	call_write, call_write,	   call_read,	  call_read,   call_pwrite, call_pread, call_writev,
	call_readv, call_seek,	   call_truncate, call_close,  call_dup,    call_fcntl, call_dup,
	call_fcntl, call_getdents, call_getdents, call_fchdir, call_sync,   call_pipe,	NULL,
};
