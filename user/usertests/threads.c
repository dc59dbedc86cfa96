/* Threads: beginning and ending, what they share, and waiting for each other. */
#include "threads.h"

#define THREADS 12

static struct thread threads[THREADS];
static volatile int counter, word, go, never;
static volatile int *volatile nowhere = (volatile int *)8;

struct seen {
	int pid, tid;
	uintptr_t pointer;
};

static int look(void *argument)
{
	struct seen *seen = argument;

	seen->pid = getpid();
	seen->tid = thread_id();
	seen->pointer = thread_register();
	return 0;
}

static void a_thread_is_one_of_its_process(void)
{
	uintptr_t mine = thread_register();
	struct seen seen = { 0 };

	thread_start(&threads[0], look, &seen);
	thread_join(&threads[0]);
	EXPECT_VALUE(seen.pid, getpid());
	EXPECT_VALUE(seen.tid, threads[0].number);
	EXPECT(seen.tid != getpid() && seen.tid > 0);
	EXPECT(seen.pointer == (uintptr_t)&threads[0].pointer);
	EXPECT(thread_register() == mine);
	EXPECT_VALUE(thread_id(), getpid());
}

static int count(void *argument)
{
	add(&counter, 1);
	return 0;
}

static void threads_come_and_go(void)
{
	for (int i = 0; i < 300; i++) {
		thread_start(&threads[i % THREADS], count, NULL);
		thread_join(&threads[i % THREADS]);
	}
	EXPECT_VALUE(counter, 300);
}

static int count_when_told(void *argument)
{
	while (!go)
		futex(&go, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	for (int i = 0; i < 1000; i++)
		add(&counter, 1);
	return 0;
}

static void start_all(int (*run)(void *))
{
	for (int i = 0; i < THREADS; i++)
		thread_start(&threads[i], run, &threads[i]);
}

static void join_all(void)
{
	for (int i = 0; i < THREADS; i++)
		thread_join(&threads[i]);
}

static void many_threads_share_memory(void)
{
	for (int round = 0; round < 10; round++) {
		counter = go = 0;
		start_all(count_when_told);
		for (int i = 1; i < THREADS; i++)
			EXPECT(threads[i].number != threads[i - 1].number);
		go = 1;
		EXPECT(futex(&go, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0) <= THREADS);
		join_all();
		EXPECT_VALUE(counter, THREADS * 1000);
	}
}

static void other_ways_to_clone_are_refused(void)
{
	static const unsigned long wrong[] = {
		CLONE_THREAD,
		CLONE_VM | CLONE_THREAD,
		CLONE_VM | CLONE_SIGHAND | CLONE_THREAD,
		CLONE_SIGHAND | CLONE_FS | CLONE_FILES | CLONE_THREAD,
		CLONE_SIGHAND,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		EXPECT_VALUE(thread_begin(wrong[i], threads[0].stack + THREAD_STACK, NULL, NULL,
					  NULL, count, NULL),
			     -EINVAL);
	EXPECT_VALUE(counter, 0);
}

/* A lock as C libraries make it: 0 free, 1 taken, 2 somebody waits. */
static void lock(volatile int *mutex)
{
	int state = 0;

	if (__atomic_compare_exchange_n(mutex, &state, 1, false, __ATOMIC_ACQUIRE,
					__ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(mutex, 2, __ATOMIC_ACQUIRE) != 0)
		futex(mutex, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
}

static void unlock(volatile int *mutex)
{
	if (__atomic_exchange_n(mutex, 0, __ATOMIC_RELEASE) == 2)
		futex(mutex, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static int count_under_lock(void *argument)
{
	for (int i = 0; i < 2000; i++) {
		lock(&word);
		counter = counter + 1;
		unlock(&word);
	}
	return 0;
}

static void a_lock_made_of_futexes_holds(void)
{
	start_all(count_under_lock);
	join_all();
	EXPECT_VALUE(counter, THREADS * 2000);
}

static int take_turns(void *argument)
{
	int mine = (int)((struct thread *)argument - threads);
	int now;

	while ((now = word) < 300 * 4) {
		if (now % 4 == mine) {
			word = now + 1;
			futex(&word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
		} else {
			futex(&word, FUTEX_WAIT_PRIVATE, (unsigned int)now, NULL, NULL, 0);
		}
	}
	return 0;
}

static void threads_take_turns(void)
{
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], take_turns, &threads[i]);
	for (int i = 0; i < 4; i++)
		thread_join(&threads[i]);
	EXPECT_VALUE(word, 300 * 4);
}

static void futex_refuses_what_is_wrong(void)
{
	static const struct timespec bad = { .tv_nsec = 1000000000 };
	char *pages = fresh_pages(1);

	EXPECT_VALUE(futex(&word, FUTEX_WAIT, 1, NULL, NULL, 0), -EAGAIN);
	EXPECT_VALUE(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	EXPECT_VALUE(futex((char *)&word + 1, FUTEX_WAIT, 0, NULL, NULL, 0), -EINVAL);
	EXPECT_VALUE(futex((char *)&word + 2, FUTEX_WAKE, 0, NULL, NULL, 0), -EINVAL);
	EXPECT_VALUE(futex(&word, FUTEX_WAIT, 0, &bad, NULL, 0), -EINVAL);
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), -EINVAL);
	EXPECT_VALUE(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0), -EINVAL);
	EXPECT_VALUE(futex(&word, 77, 0, NULL, NULL, 0), -ENOSYS);
	EXPECT_VALUE(futex(pages + PAGE, FUTEX_WAIT, 0, NULL, NULL, 0), -EFAULT);
	EXPECT_VALUE(futex(pages + PAGE, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0), -EFAULT);
	EXPECT_VALUE(futex(&word, FUTEX_CMP_REQUEUE, 1, NULL, &go, 5), -EAGAIN);
}

static void waits_end_in_time(void)
{
	struct timespec time = { .tv_nsec = 30000000 };
	long begin = now_ms();

	EXPECT_VALUE(futex(&word, FUTEX_WAIT, 0, &time, NULL, 0), -ETIMEDOUT);
	EXPECT(now_ms() - begin >= 29);
	EXPECT_OK(clock_gettime(CLOCK_MONOTONIC, &time));
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET, 0, &time, NULL, 1), -ETIMEDOUT);
	time.tv_sec += 1;
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET, 1, &time, NULL, 1), -EAGAIN);
	begin = now_ms();
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, &time, NULL, 1), -ETIMEDOUT);
	EXPECT(now_ms() - begin >= 900);
	EXPECT_OK(clock_gettime(CLOCK_REALTIME, &time));
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &time, NULL, 1),
		     -ETIMEDOUT);
}

