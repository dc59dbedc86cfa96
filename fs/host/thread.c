/*
 * Threads, sleeping and time on the host.
 *
 * Each kernel thread is a thread of the host, but only the one whose turn it is runs. When it
 * sleeps it hands the turn to the next runnable one.
 */
#include <host/host.h>
#include <kernel/mutex.h>
#include <kernel/thread.h>
#include <kernel/time.h>

#include <abi/errno.h>
#include <stdio.h>
#include <stdlib.h>

bool (*host_idle)(void);
uint64_t host_wall_ns;
uint32_t host_yield_seed;
uint32_t host_preempt_seed;
irq_state_t host_masked;

static pthread_mutex_t world = PTHREAD_MUTEX_INITIALIZER;
static struct list runnable = LIST_INIT(runnable);
static struct list timers = LIST_INIT(timers);
static struct thread first;
static struct thread *current = &first;
static uint64_t now;

/* The next number of a sequence that `seed` holds the state of. */
static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 28;
}

struct thread *arch_thread_current(void)
{
	return current;
}

void host_start(void)
{
	pthread_mutex_lock(&world);
	pthread_cond_init(&first.arch.turn, NULL);
	list_init(&first.link);
	list_init(&first.timer_link);
	current = &first;
}

static void make_runnable(struct thread *thread)
{
	list_remove(&thread->link);
	list_remove(&thread->timer_link);
	thread->state = THREAD_RUNNABLE;
	list_add_tail(&runnable, &thread->link);
}

/* Let the device finish something, as in an interrupt. */
static bool device_goes_on(void)
{
	irq_state_t masked = host_masked;
	bool did_something;

	host_masked = 1;
	did_something = host_idle != NULL && host_idle();
	host_masked = masked;
	return did_something;
}

/* Nobody can run: let the device finish something, or time pass. */
static void wake_somebody(void)
{
	struct thread *thread, *next = NULL;

	if (device_goes_on())
		return;
	list_for_each(thread, &timers, timer_link) {
		if (next == NULL || thread->deadline < next->deadline)
			next = thread;
	}
	if (next == NULL) {
		fprintf(stderr, "all threads sleep for ever\n");
		abort();
	}
	if (next->deadline > now)
		now = next->deadline;
	next->timed_out = true;
	make_runnable(next);
}

/* Let the next thread run until it is this one's turn again. */
static void give_turn(struct thread *self)
{
	irq_state_t masked = host_masked;

	while (list_empty(&runnable))
		wake_somebody();
	current = list_first(&runnable, struct thread, link);
	list_remove(&current->link);
	if (current == self)
		return;
	pthread_cond_signal(&current->arch.turn);
	while (current != self && self != NULL)
		pthread_cond_wait(&self->arch.turn, &world);
	host_masked = masked;
}

void waitq_init(struct waitq *queue)
{
	list_init(&queue->sleepers);
}

void waitq_sleep_uninterruptible(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	(void)lock;
	(void)key;
	current->state = THREAD_SLEEPING;
	list_add_tail(&queue->sleepers, &current->link);
	give_turn(current);
}

int waitq_sleep(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	waitq_sleep_uninterruptible(queue, lock, key);
	return 0;
}

int waitq_sleep_until(struct waitq *queue, struct spinlock *lock, irq_key_t *key, uint64_t deadline)
{
	struct thread *self = current;

	self->timed_out = false;
	self->deadline = deadline;
	list_add_tail(&timers, &self->timer_link);
	waitq_sleep_uninterruptible(queue, lock, key);
	return self->timed_out ? -ETIMEDOUT : 0;
}

void waitq_wake_one(struct waitq *queue)
{
	if (!list_empty(&queue->sleepers))
		make_runnable(list_first(&queue->sleepers, struct thread, link));
}

void waitq_wake_all(struct waitq *queue)
{
	while (!list_empty(&queue->sleepers))
		waitq_wake_one(queue);
}

void mutex_init(struct mutex *mutex)
{
	mutex->owner = NULL;
	waitq_init(&mutex->waiters);
}

void mutex_lock(struct mutex *mutex)
{
	irq_key_t key = 0;

	if (mutex->owner == current) {
		fprintf(stderr, "a mutex is taken twice\n");
		abort();
	}
	if (host_yield_seed != 0 && chance(&host_yield_seed) < 4)
		thread_yield();
	while (mutex->owner != NULL)
		waitq_sleep_uninterruptible(&mutex->waiters, &mutex->guard, &key);
	mutex->owner = current;
}

void mutex_unlock(struct mutex *mutex)
{
	if (mutex->owner != current) {
		fprintf(stderr, "a mutex is released by another\n");
		abort();
	}
	mutex->owner = NULL;
	waitq_wake_one(&mutex->waiters);
}

static void *thread_main(void *argument)
{
	struct thread *self = argument;

	pthread_mutex_lock(&world);
	while (current != self)
		pthread_cond_wait(&self->arch.turn, &world);
	host_masked = 0;
	self->entry(self->argument);
	give_turn(NULL);
	pthread_mutex_unlock(&world);
	pthread_cond_destroy(&self->arch.turn);
	free(self);
	return NULL;
}

struct thread *thread_create(const char *name, void (*entry)(void *), void *argument)
{
	struct thread *thread = calloc(1, sizeof(*thread));

	if (thread == NULL)
		return NULL;
	thread->name = name;
	thread->entry = entry;
	thread->argument = argument;
	list_init(&thread->link);
	list_init(&thread->timer_link);
	pthread_cond_init(&thread->arch.turn, NULL);
	return thread;
}

void thread_start(struct thread *thread)
{
	pthread_create(&thread->arch.thread, NULL, thread_main, thread);
	pthread_detach(thread->arch.thread);
	make_runnable(thread);
}

void thread_yield(void)
{
	make_runnable(current);
	give_turn(current);
}

void host_preempt(void)
{
	uint32_t choice = chance(&host_preempt_seed);

	if (choice < 2)
		device_goes_on();
	else if (choice < 4)
		thread_yield();
}

uint64_t time_now(void)
{
	return now;
}

uint64_t time_from_ns(uint64_t ns)
{
	return ns;
}

uint64_t time_wall_ns(void)
{
	return host_wall_ns + now;
}
