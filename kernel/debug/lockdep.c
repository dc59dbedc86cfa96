/*
 * LOCKDEP: no deadlock has to happen to be found.
 *
 * Locks of the same kind are a class: a lock in the kernel's image is one of its own; mutexes
 * belong together when the same code initialised them, spinlocks, which zeroed memory initialises,
 * when the same code was the first to take them. When a thread takes a lock while it holds others,
 * the order between their classes is noted for good, with the return addresses of that moment. An
 * order that closes a circle panics, whether or not anybody waits: some day two threads would go
 * round it at once. So do
 *
 *   - taking a lock that one holds,
 *   - taking a spinlock with interrupts open whose class is also taken while serving an interrupt,
 *   - sleeping, or taking a mutex, with a spinlock held or in an interrupt.
 *
 * Several mutexes of one class may be held: which comes first is then up to their owners (inodes:
 * the directory before what it contains).
 *
 * Each thread notes what it holds. sched_lock is taken by one thread and released by another, so it
 * changes hands in lockdep_switch().
 */
#include <kernel/lockdep.h>

#include <arch/irq.h>
#include <arch/trap.h>
#include <kernel/log.h>
#include <kernel/panic_frame.h>
#include <kernel/sched.h>
#include <kernel/thread.h>
#include <lib/bitmap.h>
#include <lib/string.h>

#define CLASSES	    192
#define ORDERS	    1024
#define STACK_DEPTH 8u
#define OWN_DEPTH   10 /* calls in this file, at most */
#define NONE	    UINT16_MAX

struct stack {
	uintptr_t pc[STACK_DEPTH];
	unsigned int depth;
};

/* All guarded by `guard`. */
struct class {
	uintptr_t key; /* address of a lock in the image, or of the code that began with one */
	enum lockdep_kind kind;
	bool in_image; /* the former */
	bool in_interrupt, interrupts_open;
	struct stack interrupt_stack, open_stack;
};

/* Somebody took a lock of class `to` while holding one of class `from`. */
struct order {
	uint16_t from, to;
	uint16_t next; /* of the same `from` */
	struct stack stack;
};

extern char kernel_start[], kernel_end[];

static uint32_t guard; /* a plain word: this lock can not be checked by itself */
static struct class classes[CLASSES];
static unsigned int class_count;
static struct order orders[ORDERS];
static unsigned int order_count;
static uint16_t first_order[CLASSES]; /* plus 1; 0: none */
static uint64_t known[CLASSES][CLASSES / 64];
static bool off; /* a report is being made, or there is no more room */

/* What a report shows, set before panic_with(). */
static struct {
	uint16_t wanted;
	uint16_t way[CLASSES]; /* orders from `wanted` to what is held */
	unsigned int way_length;
} circle;

/* The return addresses from `pc`, which is one of them, outwards: without those of this file. */
static void take_stack(struct stack *stack, uintptr_t pc)
{
	uintptr_t all[STACK_DEPTH + OWN_DEPTH];
	unsigned int count = arch_backtrace((uintptr_t)__builtin_frame_address(0), all,
					    ARRAY_SIZE(all));
	unsigned int first = 0;

	while (first < count && all[first] != pc)
		first++;
	if (first == count)
		first = 0;
	stack->depth = MIN(count - first, STACK_DEPTH);
	memcpy(stack->pc, all + first, stack->depth * sizeof(*all));
}

static void print_stack(const struct stack *stack, void (*print)(const char *format, ...))
{
	for (unsigned int i = 0; i < stack->depth; i++)
		print("    %lx\n", (unsigned long)stack->pc[i]);
}

static void print_class(uint16_t number, void (*print)(const char *format, ...))
{
	const struct class *class = &classes[number];

	print("%s %s %lx", class->kind == LOCKDEP_SPIN ? "spinlock" : "mutex",
	      class->in_image ? "at" : "begun by", (unsigned long)class->key);
}

static void print_held(void (*print)(const char *format, ...))
{
	const struct lockdep_thread *thread = &thread_current()->lockdep;

	for (unsigned int i = 0; i < thread->depth; i++) {
		print("  holds ");
		print_class(thread->held[i].lock->class - 1, print);
		print(", taken at %lx\n", (unsigned long)thread->held[i].pc);
	}
}