/* What each waits with is its own bit. */
static int wait_with_bit(void *argument)
{
	unsigned int bit = 1u << ((struct thread *)argument - threads);

	add(&go, 1);
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, bit), 0);
	return 0;
}

/* Wake until as many have waked up: they may not all be asleep yet. */
static void wake_just(int op, unsigned int third, int wanted)
{
	long woken = 0;

	for (int i = 0; i < 20000 && woken < wanted; i++) {
		long result = futex(&word, op, (unsigned int)(wanted - woken), NULL, NULL, third);

		EXPECT(result >= 0);
		woken += result;
		if (woken < wanted)
			pause_ms(1);
	}
	EXPECT_VALUE(woken, wanted);
}

static void wake_ups_choose_by_their_bits(void)
{
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], wait_with_bit, &threads[i]);
	wake_just(FUTEX_WAKE_BITSET_PRIVATE, 1u << 2, 1);
	thread_join(&threads[2]);
	wake_just(FUTEX_WAKE_BITSET_PRIVATE, 1u << 0 | 1u << 3, 2);
	thread_join(&threads[0]);
	thread_join(&threads[3]);
	EXPECT_VALUE(futex(&word, FUTEX_WAKE_BITSET_PRIVATE, 9, NULL, NULL, 1u << 2), 0);
	wake_just(FUTEX_WAKE_PRIVATE, 0, 1);
	thread_join(&threads[1]);
}

static int wait_on_word(void *argument)
{
	add(&go, 1);
	EXPECT_VALUE(futex(&word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0), 0);
	add(&counter, 1);
	return 0;
}

