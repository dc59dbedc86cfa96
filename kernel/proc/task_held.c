/*
 * Open files and directories that a call holds on to while other threads of its process may close
 * the descriptor or change the directory. A process with one thread holds none: nobody but that
 * thread could do so, or begin another.
 */
#include "files.h"

#include <kernel/log.h>

void task_release_all(struct task_held *held)
{
	while (held->files > 0)
		file_put(held->file[--held->files]);
	while (held->directories > 0)
		inode_put(held->directory[--held->directories]);
}

struct file *fd_hold(const struct process_files *files, unsigned int fd)
{
	struct task_held *held = &task_current()->held;
	irq_key_t key = spin_lock(&process_current()->files.lock);
	struct file *file = files->table[fd];

	if (file)
		file_get(file);
	spin_unlock(&process_current()->files.lock, key);
	if (file) {
		ASSERT(held->files < TASK_HELD_FILES);
		held->file[held->files++] = file;
	}
	return file;
}

struct inode *fd_hold_directory(struct process_files *files)
{
	struct task_held *held = &task_current()->held;
	irq_key_t key = spin_lock(&files->lock);
	struct inode *directory = inode_get(files->directory);

	spin_unlock(&files->lock, key);
	ASSERT(held->directories < TASK_HELD_DIRECTORIES);
	held->directory[held->directories++] = directory;
	return directory;
}
