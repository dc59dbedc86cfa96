#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/limits.h>
#include <abi/stat.h>
#include <fs/fs.h>
#include <fs/path.h>
#include <kernel/chardev.h>
#include <kernel/log.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/ucopy.h>

_Static_assert(PATH_MAX == PAGE_SIZE, "a path has a page");

static bool is_shared(const struct process *process)
{
	return unlikely(process_thread_count(process) > 1);
}

struct file *fd_file(int fd)
{
	struct process *process = process_current();

	if ((unsigned int)fd >= CONFIG_NOFILE)
		return NULL;
	return is_shared(process) ? fd_hold(&process->files, (unsigned int)fd) :
				    process->files.table[fd];
}

struct inode *fd_working_directory(void)
{
	struct process *process = process_current();

	return is_shared(process) ? fd_hold_directory(&process->files) : process->files.directory;
}

struct inode *fd_change_directory(struct inode *directory)
{
	struct process_files *files = &process_current()->files;
	irq_key_t key = files_lock(files);
	struct inode *old = files->directory;

	files->directory = directory;
	files_unlock(files, key);
	return old;
}

static void set_close_on_exec(struct process_files *files, int fd, bool close)
{
	uint64_t bit = 1ull << (fd % 64);

	if (close)
		files->close_on_exec[fd / 64] |= bit;
	else
		files->close_on_exec[fd / 64] &= ~bit;
}

static bool get_close_on_exec(const struct process_files *files, int fd)
{
	return files->close_on_exec[fd / 64] >> (fd % 64) & 1;
}

int fd_find_free(int lowest)
{
	const struct process_files *files = &process_current()->files;
	int fd = lowest;

	while (fd < CONFIG_NOFILE && files->table[fd])
		fd++;
	return fd < CONFIG_NOFILE ? fd : -EMFILE;
}

int fd_install(struct file *file, int lowest, bool close_on_exec)
{
	struct process_files *files = &process_current()->files;
	irq_key_t key = files_lock(files);
	int fd = fd_find_free(lowest);

	if (fd >= 0) {
		files->table[fd] = file;
		set_close_on_exec(files, fd, close_on_exec);
	}
	files_unlock(files, key);
	if (fd < 0)
		file_put(file);
	return fd;
}

/* What a descriptor leads to, which is `file` from now on. */
static struct file *exchange(struct process_files *files, int fd, struct file *file,
			     bool close_on_exec)
{
	irq_key_t key = files_lock(files);
	struct file *old = files->table[fd];

	files->table[fd] = file;
	set_close_on_exec(files, fd, close_on_exec);
	files_unlock(files, key);
	return old;
}

int fd_close(int fd)
{
	struct process_files *files = &process_current()->files;
	struct file *file;
	irq_key_t key;

	if ((unsigned int)fd >= CONFIG_NOFILE)
		return -EBADF;
	key = files_lock(files);
	file = files->table[fd];
	files->table[fd] = NULL;
	files_unlock(files, key);
	if (!file)
		return -EBADF;
	file_put(file);
	return 0;
}

void fd_replace(int fd, struct file *file, bool close_on_exec)
{
	struct file *old = exchange(&process_current()->files, fd, file, close_on_exec);

	if (old)
		file_put(old);
}

int fd_flags(int fd)
{
	return get_close_on_exec(&process_current()->files, fd) ? FD_CLOEXEC : 0;
}

void fd_set_flags(int fd, int flags)
{
	struct process_files *files = &process_current()->files;
	irq_key_t key = files_lock(files);

	set_close_on_exec(files, fd, flags & FD_CLOEXEC);
	files_unlock(files, key);
}

int fd_directory(int dirfd, const char *path, struct inode **start)
{
	struct file *file;

	if (dirfd == AT_FDCWD || path[0] == '/') {
		*start = fd_working_directory();
		return 0;
	}
	file = fd_file(dirfd);
	if (!file)
		return -EBADF;
	if (!file->inode || !S_ISDIR(file->inode->mode))
		return -ENOTDIR;
	*start = file->inode;
	return 0;
}

int path_or_nothing_from_user(uaddr_t path, char **copy)
{
	char *page = page_alloc();
	ssize_t length;

	if (!page)
		return -ENOMEM;
	length = copy_string_from_user(page, path, PATH_MAX);
	if (length < 0) {
		page_free(page);
		return (int)length;
	}
	*copy = page;
	return 0;
}

int path_from_user(uaddr_t path, char **copy)
{
	int error = path_or_nothing_from_user(path, copy);

	if (error || **copy)
		return error;
	path_free(*copy);
	return -ENOENT;
}

void path_free(char *copy)
{
	page_free(copy);
}

int at_get(struct at *at, int dirfd, uaddr_t path)
{
	int error = path_from_user(path, &at->path);

	if (error)
		return error;
	error = fd_directory(dirfd, at->path, &at->start);
	if (error)
		path_free(at->path);
	return error;
}

void at_put(struct at *at)
{
	path_free(at->path);
}

long lookup_at(int dirfd, uaddr_t path, unsigned int flags, struct inode **inode)
{
	struct at at = { .path = NULL };
	long error = at_get(&at, dirfd, path);

	if (error)
		return error;
	error = path_lookup(at.start, at.path, flags, inode);
	at_put(&at);
	return error;
}

void files_fork(struct process_files *child, struct process_files *parent)
{
	irq_key_t key = files_lock(parent);

	*child = *parent;
	files_lock_init(child);
	for (int fd = 0; fd < CONFIG_NOFILE; fd++)
		if (child->table[fd])
			file_get(child->table[fd]);
	if (child->directory)
		inode_get(child->directory);
	files_unlock(parent, key);
}

void files_exec(struct process_files *files)
{
	for (int fd = 0; fd < CONFIG_NOFILE; fd++)
		if (files->table[fd] && get_close_on_exec(files, fd))
			fd_close(fd);
}

void files_release(struct process_files *files)
{
	for (int fd = 0; fd < CONFIG_NOFILE; fd++)
		if (files->table[fd])
			fd_close(fd);
	inode_put(files->directory);
	files->directory = NULL;
}

static void open_console(struct process_files *files)
{
	struct file *console;

	if (file_open_chardev(DEV_CONSOLE, O_RDWR, &console) < 0) {
		kprintf("the first process has no console\n");
		return;
	}
	files->table[0] = console;
	files->table[1] = file_get(console);
	files->table[2] = file_get(console);
}

void files_start(struct process_files *files)
{
	files->directory = fs_root();
	if (!IS_ENABLED(CONFIG_EXEC) || !IS_ENABLED(CONFIG_CHARDEV_NODES))
		open_console(files);
}