/* Wake some and let the others wait for another word, until all four were met. */
static void waiters_move_to_another_word(void)
{
	static volatile int other;
	long met = 0;

	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], wait_on_word, NULL);
	for (int i = 0; i < 20000 && met < 4; i++) {
		long result = syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE_PRIVATE, met == 0, 9L,
				      &other, 0);

		EXPECT(result >= 0);
		met += result;
		pause_ms(1);
	}
	EXPECT_VALUE(met, 4);
	wait_until(&counter, 1);
	EXPECT_VALUE(futex(&word, FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0), 0);
	EXPECT_VALUE(futex(&other, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), 1);
	wait_until(&counter, 2);
	EXPECT_VALUE(futex(&other, FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0), 2);
	for (int i = 0; i < 4; i++)
		thread_join(&threads[i]);
}

static int opened, result_of_read;
static char byte;

static int use_descriptors(void *argument)
{
	int *ends = argument;

	opened = open("by-thread", O_RDWR | O_CREAT, 0666);
	write(opened, "x", 1);
	close(ends[1]);
	mkdir("folder", 0777);
	chdir("folder");
	return 0;
}

static void threads_share_descriptors_and_folder(void)
{
	char path[256], *end;
	int ends[2];

	EXPECT_OK(pipe(ends));
	thread_start(&threads[0], use_descriptors, ends);
	thread_join(&threads[0]);
	EXPECT_VALUE(lseek(opened, 0, SEEK_CUR), 1);
	EXPECT_VALUE(read(ends[0], &byte, 1), 0);
	EXPECT(getcwd(path, sizeof(path)) != NULL);
	end = strrchr(path, '/');
	EXPECT(end && strcmp(end, "/folder") == 0);
	EXPECT_OK(chdir(".."));
	close(opened);
	close(ends[0]);
}

static int read_a_byte(void *argument)
{
	result_of_read = (int)read(*(int *)argument, &byte, 1);
	return 0;
}

/* The file that a call uses stays, whatever becomes of the descriptor. */
static void a_descriptor_closed_in_a_call_stays_until_its_end(void)
{
	int ends[2];

	EXPECT_OK(pipe(ends));
	thread_start(&threads[0], read_a_byte, &ends[0]);
	pause_ms(20);
	EXPECT_OK(close(ends[0]));
	EXPECT_VALUE(write(ends[1], "y", 1), 1);
	thread_join(&threads[0]);
	EXPECT_VALUE(result_of_read, 1);
	close(ends[1]);
}

static int open_and_close(void *argument)
{
	for (int i = 0; i < 300; i++) {
		int fd = open(".", O_RDONLY), copy = dup(fd);

		EXPECT(fd >= 0 && copy >= 0 && fd != copy);
		EXPECT_OK(close(fd));
		EXPECT_OK(close(copy));
		chdir(".");
	}
	return 0;
}

static void threads_open_and_close_at_once(void)
{
	start_all(open_and_close);
	join_all();
}

static int spin(void *argument)
{
	add(&counter, 1);
	while (!never)
		;
	return 0;
}

static int sleep_long(void *argument)
{
	add(&counter, 1);
	while (!never)
		pause_ms(100000);
	return 0;
}

static int wait_for_ever(void *argument)
{
	add(&counter, 1);
	while (!never)
		futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0);
	return 0;
}

static int pipe_ends[2];

static int read_for_ever(void *argument)
{
	add(&counter, 1);
	while (!never)
		read(pipe_ends[0], &byte, 1);
	return 0;
}

/* One of each kind that has to be ended. */
static void start_busy_ones(void)
{
	static int (*const kinds[])(void *) = { spin, sleep_long, wait_for_ever, read_for_ever };

	EXPECT_OK(pipe(pipe_ends));
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		thread_start(&threads[i], kinds[i], NULL);
	wait_until(&counter, (int)ARRAY_LENGTH(kinds));
}

static void exit_among_busy_ones(void)
{
	start_busy_ones();
	_exit(7);
}

static int exit_with_nine(void *argument)
{
	_exit(9);
}

static void let_a_thread_exit(void)
{
	start_busy_ones();
	thread_start(&threads[8], exit_with_nine, NULL);
	for (;;)
		pause_ms(100000);
}

static void exit_ends_all_threads(void)
{
	EXPECT_VALUE(status_of(exit_among_busy_ones), 7 << 8);
	EXPECT_VALUE(status_of(let_a_thread_exit), 9 << 8);
}

static int exit_a_little_later(void *argument)
{
	pause_ms(20);
	_exit(5);
}

static void leave_to_another(void)
{
	thread_start(&threads[0], exit_a_little_later, NULL);
	end_thread(3);
}

static int end_a_little_later(void *argument)
{
	pause_ms(20);
	end_thread(6);
}

