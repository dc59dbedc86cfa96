/*
 * Running the tests that are linked in, and telling of them in TAP version 13.
 */
#include <kernel/ktest.h>

#include <kernel/command_line.h>
#include <kernel/log.h>
#include <kernel/power.h>
#include <kernel/thread.h>
#include <kernel/waitq.h>
#include <lib/string.h>

extern const struct ktest ktests_start[], ktests_end[];

static const char *wanted; /* a name, or NULL for all that are not planted */
static size_t wanted_length;
static bool failed; /* the running test */

void ktest_fail(const char *file, unsigned int line, const char *condition)
{
	kprintf("# %s:%u: expected %s\n", file, line, condition);
	__atomic_store_n(&failed, true, __ATOMIC_RELAXED);
}

static bool is_wanted(const struct ktest *test)
{
	if (!wanted)
		return !test->planted;
	return strlen(test->name) == wanted_length &&
	       strncmp(test->name, wanted, wanted_length) == 0;
}

static unsigned int count_wanted(void)
{
	unsigned int count = 0;

	for (const struct ktest *test = ktests_start; test < ktests_end; test++)
		count += is_wanted(test);
	return count;
}

static bool run_one(const struct ktest *test, unsigned int number)
{
	__atomic_store_n(&failed, false, __ATOMIC_RELAXED);
	test->run();
	kprintf("%sok %u - %s\n", failed ? "not " : "", number, test->name);
	return !failed;
}

/* For the test of these tests. */
KTEST_PLANT(plant_failure)
{
	KTEST_EXPECT(1 + 1 == 3);
}

static void fault(void (*print)(const char *format, ...))
{
	const char *volatile nowhere = NULL;

	print("reads %d\n", *nowhere);
}

/* Telling of a panic goes wrong: the machine is to end all the same. */
KTEST_PLANT(plant_panic_in_panic)
{
	panic_with("planted", fault);
}

static void run_wanted(void *unused)
{
	unsigned int number = 0, good = 0, count = count_wanted();

	kprintf("TAP version 13\n1..%u\n", count);
	for (const struct ktest *test = ktests_start; test < ktests_end; test++)
		if (is_wanted(test))
			good += run_one(test, ++number);
	if (count == 0)
		kprintf("Bail out! There is no such test.\n");
	power_off(good != count || count == 0);
}

bool ktest_start(void)
{
	struct thread *thread;

	wanted = command_line_value("ktest", &wanted_length);
	if (!wanted && !command_line_has("ktest"))
		return false;
	thread = thread_create("ktest", run_wanted, NULL);
	if (!thread)
		panic("no memory for the thread of the tests");
	thread_start(thread);
	return true;
}

/* What the threads of ktest_parallel() share. */
struct party {
	struct spinlock lock;
	struct waitq done;
	void (*body)(unsigned int number);
	unsigned int next;    /* [lock] number of the next thread to begin */
	unsigned int running; /* [lock] */
};

static void take_part(void *context)
{
	struct party *party = context;
	irq_key_t key = spin_lock(&party->lock);
	unsigned int number = party->next++;

	spin_unlock(&party->lock, key);
	party->body(number);
	key = spin_lock(&party->lock);
	party->running--;
	waitq_wake_all(&party->done);
	spin_unlock(&party->lock, key);
}

static void start_all(struct party *party, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		struct thread *thread = thread_create("ktest", take_part, party);

		if (!thread)
			panic("no memory for a thread of a test");
		thread_start(thread);
	}
}

void ktest_parallel(unsigned int count, void (*body)(unsigned int number))
{
	struct party party = { .body = body, .running = count };
	irq_key_t key;

	waitq_init(&party.done);
	start_all(&party, count);
	key = spin_lock(&party.lock);
	while (party.running > 0)
		waitq_sleep_uninterruptible(&party.done, &party.lock, &key);
	spin_unlock(&party.lock, key);
}
