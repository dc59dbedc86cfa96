/*
 * A process's descriptors and working directory; nothing without FILE_CALLS.
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/types.h>

struct file;
struct inode;

#ifdef CONFIG_FILE_CALLS
struct process_files {
#ifdef CONFIG_THREADS
	struct spinlock lock; /* of all that is here */
#endif
	struct file *table[CONFIG_NOFILE];
	uint64_t close_on_exec[(CONFIG_NOFILE + 63) / 64];
	struct inode *directory; /* the working directory */
};

#ifdef CONFIG_THREADS
static inline irq_key_t files_lock(struct process_files *files)
{
	return spin_lock(&files->lock);
}

static inline void files_unlock(struct process_files *files, irq_key_t key)
{
	spin_unlock(&files->lock, key);
}

static inline void files_lock_init(struct process_files *files)
{
	files->lock = (struct spinlock)SPINLOCK_INIT;
}
#else
/* One thread has nobody to lock out. */
static inline irq_key_t files_lock(struct process_files *files)
{
	return 0;
}

static inline void files_unlock(struct process_files *files, irq_key_t key)
{
}

static inline void files_lock_init(struct process_files *files)
{
}
#endif

/* files_fork - give `child` the same open files and directory. */
void files_fork(struct process_files *child, struct process_files *parent);

/* files_exec - close what is marked so. May sleep. */
void files_exec(struct process_files *files);

/* files_release - close everything. May sleep. */
void files_release(struct process_files *files);

/*
 * files_start - the first process: the root directory and, unless it is /init and can open
 * /dev/console itself (CHARDEV_NODES), the console as 0, 1 and 2.
 */
void files_start(struct process_files *files);
#else
struct process_files {
};

static inline void files_fork(struct process_files *child, struct process_files *parent)
{
}

static inline void files_exec(struct process_files *files)
{
}

static inline void files_release(struct process_files *files)
{
}

static inline void files_start(struct process_files *files)
{
}
#endif