static void leave_to_one_that_ends_alone(void)
{
	thread_start(&threads[0], end_a_little_later, NULL);
	end_thread(3);
}

static void the_first_thread_may_end_first(void)
{
	EXPECT_VALUE(status_of(leave_to_another), 5 << 8);
	EXPECT_VALUE(status_of(leave_to_one_that_ends_alone), 6 << 8);
}

static int race_to_exit(void *argument)
{
	while (!go)
		;
	_exit(11 + (int)((struct thread *)argument - threads));
}

static void race_to_the_end(void)
{
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], race_to_exit, &threads[i]);
	go = 1;
	for (;;)
		pause_ms(1000);
}

static void many_exits_at_once_are_one(void)
{
	for (int i = 0; i < 40; i++) {
		int status = status_of(race_to_the_end);

		EXPECT(status >= 11 << 8 && status < 15 << 8 && (status & 0xff) == 0);
	}
}

static int fault(void *argument)
{
	*nowhere = 1;
	return 0;
}

static void fault_in_a_thread(void)
{
	start_busy_ones();
	thread_start(&threads[8], fault, NULL);
	for (;;)
		pause_ms(100000);
}

static void a_fault_in_one_ends_all(void)
{
	EXPECT_SIGNAL(fault_in_a_thread, SIGSEGV);
}

static void be_busy(void)
{
	start_busy_ones();
	write(*(int *)&opened, "r", 1);
	for (;;)
		pause_ms(100000);
}

static void a_kill_ends_all(void)
{
	int ends[2], status;
	pid_t child;

	EXPECT_OK(pipe(ends));
	opened = ends[1];
	for (int i = 0; i < 5; i++) {
		child = start(be_busy);
		EXPECT_VALUE(read(ends[0], &byte, 1), 1);
		EXPECT_OK(kill(child, SIGKILL));
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT_VALUE(status, SIGKILL);
	}
}

static int run_and_hold(void *argument)
{
	static char *arguments[] = { AGAIN, "hold", NULL };
	static char *variables[] = { NULL };

	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_among_others(void)
{
	EXPECT_OK(pipe(pipe_ends));
	EXPECT_OK(dup2(pipe_ends[0], 0));
	EXPECT_VALUE(dup2(open("/dev/null", O_WRONLY), 1), 1);
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], spin, NULL);
	thread_start(&threads[8], run_and_hold, NULL);
	for (;;)
		pause_ms(100000);
}

/* A kill is not lost, though a thread that takes it is ended by another's exec. */
static void a_kill_during_exec_ends_the_process(void)
{
	int status;

	for (int i = 0; i < 40; i++) {
		pid_t child = start(exec_among_others);

		for (volatile int wait = 0; wait < i * 10000; wait++)
			;
		EXPECT_OK(kill(child, SIGKILL));
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT_VALUE(status, SIGKILL);
	}
}

static char number[16];

static int run_program(void *argument)
{
	static char *arguments[] = { AGAIN, "identity", number, NULL };
	static char *variables[] = { NULL };

	snprintf(number, sizeof(number), "%d", getpid());
	execve(self_path, arguments, variables);
	_exit(98);
}

static void exec_in_a_thread(void)
{
	start_busy_ones();
	thread_start(&threads[8], run_program, NULL);
	for (;;)
		pause_ms(100000);
}

static void exec_in_the_first(void)
{
	start_busy_ones();
	run_program(NULL);
}

static void exec_without_the_first(void)
{
	thread_start(&threads[8], run_program, NULL);
	end_thread(0);
}

static void exec_in_all(void)
{
	start_all(run_program);
	for (;;)
		pause_ms(100000);
}

static void exec_ends_the_other_threads(void)
{
	EXPECT_VALUE(status_of(exec_in_the_first), 42 << 8);
	EXPECT_VALUE(status_of(exec_in_a_thread), 42 << 8);
	EXPECT_VALUE(status_of(exec_without_the_first), 42 << 8);
	for (int i = 0; i < 10; i++)
		EXPECT_VALUE(status_of(exec_in_all), 42 << 8);
}

static void failing_exec(void)
{
	char *arguments[] = { "absent", NULL };

	start_busy_ones();
	execve("absent", arguments, arguments + 1);
	_exit(errno == ENOENT && threads[0].tid != 0 ? 6 : 1);
}

