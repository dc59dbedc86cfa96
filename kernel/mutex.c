/*
 * Sleeping locks. mutex_unlock() wakes the first waiter; whoever comes first then takes the mutex,
 * and a waiter that came too late waits again.
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

void mutex_lock(struct mutex *mutex)
{
	struct thread *self = thread_current();
	irq_key_t key;

	lockdep_may_sleep(NULL);
	lockdep_acquire(&mutex->dep, LOCKDEP_MUTEX, (uintptr_t)__builtin_return_address(0));
	key = spin_lock(&mutex->guard);
	ASSERT(mutex->owner != self);
	while (mutex->owner)
		waitq_sleep_uninterruptible(&mutex->waiters, &mutex->guard, &key);
	mutex->owner = self;
	spin_unlock(&mutex->guard, key);
}

void mutex_unlock(struct mutex *mutex)
{
	irq_key_t key;

	lockdep_release(&mutex->dep);
	key = spin_lock(&mutex->guard);
	ASSERT(mutex->owner == thread_current());
	mutex->owner = NULL;
	waitq_wake_one(&mutex->waiters);
	spin_unlock(&mutex->guard, key);
}

bool mutex_is_mine(const struct mutex *mutex)
{
	return mutex->owner == thread_current();
}
