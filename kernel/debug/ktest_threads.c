/* Threads on all harts: turns, sleeps, wake-ups, mutual exclusion. */
#include <kernel/ktest.h>

#include <abi/errno.h>
#include <kernel/cpu.h>
#include <kernel/mutex.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/waitq.h>

#define THREADS 6
#define ROUNDS  200

static struct mutex mutex = MUTEX_INIT(mutex);
static struct spinlock lock = SPINLOCK_INIT;
static unsigned int counter; /* [lock] or [mutex] */

/* An increment with a gap in it, in which somebody else would come if anybody could. */
static void increment_slowly(void)
{
	unsigned int value = *(volatile unsigned int *)&counter;

	for (volatile unsigned int i = 0; i < 50; i++)
		;
	*(volatile unsigned int *)&counter = value + 1;
}

static void count_under_spinlock(unsigned int number)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		irq_key_t key = spin_lock(&lock);

		increment_slowly();
		spin_unlock(&lock, key);
	}
}

KTEST(spinlocks_exclude)
{
	counter = 0;
	ktest_parallel(THREADS, count_under_spinlock);
	KTEST_EXPECT(counter == THREADS * ROUNDS);
}

static void count_under_mutex(unsigned int number)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		mutex_lock(&mutex);
		increment_slowly();
		if (i % 16 == 0)
			thread_yield();
		KTEST_EXPECT(mutex_is_mine(&mutex));
		mutex_unlock(&mutex);
	}
}

KTEST(mutexes_exclude_over_switches)
{
	counter = 0;
	ktest_parallel(THREADS, count_under_mutex);
	KTEST_EXPECT(counter == THREADS * ROUNDS);
}

static bool waiter_had_it; /* [mutex] */

/* Hold it over sleeps, as for a disk, and take it again at once; or ask for it just once. */
static void take_it_all_the_time_or_once(unsigned int number)
{
	for (unsigned int i = 0; i < ROUNDS && !waiter_had_it; i++) {
		mutex_lock(&mutex);
		if (number == 0)
			thread_sleep_until(time_now() + time_from_ns(1000000));
		else
			waiter_had_it = true;
		mutex_unlock(&mutex);
		KTEST_EXPECT(i < ROUNDS - 1);
	}
}

KTEST(who_waits_for_a_mutex_gets_it)
{
	waiter_had_it = false;
	ktest_parallel(2, take_it_all_the_time_or_once);
}

static struct waitq turns = WAITQ_INIT(turns);
static unsigned int turn; /* [lock] */

/* Each waits until it is its number's turn: a lost wake-up would let all of them sleep for ever. */
static void pass_the_turn_on(unsigned int number)
{
	irq_key_t key = spin_lock(&lock);

	for (unsigned int i = 0; i < ROUNDS; i++) {
		while (turn % THREADS != number)
			waitq_sleep_uninterruptible(&turns, &lock, &key);
		turn++;
		waitq_wake_all(&turns);
	}
	spin_unlock(&lock, key);
}

KTEST(no_wake_up_is_lost)
{
	turn = 0;
	ktest_parallel(THREADS, pass_the_turn_on);
	KTEST_EXPECT(turn == THREADS * ROUNDS);
}

static void sleep_for(unsigned int number)
{
	uint64_t begin = time_now();
	uint64_t length = time_from_ns((number + 1) * 2000000ull);

	KTEST_EXPECT(thread_sleep_until(begin + length) == 0);
	KTEST_EXPECT(time_now() - begin >= length);
}

KTEST(nobody_wakes_too_early)
{
	ktest_parallel(THREADS, sleep_for);
}

KTEST(a_wait_ends_at_its_deadline)
{
	struct waitq nobody = WAITQ_INIT(nobody);
	uint64_t deadline = time_now() + time_from_ns(3000000);
	irq_key_t key = spin_lock(&lock);

	KTEST_EXPECT(waitq_sleep_until(&nobody, &lock, &key, deadline) == -ETIMEDOUT);
	spin_unlock(&lock, key);
	KTEST_EXPECT(time_now() >= deadline);
}

static unsigned int spins[2]; /* of each thread */

