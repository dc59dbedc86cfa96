/* Locks taken as they must not be, for LOCKDEP to catch. None of it deadlocks by itself. */
#include <kernel/ktest.h>

#include <arch/irq.h>
#include <kernel/lockdep.h>
#include <kernel/mutex.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <kernel/time.h>

static struct spinlock a = SPINLOCK_INIT, b = SPINLOCK_INIT, c = SPINLOCK_INIT;
static struct mutex m = MUTEX_INIT(m), n = MUTEX_INIT(n);

static __noinline void take_both(struct spinlock *first, struct spinlock *second)
{
	irq_key_t outer = spin_lock(first);
	irq_key_t inner = spin_lock(second);

	spin_unlock(second, inner);
	spin_unlock(first, outer);
}

KTEST_PLANT(plant_circle_of_two)
{
	take_both(&a, &b);
	take_both(&b, &a);
}

KTEST_PLANT(plant_circle_of_three)
{
	take_both(&a, &b);
	take_both(&b, &c);
	take_both(&c, &a);
}

KTEST_PLANT(plant_circle_of_mutexes)
{
	mutex_lock(&m);
	mutex_lock(&n);
	mutex_unlock(&n);
	mutex_unlock(&m);
	mutex_lock(&n);
	mutex_lock(&m);
}

KTEST_PLANT(plant_lock_taken_twice)
{
	irq_key_t key = spin_lock(&a);

	take_both(&a, &b);
	spin_unlock(&a, key);
}

KTEST_PLANT(plant_wait_with_spinlock)
{
	irq_key_t key = spin_lock(&a);

	thread_sleep_until(time_now() + time_from_ns(1000000));
	spin_unlock(&a, key);
}

KTEST_PLANT(plant_interrupts_open)
{
	irq_key_t key;

	lockdep_interrupt_enter();
	key = spin_lock(&c);
	spin_unlock(&c, key);
	lockdep_interrupt_exit();
	spin_acquire(&c);
	spin_release(&c);
}