static void print_circle(void (*print)(const char *format, ...))
{
	print_held(print);
	print("  wants ");
	print_class(circle.wanted, print);
	print("\n");
	for (unsigned int i = 0; i < circle.way_length; i++) {
		const struct order *order = &orders[circle.way[i]];

		print("  but ");
		print_class(order->to, print);
		print(" was taken with ");
		print_class(order->from, print);
		print(" held, at\n");
		print_stack(&order->stack, print);
	}
}

static const struct class *reported;

static void print_interrupt_use(void (*print)(const char *format, ...))
{
	print("  in an interrupt at\n");
	print_stack(&reported->interrupt_stack, print);
	print("  with interrupts open at\n");
	print_stack(&reported->open_stack, print);
}

static __noreturn void report(const char *what, void (*details)(void (*)(const char *, ...)))
{
	off = true;
	panic_with(what, details);
}

static bool in_image(const struct lockdep_lock *lock)
{
	return (uintptr_t)lock >= (uintptr_t)kernel_start &&
	       (uintptr_t)lock < (uintptr_t)kernel_end;
}

/* The number of the class with this key, which may be a new one; NONE when there is no room. */
static uint16_t find_class(uintptr_t key, enum lockdep_kind kind, bool is_in_image)
{
	for (unsigned int i = 0; i < class_count; i++)
		if (classes[i].key == key)
			return (uint16_t)i;
	if (class_count == CLASSES)
		return NONE;
	classes[class_count] =
		(struct class){ .key = key, .kind = kind, .in_image = is_in_image };
	return (uint16_t)class_count++;
}

static uint16_t class_of(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc)
{
	bool is_in_image = in_image(lock);
	uint16_t number;

	if (lock->class)
		return lock->class - 1;
	number = find_class(is_in_image ? (uintptr_t)lock : pc, kind, is_in_image);
	if (number != NONE)
		lock->class = number + 1;
	return number;
}

/*
 * A way along the orders from class `at` to class `goal`, put into circle.way, whose end says where
 * the search has come to. Depth first; no class is visited twice.
 */
static bool find_way(uint16_t at, uint16_t goal)
{
	uint64_t visited[BITMAP_WORDS(CLASSES)] = { 0 };
	uint16_t i = first_order[at];

	circle.way_length = 0;
	for (;;) {
		while (i && bitmap_test(visited, orders[i - 1].to))
			i = orders[i - 1].next;
		if (!i && circle.way_length == 0)
			return false;
		if (!i) {
			i = orders[circle.way[--circle.way_length]].next;
			continue;
		}
		circle.way[circle.way_length++] = i - 1;
		if (orders[i - 1].to == goal)
			return true;
		bitmap_set(visited, orders[i - 1].to);
		i = first_order[orders[i - 1].to];
	}
}

static void note_order(uint16_t from, uint16_t to, uintptr_t pc)
{
	struct order *order = &orders[order_count];

	if (order_count == ORDERS)
		return;
	bitmap_set(known[from], to);
	order->from = from;
	order->to = to;
	order->next = first_order[from];
	take_stack(&order->stack, pc);
	first_order[from] = (uint16_t)++order_count;
}

static void check_order(uint16_t from, uint16_t to, uintptr_t pc)
{
	if (from == to) {
		if (classes[to].kind == LOCKDEP_SPIN)
			report("LOCKDEP: two spinlocks of one class", print_held);
		return;
	}
	if (bitmap_test(known[from], to))
		return;
	circle.wanted = to;
	if (find_way(to, from))
		report("LOCKDEP: locks taken in a circle", print_circle);
	note_order(from, to, pc);
}

/* A class must not be both: the interrupt could come while its own hart holds the lock. */
static void check_interrupts(struct class *class, const struct lockdep_thread *thread, bool open,
			     uintptr_t pc)
{
	if (thread->interrupts > 0 && !class->in_interrupt) {
		class->in_interrupt = true;
		take_stack(&class->interrupt_stack, pc);
	}
	if (open && !class->interrupts_open) {
		class->interrupts_open = true;
		take_stack(&class->open_stack, pc);
	}
	reported = class;
	if (class->in_interrupt && class->interrupts_open)
		report("LOCKDEP: a spinlock of interrupts taken with interrupts open",
		       print_interrupt_use);
}

