/*
 * /proc: a folder for each process, and files about the system.
 *
 * Its inodes are made when they are looked up and last as long as somebody holds them. A process's
 * folder is known by its pid alone, so one that outlives its process only finds nothing any more.
 * private_number is the pid (0: the system), `private` the entry of the file table.
 */
#include "procfs.h"

#include "process.h"
#include "procfs_config.h"
#include "procfs_files.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <fs/fs.h>
#include <fs/inode.h>
#include <kernel/log.h>
#include <lib/format.h>
#include <lib/string.h>

#define ROOT_NUMBER 1
#define FILES_PER_FOLDER 16
#define FOLDER_MODE (S_IFDIR | 0555)
#define FILE_MODE (S_IFREG | 0444)

/* Inode numbers: the system's files follow the root, then come 16 for each pid. */
static uint32_t number_of(uint64_t pid, size_t index)
{
	return (uint32_t)(ROOT_NUMBER + pid * FILES_PER_FOLDER + index);
}

static ssize_t show_file(struct inode *inode, char *buffer, size_t size)
{
	const struct proc_file *file = inode->private;

	return file->show((int)inode->private_number, buffer, size);
}

static const struct inode_ops file_ops = { .show = show_file };

static struct inode *make(const struct inode_ops *ops, uint32_t mode, uint64_t pid, size_t index)
{
	struct inode *inode = inode_make_pseudo(ops, mode, number_of(pid, index));

	if (inode)
		inode->private_number = pid;
	return inode;
}

static int find_file(const struct proc_file *files, uint64_t pid, const char *name, size_t length,
		     struct inode **result)
{
	for (size_t i = 0; files[i].name; i++) {
		if (strlen(files[i].name) != length || strncmp(files[i].name, name, length) != 0)
			continue;
		*result = make(files[i].ops ? files[i].ops : &file_ops, FILE_MODE, pid,
				i + 1);
		if (!*result)
			return -ENOMEM;
		(*result)->private = (void *)&files[i];
		return 0;
	}
	return -ENOENT;
}

/*
 * Show the files of a table as entries, from `*position` on, which a seek can have put anywhere.
 * Returns whether all were taken.
 */
static bool emit_files(const struct proc_file *files, uint64_t pid, uint64_t *position,
		       dir_emit_t emit, void *context)
{
	size_t count = 0;

	while (files[count].name)
		count++;
	for (; *position < count; ++*position) {
		const char *name = files[*position].name;

		if (!emit(context, name, strlen(name), number_of(pid, *position + 1), FILE_MODE,
			  *position + 1))
			return false;
	}
	return true;
}

static int lookup_in_process(struct inode *directory, const char *name, size_t length,
			     struct inode **result)
{
	return find_file(proc_process_files, directory->private_number, name, length, result);
}

static int read_process(struct inode *directory, uint64_t *position, dir_emit_t emit, void *context)
{
	emit_files(proc_process_files, directory->private_number, position, emit, context);
	return 0;
}

static const struct inode_ops process_ops = {
	.lookup = lookup_in_process,
	.read_entries = read_process,
};

static bool process_exists(int pid)
{
	irq_key_t key = spin_lock(&tree_lock);
	bool exists = process_find(pid) != NULL;

	spin_unlock(&tree_lock, key);
	return exists;
}

/* The number that a name is in full, without leading zeroes; 0 for none. */
static int pid_of_name(const char *name, size_t length)
{
	int pid = 0;

	if (length == 0 || length > 6 || name[0] == '0')
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		pid = pid * 10 + (name[i] - '0');
	}
	return pid;
}

static int lookup_in_root(struct inode *directory, const char *name, size_t length,
			  struct inode **result)
{
	int pid = pid_of_name(name, length);

	if (length == 4 && strncmp(name, "self", length) == 0)
		pid = process_current()->pid;
	if (!pid)
		return find_file(proc_system_files, 0, name, length, result);
	if (!process_exists(pid))
		return -ENOENT;
	*result = make(&process_ops, FOLDER_MODE, (uint64_t)pid, 0);
	return *result ? 0 : -ENOMEM;
}

/* The process with the smallest pid from `from` on; 0 for none. */
static int next_process(int from)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process;
	unsigned int slot = 0;
	int best = 0;

	while ((process = process_next(&slot)))
		if (process->pid >= from && (!best || process->pid < best))
			best = process->pid;
	spin_unlock(&tree_lock, key);
	return best;
}

/* Positions: the system's files, then FIRST_PID + pid. */
#define FIRST_PID 256

static int read_root(struct inode *directory, uint64_t *position, dir_emit_t emit, void *context)
{
	char name[12];
	int pid;

	if (*position < FIRST_PID) {
		if (!emit_files(proc_system_files, 0, position, emit, context))
			return 0;
		*position = FIRST_PID;
	}
	while ((pid = next_process((int)(*position - FIRST_PID)))) {
		int length = format_string(name, sizeof(name), "%d", pid);

		if (!emit(context, name, (size_t)length, number_of((uint64_t)pid, 0), FOLDER_MODE,
			  FIRST_PID + (uint64_t)pid + 1))
			return 0;
		*position = FIRST_PID + (uint64_t)pid + 1;
	}
	return 0;
}

static const struct inode_ops root_ops = {
	.lookup = lookup_in_root,
	.read_entries = read_root,
};

void procfs_mount(void)
{
	struct inode *root = make(&root_ops, FOLDER_MODE, 0, 0);
	int error = root ? fs_mount_pseudo("/proc", root) : -ENOMEM;

	if (error)
		kprintf("/proc can not be mounted: error %d\n", -error);
}
