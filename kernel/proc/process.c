/*
 * The pool of processes. Slots are found by a search that starts behind the last one taken; pids
 * count up and wrap, leaving out those in use.
 */
#include "process.h"

#include <abi/errno.h>
#include <arch/mmu.h>
#include <arch/trap.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/kmem.h>

/* Objects are at most half a page: what limits NOFILE. */
_Static_assert(sizeof(struct process) <= PAGE_SIZE / 2, "a process is too large for its cache");

struct spinlock tree_lock = SPINLOCK_INIT;

static struct process *pool[CONFIG_NPROC]; /* [tree_lock] */
static unsigned int pool_used;             /* [tree_lock] of it, and further threads */
static unsigned int slot_hint;             /* [tree_lock] */
static int last_pid;                       /* [tree_lock] */
static struct kmem_cache process_cache;

void process_init(void)
{
	aspace_init();
	kmem_cache_init(&process_cache, "process", sizeof(struct process));
}

struct process *process_find(int pid)
{
	for (unsigned int i = 0; i < CONFIG_NPROC; i++)
		if (pool[i] && pool[i]->pid == pid)
			return pool[i];
	return NULL;
}

struct process *process_next(unsigned int *slot)
{
	while (*slot < CONFIG_NPROC) {
		struct process *process = pool[(*slot)++];

		if (process)
			return process;
	}
	return NULL;
}

unsigned int process_count(void)
{
	return pool_used;
}

static bool id_is_used(int id)
{
	return process_find(id) || group_exists(id) ||
	       (IS_ENABLED(CONFIG_THREADS) && task_find(id));
}

/* Pids are unique as long as no more than PID_MAX / 3 processes exist, and far fewer can. */
static int next_pid(void)
{
	static bool wrapped;

	do {
		if (++last_pid >= PID_MAX) {
			last_pid = PID_INIT + 1;
			wrapped = true;
		}
	} while (wrapped && id_is_used(last_pid));
	return last_pid;
}

int process_take_id(void)
{
	if (pool_used >= CONFIG_NPROC)
		return -EAGAIN;
	pool_used++;
	return next_pid();
}

void process_give_id(void)
{
	pool_used--;
}

static bool take_slot(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);
	int pid = process_take_id();

	if (pid > 0) {
		while (pool[slot_hint % CONFIG_NPROC])
			slot_hint++;
		process->slot = slot_hint % CONFIG_NPROC;
		process->pid = pid;
		pool[process->slot] = process;
		tasks_init(process);
	}
	spin_unlock(&tree_lock, key);
	return pid > 0;
}

static void leave_slot(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);

	pool[process->slot] = NULL;
	process_give_id();
	spin_unlock(&tree_lock, key);
}

void process_discard(struct process *process)
{
	leave_slot(process);
	signals_free(process);
	thread_discard(process->thread);
	kmem_free(&process_cache, process);
}

void process_free(struct process *process)
{
	leave_slot(process);
	signals_free(process);
	thread_reap(process->thread);
	if (IS_ENABLED(CONFIG_THREADS))
		thread_reap_orphans();
	kmem_free(&process_cache, process);
}

int process_create(void (*entry)(void *), void *argument, struct process **result)
{
	struct process *process = kmem_alloc_zeroed(&process_cache);

	if (!process)
		return -ENOMEM;
	process->thread = thread_new(process->name, entry, argument, true);
	if (!process->thread) {
		kmem_free(&process_cache, process);
		return -ENOMEM;
	}
	process->thread->process = process;
	process->start_time = time_now();
	list_init(&process->children);
	list_init(&process->sibling);
	waitq_init(&process->child_changes);
	signals_init(process);
	if (!take_slot(process)) {
		thread_discard(process->thread);
		kmem_free(&process_cache, process);
		return -EAGAIN;
	}
	*result = process;
	return 0;
}

void process_enter_user(void *unused)
{
	arch_user_enter();
}

struct aspace *process_set_aspace(struct process *process, struct aspace *aspace)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct aspace *old = process->aspace;

	process->aspace = aspace;
	spin_unlock(&tree_lock, key);
	return old;
}

void process_set_name(struct process *process, const char *path)
{
	const char *slash = strrchr(path, '/');

	strlcpy(process->name, slash ? slash + 1 : path, sizeof(process->name));
}
