/*
 * Open files and directories that a call holds on to while other threads of its process may close
 * the descriptor or change the directory. A process with one thread holds none: nobody but that
 * thread could do so, or begin another.
 */
#include "files.h"

#include <kernel/log.h>

static void hold(struct file *file, struct inode *directory)
{
	struct task_held *held = &task_current()->held;

	ASSERT(held->count < TASK_HELD_MAX);
	held->reference[held->count].file = file;
	held->reference[held->count].directory = directory;
	held->count++;
}

void task_release_all(struct task_held *held)
{
	while (held->count > 0) {
		held->count--;
		if (held->reference[held->count].file)
			file_put(held->reference[held->count].file);
		else
			inode_put(held->reference[held->count].directory);
	}
}

struct file *fd_hold(struct process_files *files, unsigned int fd)
{
	irq_key_t key = files_lock(files);
	struct file *file = files->table[fd];

	if (file)
		file_get(file);
	files_unlock(files, key);
	if (file)
		hold(file, NULL);
	return file;
}

struct inode *fd_hold_directory(struct process_files *files)
{
	irq_key_t key = files_lock(files);
	struct inode *directory = inode_get(files->directory);

	files_unlock(files, key);
	hold(NULL, directory);
	return directory;
}