static void an_exec_that_fails_ends_nobody(void)
{
	EXPECT_VALUE(status_of(failing_exec), 6 << 8);
}

static int fork_and_wait(void *argument)
{
	for (int i = 0; i < 10; i++) {
		pid_t child = fork();
		int status;

		if (child == 0)
			_exit(thread_id() == getpid() ? 4 : 1);
		EXPECT(child > 0);
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT_VALUE(status, 4 << 8);
	}
	return 0;
}

static void threads_fork_and_wait(void)
{
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], fork_and_wait, NULL);
	for (int i = 0; i < 4; i++)
		thread_join(&threads[i]);
}

/* A lock's place in a list of locks, as the kernel is told of it. */
struct robust_lock {
	uint64_t next;
	volatile unsigned int owner;
};

static struct robust_lock robust_locks[3];
static struct abi_robust_list_head robust_head;

static int die_with_locks(void *argument)
{
	unsigned int me = (unsigned int)thread_id();

	robust_head.futex_offset = offsetof(struct robust_lock, owner);
	robust_head.list = (uintptr_t)&robust_locks[0];
	robust_locks[0] = (struct robust_lock){ (uintptr_t)&robust_locks[1], me };
	robust_locks[1] = (struct robust_lock){ (uintptr_t)&robust_locks[2], me | FUTEX_WAITERS };
	robust_locks[2] = (struct robust_lock){ (uintptr_t)&robust_head, me + 1 };
	syscall(SYS_set_robust_list, &robust_head, sizeof(robust_head));
	return 0;
}

static void locks_of_a_thread_that_ends_tell_so(void)
{
	EXPECT_ERROR(syscall(SYS_set_robust_list, &robust_head, 5), EINVAL);
	thread_start(&threads[0], die_with_locks, NULL);
	thread_join(&threads[0]);
	EXPECT_VALUE(robust_locks[0].owner, FUTEX_OWNER_DIED);
	EXPECT_VALUE(robust_locks[1].owner, FUTEX_OWNER_DIED | FUTEX_WAITERS);
	EXPECT_VALUE(robust_locks[2].owner, threads[0].number + 1);
}

/* One such lock alone, in memory that processes share. */
static struct {
	struct abi_robust_list_head head;
	struct robust_lock lock;
} *shared;

static void take_the_shared_lock(void)
{
	shared->head.list = (uintptr_t)&shared->lock;
	shared->head.futex_offset = offsetof(struct robust_lock, owner);
	shared->lock = (struct robust_lock){ (uintptr_t)&shared->head, (unsigned int)thread_id() };
	EXPECT_OK(syscall(SYS_set_robust_list, &shared->head, sizeof(shared->head)));
}

static void exit_with_the_lock(void)
{
	take_the_shared_lock();
}

static void be_killed_with_the_lock(void)
{
	take_the_shared_lock();
	raise(SIGKILL);
}

static int exec_with_the_lock(void *argument)
{
	take_the_shared_lock();
	execl(self_path, AGAIN, "0", NULL);
	_exit(98);
}

static void exec_with_the_lock_alone(void)
{
	exec_with_the_lock(NULL);
}

static void exec_with_the_lock_of_a_thread(void)
{
	thread_start(&threads[0], exec_with_the_lock, NULL);
	for (;;)
		pause_ms(100000);
}

/* A child that takes the lock and ends as `body` does leaves it to others. */
static void expect_lock_is_left(void (*body)(void), int status)
{
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED && errno == ENOSYS)
		_exit(0);
	EXPECT(shared != MAP_FAILED);
	EXPECT_VALUE(status_of(body), status);
	EXPECT_VALUE(shared->lock.owner, FUTEX_OWNER_DIED);
}

static void locks_of_a_process_that_ends_tell_so(void)
{
	expect_lock_is_left(exit_with_the_lock, 0);
	expect_lock_is_left(be_killed_with_the_lock, SIGKILL);
}

static void locks_of_a_program_that_gives_way_tell_so(void)
{
	expect_lock_is_left(exec_with_the_lock_alone, 0);
}

/* Linux has given the thread the number of the first one when it looks at the lock. */
static void locks_are_left_by_exec_in_a_thread(void)
{
	expect_lock_is_left(exec_with_the_lock_of_a_thread, 0);
}

