/* Reading directories: entries are handed out from a buffer that getdents64() fills. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct libc_directory {
	int fd;
	size_t next, end; /* unread bytes of the buffer */
	_Alignas(8) char buffer[2048];
};

_Static_assert(offsetof(struct dirent, d_name) == ABI_DIRENT_NAME_OFFSET, "the kernel's layout");

DIR *fdopendir(int fd)
{
	DIR *directory = malloc(sizeof(*directory));

	if (directory == NULL)
		return NULL;
	directory->fd = fd;
	directory->next = 0;
	directory->end = 0;
	return directory;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory;

	if (fd < 0)
		return NULL;
	directory = fdopendir(fd);
	if (directory == NULL)
		close(fd);
	return directory;
}

/* A directory that was removed meanwhile has ended, which is no error. */
static ssize_t next_entries(DIR *directory)
{
	int before = errno;
	ssize_t size = getdents64(directory->fd, directory->buffer, sizeof(directory->buffer));

	if (size < 0 && errno == ENOENT) {
		errno = before;
		return 0;
	}
	return size;
}

struct dirent *readdir(DIR *directory)
{
	struct dirent *entry;

	if (directory->next >= directory->end) {
		ssize_t size = next_entries(directory);

		if (size <= 0)
			return NULL;
		directory->next = 0;
		directory->end = (size_t)size;
	}
	entry = (struct dirent *)(directory->buffer + directory->next);
	directory->next += entry->d_reclen;
	return entry;
}

void rewinddir(DIR *directory)
{
	lseek(directory->fd, 0, SEEK_SET);
	directory->next = 0;
	directory->end = 0;
}

int dirfd(DIR *directory)
{
	return directory->fd;
}

int closedir(DIR *directory)
{
	int fd = directory->fd;

	free(directory);
	return close(fd);
}
