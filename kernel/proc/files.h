/*
 * Descriptors of the calling process, and paths from user memory: what the calls on files share.
 */
#pragma once

#include "process.h"

#include <arch/mmu.h>
#include <fs/file.h>
#include <fs/inode.h>
#include <mm/uio.h>

/*
 * fd_file - the file behind a descriptor, which stays at least as long as the call: with one thread
 * nobody could close it, with several it is held. Returns NULL for a bad descriptor.
 */
struct file *fd_file(int fd);

/* fd_working_directory - of the process; it stays as long as the call. */
struct inode *fd_working_directory(void);

/*
 * fd_change_directory - let it be another, whose reference it takes over. Returns the old one with
 * a reference.
 */
struct inode *fd_change_directory(struct inode *directory);

#ifdef CONFIG_THREADS
/* fd_hold, fd_hold_directory - the same where the process has several threads. */
struct file *fd_hold(struct process_files *files, unsigned int fd);
struct inode *fd_hold_directory(struct process_files *files);
#else
static inline struct file *fd_hold(struct process_files *files, unsigned int fd)
{
	return NULL;
}

static inline struct inode *fd_hold_directory(struct process_files *files)
{
	return NULL;
}
#endif

/*
 * fd_find_free - the lowest free descriptor from `lowest` on, or -EMFILE. Another thread may take
 * it.
 */
int fd_find_free(int lowest);

/*
 * fd_install - the lowest free descriptor from `lowest` on for `file`, whose reference it takes
 * over. Returns it, or -EMFILE with the reference dropped.
 */
int fd_install(struct file *file, int lowest, bool close_on_exec);

/*
 * fd_replace - let `fd` (in range) lead to `file`, whose reference it takes over; closes the old.
 */
void fd_replace(int fd, struct file *file, bool close_on_exec);

/* fd_flags, fd_set_flags - FD_CLOEXEC of an open descriptor. */
int fd_flags(int fd);
void fd_set_flags(int fd, int flags);

/* fd_close - close one. Returns 0 or -EBADF. May sleep. */
int fd_close(int fd);

/* fd_directory - where a path of an *at() call begins: 0 and the inode (not referenced), -EBADF or
 * -ENOTDIR. */
int fd_directory(int dirfd, const char *path, struct inode **start);

/*
 * path_from_user - a copy of a path. Returns 0, -EFAULT, -ENAMETOOLONG, -ENOMEM or, for one that is
 * empty, -ENOENT. May sleep.
 */
int path_from_user(uaddr_t path, char **copy);

/* path_or_nothing_from_user - the same for calls that can do with an empty path. */
int path_or_nothing_from_user(uaddr_t path, char **copy);

/* path_free - give the copy back. */
void path_free(char *copy);

/* lookup_at - the inode that an *at() path leads to, with a reference. 0 or -errno. */
long lookup_at(int dirfd, uaddr_t path, unsigned int flags, struct inode **inode);

/* written - what a write gives to its caller, who gets SIGPIPE with -EPIPE. */
long written(long result);

/* path_check - does the path lead anywhere? 0 or -errno. */
long path_check(uaddr_t path);

/* A path of an *at() call with where it begins. at_get() returns 0 or -errno; then at_put(). */
struct at {
	char *path;
	struct inode *start;
};
int at_get(struct at *at, int dirfd, uaddr_t path);
void at_put(struct at *at);

static inline bool user_range_is_possible(uaddr_t address, size_t size)
{
	return size <= USER_TOP && address <= USER_TOP - size;
}

static inline struct uio uio_user(uaddr_t address, size_t size, bool to_user)
{
	/* A larger transfer is cut, as Linux does. */
	const size_t most = 0x7ffff000;

	return (struct uio){
		.address = user_range_is_possible(address, size) ? address : UIO_NOWHERE,
		.left = size < most ? size : most,
		.user = true,
		.to_user = to_user,
	};
}
