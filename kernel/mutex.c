/*
 * Sleeping locks. mutex_unlock() frees the mutex and wakes the first waiter; whoever comes first
 * then takes it, so that a thread which goes on need not leave its hart for its next turn. A waiter
 * that came too late waits again, before all others, and mutex_unlock() gives the mutex to it. So
 * nobody waits for ever: only those that were woken before that can still come first.
 */
#include <kernel/log.h>
#include <kernel/mutex.h>
#include <kernel/thread.h>

void mutex_init(struct mutex *mutex)
{
	*mutex = (struct mutex){};
	waitq_init(&mutex->waiters);
	lockdep_init(&mutex->dep, LOCKDEP_MUTEX, (uintptr_t)__builtin_return_address(0));
}

bool mutex_trylock(struct mutex *mutex)
{
	irq_key_t key = spin_lock(&mutex->guard);
	bool taken = !mutex->owner;

	if (taken)
		mutex->owner = thread_current();
	spin_unlock(&mutex->guard, key);
	if (taken)
		lockdep_acquire(&mutex->dep, LOCKDEP_TRY, (uintptr_t)__builtin_return_address(0));
	return taken;
}

/* Another has the mutex: wait until it is the calling thread's. The guard is held. */
static void wait_for(struct mutex *mutex, irq_key_t *key)
{
	struct thread *self = thread_current();

	waitq_sleep_uninterruptible(&mutex->waiters, &mutex->guard, key);
	if (!mutex->owner) {
		mutex->owner = self;
		return;
	}
	self->overtaken = true;
	waitq_sleep_first(&mutex->waiters, &mutex->guard, key);
	self->overtaken = false;
	ASSERT(mutex->owner == self);
}

void mutex_lock(struct mutex *mutex)
{
	struct thread *self = thread_current();
	irq_key_t key;

	lockdep_may_sleep(NULL);
	lockdep_acquire(&mutex->dep, LOCKDEP_MUTEX, (uintptr_t)__builtin_return_address(0));
	key = spin_lock(&mutex->guard);
	ASSERT(mutex->owner != self);
	if (mutex->owner)
		wait_for(mutex, &key);
	else
		mutex->owner = self;
	spin_unlock(&mutex->guard, key);
}

/* Somebody waits. The guard is held. */
static void pass_on(struct mutex *mutex)
{
	struct thread *next = waitq_first(&mutex->waiters);

	mutex->owner = next->overtaken ? next : NULL;
	waitq_wake_one(&mutex->waiters);
}

void mutex_unlock(struct mutex *mutex)
{
	irq_key_t key;

	lockdep_release(&mutex->dep);
	key = spin_lock(&mutex->guard);
	ASSERT(mutex->owner == thread_current());
	if (waitq_is_empty(&mutex->waiters))
		mutex->owner = NULL;
	else
		pass_on(mutex);
	spin_unlock(&mutex->guard, key);
}

bool mutex_is_mine(const struct mutex *mutex)
{
	return mutex->owner == thread_current();
}
