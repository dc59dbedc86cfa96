/*
 * Stage 3: two kernel threads and a program take turns, none of them willing to stop; then a
 * program tries to get into the kernel.
 *
 * A thread sees that it has been away by its own run time, which is added up when a hart leaves it.
 * Where the program's counter has moved meanwhile, the program has had a turn.
 */
#include "../proc/linked.h"
#include "../proc/process.h"
#include "show.h"

#include <abi/errno.h>
#include <arch/trap.h>
#include <kernel/log.h>
#include <kernel/once.h>
#include <kernel/time.h>
#include <kernel/waitq.h>
#include <mm/aspace.h>

#define TURNS 24

extern const char linked_count[], linked_trespass[], kernel_start[];

struct worker {
	char letter;
	uint64_t rounds;   /* its own */
	uint64_t run_time; /* its own: the thread's, when it looked last */
};

static struct worker workers[] = {
	{ .letter = 'a', .run_time = UINT64_MAX },
	{ .letter = 'b', .run_time = UINT64_MAX },
};

static struct process *program;
static struct once begun;
static unsigned int beginnings;

/* All under `lock`, which is taken before the scheduler's. */
static struct {
	struct spinlock lock;
	char turns[TURNS + 2];
	unsigned int count;
	uint64_t program_counter; /* as it was when somebody looked last */
	unsigned int working;     /* threads that have not ended */
	struct waitq ended;
} state = { .working = ARRAY_SIZE(workers), .ended = WAITQ_INIT(state.ended) };

/* What the program has counted, read in the page where it counts. */
static uint64_t program_counter(void)
{
	const volatile uint64_t *counter =
		aspace_translate(program->aspace, linked_data(linked_count), ACCESS_READ);

	return counter ? *counter : 0;
}

static void begin(void)
{
	beginnings++;
}

/* A worker has its turn, and before it perhaps the program had one. Returns whether to go on. */
static bool note_turn(const struct worker *worker)
{
	irq_key_t key = spin_lock(&state.lock);
	uint64_t counter = program_counter();
	bool go_on = state.count < TURNS;

	if (go_on && counter != state.program_counter)
		state.turns[state.count++] = 'p';
	if (go_on)
		state.turns[state.count++] = worker->letter;
	state.program_counter = counter;
	spin_unlock(&state.lock, key);
	return go_on;
}

static bool was_away(struct worker *worker)
{
	uint64_t run_time = *(volatile uint64_t *)&thread_current()->run_time;
	bool away = run_time != worker->run_time;

	worker->run_time = run_time;
	return away;
}

static void work(void *argument)
{
	struct worker *worker = argument;
	irq_key_t key;

	once_run(&begun, begin);
	do
		worker->rounds++;
	while (!was_away(worker) || note_turn(worker));
	key = spin_lock(&state.lock);
	state.working--;
	waitq_wake_all(&state.ended);
	spin_unlock(&state.lock, key);
}

static void start_worker(struct worker *worker)
{
	struct thread *thread = thread_create("worker", work, worker);

	if (!thread)
		show_fail("no memory", -ENOMEM);
	thread_start(thread);
}

static struct process *create(const void *image, const char *name)
{
	struct process *process;

	if (linked_create(image, name, &process) < 0)
		show_fail("no memory", -ENOMEM);
	return process;
}

static unsigned long ms_since(uint64_t start)
{
	return (unsigned long)((time_now() - start) * 1000 / time_frequency());
}

static void show_turns(void)
{
	uint64_t start = time_now();
	irq_key_t key;

	program = create(linked_count, "count");
	thread_start(program->thread);
	for (size_t i = 0; i < ARRAY_SIZE(workers); i++)
		start_worker(&workers[i]);
	key = spin_lock(&state.lock);
	while (state.working > 0)
		waitq_sleep_uninterruptible(&state.ended, &state.lock, &key);
	spin_unlock(&state.lock, key);
	kprintf("turns of threads a and b and program p: %s\n", state.turns);
	kprintf("rounds: %lu of a, %lu of b; the program has counted to %lu; in %lu ms\n",
		(unsigned long)workers[0].rounds, (unsigned long)workers[1].rounds,
		(unsigned long)program_counter(), ms_since(start));
	kprintf("once: 2 threads wanted a beginning, %u was made\n", beginnings);
}

/* Wait for the end of a process that has no parent. Returns its status. */
static int await_end(struct process *process)
{
	enum process_state now;
	int status;

	do {
		irq_key_t key = spin_lock(&tree_lock);

		now = process->state;
		spin_unlock(&tree_lock, key);
		thread_sleep_until(time_now() + time_frequency() / 100);
	} while (now != PROCESS_ZOMBIE);
	status = process->status;
	process_free(process);
	return status;
}

/* An odd address is loaded from, an even one jumped to. */
static void show_trespass(const char *what, uintptr_t address)
{
	struct process *process = create(linked_trespass, "trespass");

	arch_frame_set_result(arch_thread_frame(&process->thread->arch), (long)address);
	thread_start(process->thread);
	kprintf("trespass: a program that %s %lx in the kernel has died of signal %d\n", what,
		(unsigned long)address, await_end(process));
}

static void show(void *unused)
{
	boot_summary();
	show_turns();
	show_trespass("jumps to", (uintptr_t)kernel_start);
	show_trespass("loads from", (uintptr_t)kernel_start + 1);
	show_end();
}

void show_start(void)
{
	show_in_thread(show);
}
