/*
 * Names: from a path to an inode, and the changes of the tree.
 *
 * `start` is where a relative path begins: the working directory, or the directory of an *at()
 * call. Paths are kernel strings. All may sleep and are called without locks; all return 0 or the
 * error Linux gives: among others -ENOENT (also for ""), -ENOTDIR, -ENAMETOOLONG (a name is never
 * cut), -ELOOP, -EIO, -EROFS, -ENOSPC, and -EPERM for changes inside a pseudo file system.
 */
#pragma once

#include <lib/types.h>

struct abi_stat;
struct inode;

/* path_lookup - the inode a path leads to, with a reference. */
#define PATH_NOFOLLOW 1u  /* a symbolic link as the last name is the result itself */
#define PATH_DIRECTORY 2u /* -ENOTDIR unless it is a directory */
int path_lookup(struct inode *start, const char *path, unsigned int flags, struct inode **result);

/* path_reach - is the directory there that has or would have the last name of the path? */
int path_reach(struct inode *start, const char *path);

/* path_mkdir - make a directory. -EEXIST, -EMLINK. */
int path_mkdir(struct inode *start, const char *path);

/*
 * path_mknod - make a file or device node. `mode` holds S_IFREG (or 0) or S_IFCHR; `device` is in
 * the kernel's form, DEV_MAKE(). -EEXIST, -EINVAL for other types (-EPERM for S_IFDIR).
 */
int path_mknod(struct inode *start, const char *path, uint32_t mode, uint32_t device);

/* path_symlink - make a symbolic link to `target`. -EEXIST, -EPERM when the image has none. */
int path_symlink(const char *target, struct inode *start, const char *path);

/* path_read_link - the target of a link, cut at `size`, no NUL. Returns its length; -EINVAL. */
ssize_t path_read_link(struct inode *start, const char *path, char *buffer, size_t size);

/*
 * path_link - a second name; with `follow` a symbolic link is followed. -EEXIST, -EPERM, -EMLINK.
 */
int path_link(struct inode *old_start, const char *old_path, struct inode *start, const char *path,
	      bool follow);

/* path_unlink - remove the name of anything but a directory (-EISDIR). */
int path_unlink(struct inode *start, const char *path);

/* path_rmdir - remove an empty directory. -ENOTDIR, -ENOTEMPTY, -EBUSY, -EINVAL for `.`. */
int path_rmdir(struct inode *start, const char *path);

/*
 * path_rename - renameat2(): flags 0 or RENAME_NOREPLACE, others -EINVAL. What the new name led to
 * is replaced in one step. -EEXIST, -EISDIR, -ENOTDIR, -ENOTEMPTY, -EINVAL (into itself), -EXDEV.
 */
int path_rename(struct inode *old_start, const char *old_path, struct inode *new_start,
		const char *new_path, unsigned int flags);

/*
 * path_of_directory - the absolute path of a directory, with its NUL, for getcwd(). Returns its
 * length without the NUL; -ERANGE when it does not fit; -ENOENT when the directory was removed.
 */
ssize_t path_of_directory(struct inode *directory, char *buffer, size_t size);

/*
 * path_of_file - an absolute path of any inode, without a NUL, as far as the name cache knows one.
 * Returns its length; -ENOENT for what it does not know, -ERANGE. May sleep.
 */
ssize_t path_of_file(struct inode *inode, char *buffer, size_t size);