/* Each has a stack of a page or so; they end when told. */
static int wait_for_go(void *argument)
{
	while (!go)
		futex(&go, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	return 0;
}

static void threads_run_out_and_come_back(void)
{
	enum { LIMIT = 600, STACK = 1024 };
	static volatile int tids[LIMIT];
	static char stacks[LIMIT][STACK] __attribute__((aligned(16)));

	for (int round = 0, tries = 0; round < 3; tries++) {
		long result = 0;
		int begun = 0;

		EXPECT(tries < 20000);
		go = 0;
		while (begun < LIMIT) {
			tids[begun] = -1;
			result = thread_begin(THREAD_FLAGS, stacks[begun] + STACK, &tids[begun],
					      NULL, &tids[begun], wait_for_go, NULL);
			if (result < 0)
				break;
			begun++;
		}
		EXPECT_VALUE(result, -EAGAIN);
		/* Those that were joined may not have left altogether. */
		if (begun > 10)
			round++;
		else
			pause_ms(1);
		go = 1;
		futex(&go, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
		for (int i = 0; i < begun; i++)
			for (int tid; (tid = tids[i]) != 0;)
				futex(&tids[i], FUTEX_WAIT, (unsigned int)tid, NULL, NULL, 0);
	}
}

const struct test thread_tests[] = {
	{ "a_thread_is_one_of_its_process", TEST_LINUX, a_thread_is_one_of_its_process },
	{ "threads_come_and_go", TEST_LINUX, threads_come_and_go },
	{ "many_threads_share_memory", TEST_LINUX, many_threads_share_memory },
	{ "other_ways_to_clone_are_refused", TEST_LINUX, other_ways_to_clone_are_refused },
	{ "a_lock_made_of_futexes_holds", TEST_LINUX, a_lock_made_of_futexes_holds },
	{ "threads_take_turns", TEST_LINUX, threads_take_turns },
	{ "futex_refuses_what_is_wrong", TEST_LINUX, futex_refuses_what_is_wrong },
	{ "waits_end_in_time", TEST_LINUX, waits_end_in_time },
	{ "wake_ups_choose_by_their_bits", TEST_LINUX, wake_ups_choose_by_their_bits },
	{ "waiters_move_to_another_word", TEST_LINUX, waiters_move_to_another_word },
	{ "threads_share_descriptors_and_folder", TEST_LINUX,
	  threads_share_descriptors_and_folder },
	{ "a_descriptor_closed_in_a_call_stays_until_its_end", TEST_LINUX,
	  a_descriptor_closed_in_a_call_stays_until_its_end },
	{ "threads_open_and_close_at_once", TEST_LINUX, threads_open_and_close_at_once },
	{ "exit_ends_all_threads", TEST_LINUX, exit_ends_all_threads },
	{ "the_first_thread_may_end_first", TEST_LINUX, the_first_thread_may_end_first },
	{ "many_exits_at_once_are_one", TEST_LINUX, many_exits_at_once_are_one },
	{ "a_fault_in_one_ends_all", TEST_LINUX | TEST_NATIVE, a_fault_in_one_ends_all },
	{ "a_kill_ends_all", TEST_LINUX, a_kill_ends_all },
	{ "a_kill_during_exec_ends_the_process", TEST_LINUX | TEST_NATIVE,
	  a_kill_during_exec_ends_the_process },
	{ "exec_ends_the_other_threads", TEST_LINUX | TEST_NATIVE, exec_ends_the_other_threads },
	{ "an_exec_that_fails_ends_nobody", TEST_LINUX, an_exec_that_fails_ends_nobody },
	{ "threads_fork_and_wait", TEST_LINUX, threads_fork_and_wait },
	{ "locks_of_a_thread_that_ends_tell_so", TEST_LINUX | TEST_NATIVE,
	  locks_of_a_thread_that_ends_tell_so },
	{ "locks_of_a_process_that_ends_tell_so", TEST_LINUX | TEST_NATIVE,
	  locks_of_a_process_that_ends_tell_so },
	{ "locks_of_a_program_that_gives_way_tell_so", TEST_LINUX | TEST_NATIVE,
	  locks_of_a_program_that_gives_way_tell_so },
	{ "locks_are_left_by_exec_in_a_thread", 0, locks_are_left_by_exec_in_a_thread },
	{ "threads_run_out_and_come_back", 0, threads_run_out_and_come_back },
	{ NULL, 0, NULL },
};