static void check_held(const struct lockdep_thread *thread, const struct lockdep_lock *lock,
		       uint16_t class, uintptr_t pc)
{
	for (unsigned int i = 0; i < thread->depth; i++) {
		if (thread->held[i].lock == lock)
			report("LOCKDEP: a lock is taken twice", print_held);
		check_order(thread->held[i].lock->class - 1, class, pc);
	}
}

static void push(struct lockdep_thread *thread, const struct lockdep_held *held)
{
	if (thread->depth == LOCKDEP_DEPTH)
		report("LOCKDEP: too many locks are held", print_held);
	thread->held[thread->depth++] = *held;
}

/*
 * Check and note. A mutex that was free when it was tried can not have deadlocked. `open`:
 * interrupts were, before all this began.
 */
static void acquire(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc, bool open)
{
	struct lockdep_thread *thread = &thread_current()->lockdep;
	uint16_t class = class_of(lock, kind, pc);

	if (class == NONE) {
		off = true;
		return;
	}
	if (kind == LOCKDEP_SPIN)
		check_interrupts(&classes[class], thread, open, pc);
	if (kind != LOCKDEP_TRY)
		check_held(thread, lock, class, pc);
	push(thread, &(struct lockdep_held){ lock, pc, kind });
}

void lockdep_init(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc)
{
	irq_state_t state = arch_irq_save();

	spin_word_acquire(&guard);
	class_of(lock, kind, pc);
	spin_word_release(&guard);
	arch_irq_restore(state);
}

void lockdep_acquire(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc)
{
	bool open = arch_irq_enabled();
	irq_state_t state;

	if (off)
		return;
	state = arch_irq_save();
	spin_word_acquire(&guard);
	acquire(lock, kind, pc, open);
	spin_word_release(&guard);
	arch_irq_restore(state);
}

void lockdep_spin_acquire(struct lockdep_lock *lock)
{
	lockdep_acquire(lock, LOCKDEP_SPIN, (uintptr_t)__builtin_return_address(0));
}

static int find_held(const struct lockdep_thread *thread, const struct lockdep_lock *lock)
{
	for (unsigned int i = thread->depth; i-- > 0;)
		if (thread->held[i].lock == lock)
			return (int)i;
	return -1;
}

static void remove_held(struct lockdep_thread *thread, unsigned int index)
{
	thread->depth--;
	for (; index < thread->depth; index++)
		thread->held[index] = thread->held[index + 1];
}

void lockdep_release(struct lockdep_lock *lock)
{
	irq_state_t state = arch_irq_save();
	struct lockdep_thread *thread = &thread_current()->lockdep;
	int index = find_held(thread, lock);

	if (index >= 0)
		remove_held(thread, (unsigned int)index);
	else if (!off)
		report("LOCKDEP: a lock is released by who does not hold it", print_held);
	arch_irq_restore(state);
}

void lockdep_may_sleep(const struct lockdep_lock *except)
{
	const struct lockdep_thread *thread = &thread_current()->lockdep;

	if (off)
		return;
	if (thread->interrupts > 0)
		report("LOCKDEP: a wait in an interrupt", print_held);
	for (unsigned int i = 0; i < thread->depth; i++)
		if (thread->held[i].kind == LOCKDEP_SPIN && thread->held[i].lock != except)
			report("LOCKDEP: a wait with a spinlock held", print_held);
}

void lockdep_switch(struct thread *previous, struct thread *next)
{
	int index = find_held(&previous->lockdep, &sched_lock.dep);

	if (index < 0)
		return;
	push(&next->lockdep, &previous->lockdep.held[index]);
	remove_held(&previous->lockdep, (unsigned int)index);
}

void lockdep_interrupt_enter(void)
{
	thread_current()->lockdep.interrupts++;
}

void lockdep_interrupt_exit(void)
{
	thread_current()->lockdep.interrupts--;
}
