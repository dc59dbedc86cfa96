#pragma once

#include <abi/dirent.h>
#include <sys/types.h>

/* The kernel's own layout, with room for the longest name: entries are used where they arrive. */
struct dirent {
	ino_t d_ino;
	off_t d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[256];
};

typedef struct libc_directory DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int fd);
int closedir(DIR *directory);
struct dirent *readdir(DIR *directory);
void rewinddir(DIR *directory);
int dirfd(DIR *directory);
ssize_t getdents64(int fd, void *buffer, size_t size);