static void spin(unsigned int number)
{
	uint64_t end = time_now() + time_from_ns(200000000);

	while (time_now() < end && !(spins[0] > 100 && spins[1] > 100))
		__atomic_store_n(&spins[number], spins[number] + 1, __ATOMIC_RELAXED);
}

/* Neither gives way by itself: with one hart the timer has to take it from them. */
KTEST(threads_that_never_wait_take_turns)
{
	spins[0] = spins[1] = 0;
	ktest_parallel(2, spin);
	KTEST_EXPECT(spins[0] > 100 && spins[1] > 100);
}

#define BOUND 8u

static unsigned int last_bound;   /* whose the last turn on the first hart was */
static unsigned int bound_turns;  /* how many there were */
static unsigned int turns_before; /* the free one ran elsewhere; UINT32_MAX: it does not yet */

static void spin_on_the_first_hart(unsigned int number)
{
	while (__atomic_load_n(&turns_before, __ATOMIC_RELAXED) == UINT32_MAX) {
		if (last_bound == number)
			continue;
		last_bound = number;
		__atomic_fetch_add(&bound_turns, 1, __ATOMIC_RELAXED);
	}
}

/* The last to begin may leave the hart, and gives way to the others, which may not. */
static void leave_the_first_hart(unsigned int number)
{
	unsigned int begin;

	if (number < BOUND) {
		spin_on_the_first_hart(number);
		return;
	}
	thread_bind(thread_current(), UINT64_MAX);
	begin = __atomic_load_n(&bound_turns, __ATOMIC_RELAXED);
	while (*(struct cpu *volatile *)&thread_current()->cpu == &cpus[0])
		thread_yield();
	begin = __atomic_load_n(&bound_turns, __ATOMIC_RELAXED) - begin;
	__atomic_store_n(&turns_before, begin, __ATOMIC_RELAXED);
}

/* It need not come to be the first of those that wait. An interrupt may be late, but not always. */
KTEST(an_idle_hart_takes_whom_it_may_run)
{
	unsigned int best = UINT32_MAX;

	if (!IS_ENABLED(CONFIG_SCHED_SMP) || cpu_online_count() == 1)
		return;
	thread_bind(thread_current(), 1);
	for (unsigned int i = 0; i < 10 && best > BOUND / 2; i++) {
		turns_before = UINT32_MAX;
		ktest_parallel(BOUND + 1, leave_the_first_hart);
		best = MIN(best, turns_before);
	}
	thread_bind(thread_current(), UINT64_MAX);
	KTEST_EXPECT(best <= BOUND / 2);
}

#define SLEEPERS 16u
#define SLEEPS	 30u

static unsigned int woken; /* how often a hart but the first was during the sleeps of one thread */

/* What the harts but the first have idled, as they note it when an interrupt ends a wait. */
static uint64_t idle_time_elsewhere(void)
{
	uint64_t sum = 0;

	for (unsigned int i = 1; i < CONFIG_NR_HARTS; i++)
		sum += *(volatile uint64_t *)&cpus[i].idle_time;
	return sum;
}

/* Sleep again and again on the first hart, one a little after the other; or try out another. */
static void sleep_by_turns_or_go_elsewhere(unsigned int number)
{
	if (number == SLEEPERS) {
		thread_bind(thread_current(), UINT64_MAX - 1);
		thread_yield();
		return;
	}
	thread_sleep_until(time_now() + time_from_ns(number * 1000000ull));
	for (unsigned int i = 0; i < SLEEPS; i++) {
		uint64_t before = idle_time_elsewhere();

		thread_sleep_until(time_now() + time_from_ns(SLEEPERS * 1000000ull));
		woken += number == 0 && idle_time_elsewhere() != before;
	}
}

/* A deadline is one hart's affair, though another began to idle when there were some. */
KTEST(who_idles_is_not_woken_for_others)
{
	woken = 0;
	thread_bind(thread_current(), 1);
	ktest_parallel(SLEEPERS + 1, sleep_by_turns_or_go_elsewhere);
	thread_bind(thread_current(), UINT64_MAX);
	KTEST_EXPECT(woken <= SLEEPS / 2);
}
