#include <abi/errno.h>
#include <kernel/sched.h>
#include <kernel/waitq.h>

void waitq_init(struct waitq *queue)
{
	list_init(&queue->sleepers);
}

enum place {
	PLACE_FIRST,
	PLACE_LAST,
};

/* Put the running thread on `queue`. sched_lock is held. */
static void join_queue(struct waitq *queue, enum place place, bool interruptible, uint64_t deadline)
{
	struct thread *thread = thread_current();

	thread->state = THREAD_SLEEPING;
	thread->interruptible = interruptible;
	thread->queue = queue;
	list_insert_after(place == PLACE_FIRST ? &queue->sleepers : queue->sleepers.prev,
			  &thread->link);
	if (deadline != UINT64_MAX)
		timer_insert(thread, deadline);
}

/*
 * Fall asleep on `queue`. The caller's lock is let go only when the thread is on the queue: a
 * waker, who has that lock when it looks whether there is anybody, finds it there or comes before
 * the caller's look at the condition. It then waits for sched_lock until the thread has left its
 * hart.
 */
static void fall_asleep(struct waitq *queue, enum place place, struct spinlock *lock,
			bool interruptible, uint64_t deadline)
{
	struct thread *thread = thread_current();
	bool stays;

	lockdep_may_sleep(&lock->dep);
	spin_acquire(&sched_lock);
	thread->timed_out = false;
	stays = interruptible && thread->pending & THREAD_INTERRUPTED;
	if (!stays)
		join_queue(queue, place, interruptible, deadline);
	spin_release(lock);
	if (!stays)
		sched_switch();
	spin_release(&sched_lock);
}

/* The caller masked interrupts with `lock`; they stay masked all the way. */
int waitq_sleep_until(struct waitq *queue, struct spinlock *lock, irq_key_t *key, uint64_t deadline)
{
	fall_asleep(queue, PLACE_LAST, lock, true, deadline);
	spin_acquire(lock);
	if (thread_current()->pending & THREAD_INTERRUPTED)
		return -EINTR;
	return thread_current()->timed_out ? -ETIMEDOUT : 0;
}

int waitq_sleep(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	return waitq_sleep_until(queue, lock, key, UINT64_MAX);
}

void waitq_sleep_uninterruptible(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	fall_asleep(queue, PLACE_LAST, lock, false, UINT64_MAX);
	spin_acquire(lock);
}

void waitq_sleep_first(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	fall_asleep(queue, PLACE_FIRST, lock, false, UINT64_MAX);
	spin_acquire(lock);
}

struct thread *waitq_first(struct waitq *queue)
{
	return list_first(&queue->sleepers, struct thread, link);
}

static void wake_first(struct waitq *queue, void (*wake)(struct thread *thread))
{
	struct thread *thread = list_first(&queue->sleepers, struct thread, link);

	list_remove(&thread->link);
	wake(thread);
}

void waitq_wake_one(struct waitq *queue)
{
	irq_key_t key;

	if (list_empty(&queue->sleepers))
		return;
	key = spin_lock(&sched_lock);
	if (!list_empty(&queue->sleepers))
		wake_first(queue, sched_wake);
	spin_unlock(&sched_lock, key);
}

static void wake_all(struct waitq *queue, void (*wake)(struct thread *thread))
{
	irq_key_t key;

	if (list_empty(&queue->sleepers))
		return;
	key = spin_lock(&sched_lock);
	while (!list_empty(&queue->sleepers))
		wake_first(queue, wake);
	spin_unlock(&sched_lock, key);
}

void waitq_wake_all(struct waitq *queue)
{
	wake_all(queue, sched_wake);
}

void waitq_wake_all_here(struct waitq *queue)
{
	wake_all(queue, sched_enqueue);
}
