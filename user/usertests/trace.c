/* Tracing of calls, as strace does it, which is Strata's own. */
#include "usertests.h"

#include <abi/trace.h>
#include <sys/syscall.h>

static int ends[2];

static int trace(int file, pid_t pid, int follow)
{
	return (int)syscall(SYS_prctl, PR_STRATA_TRACE, file, pid, follow, 0);
}

/* A pipe for records; a kernel without tracing is none to try. */
static void begin(void)
{
	if (trace(-1, 0, 0) < 0 && errno == ENOSYS)
		_exit(0);
	EXPECT_OK(pipe(ends));
}

/* The next record, or NULL when there are no more. */
static struct abi_trace_record *next_record(void)
{
	static uint64_t buffer[TRACE_RECORD_MAX / 8];
	struct abi_trace_record *record = (struct abi_trace_record *)buffer;
	ssize_t got = read(ends[0], record, sizeof(*record));

	if (got == 0)
		return NULL;
	EXPECT_VALUE(got, sizeof(*record));
	EXPECT(record->size >= sizeof(*record) && record->size <= TRACE_RECORD_MAX);
	if (record->size > sizeof(*record))
		EXPECT_VALUE(read(ends[0], record + 1, record->size - sizeof(*record)),
			     record->size - sizeof(*record));
	return record;
}

static void expect_record(pid_t pid, unsigned int what, unsigned int number, long result)
{
	struct abi_trace_record *record = next_record();

	EXPECT(record != NULL);
	EXPECT_VALUE(record->pid, pid);
	EXPECT_VALUE(record->what, what);
	EXPECT_VALUE(record->number, number);
	EXPECT_VALUE(record->result, result);
}

static void traced_child(void)
{
	EXPECT_OK(trace(ends[1], 0, 0));
	getpid();
	open("none", O_RDONLY);
	_exit(7);
}

static void records_tell_what_a_process_does(void)
{
	struct abi_trace_record *record;
	struct abi_trace_piece *piece;
	pid_t child;
	int status;

	begin();
	child = start(traced_child);
	close(ends[1]);
	expect_record(child, TRACE_ENTER, SYS_getpid, 0);
	expect_record(child, TRACE_LEAVE, SYS_getpid, child);
	record = next_record();
	piece = (struct abi_trace_piece *)(record + 1);
	EXPECT_VALUE(record->number, SYS_openat);
	EXPECT_VALUE(piece->argument, 1);
	EXPECT_VALUE(piece->length, 4);
	EXPECT(memcmp(piece + 1, "none", 4) == 0);
	expect_record(child, TRACE_LEAVE, SYS_openat, -ENOENT);
	record = next_record();
	EXPECT_VALUE(record->what, TRACE_ENTER);
	expect_record(child, TRACE_EXIT, 0, 7 << 8);
	EXPECT(next_record() == NULL);
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, 7 << 8);
}

static void make_calls(void)
{
	int memory[2];

	close(ends[0]);
	EXPECT_OK(trace(ends[1], 0, 1));
	close(ends[1]);
	for (int i = 0; i < 2000; i++) {
		EXPECT(getppid() > 0);
		EXPECT_ERROR(write(-1, memory, sizeof(memory)), EBADF);
	}
}

/* The tracer reads a little and goes: the process runs to its end as if nothing had been. */
static void a_dead_tracer_lets_the_process_run_on(void)
{
	pid_t child;

	begin();
	child = start(make_calls);
	close(ends[1]);
	for (int i = 0; i < 10; i++)
		EXPECT(next_record() != NULL);
	close(ends[0]);
	join(child);
}

/* The tracer never reads: a process waits for it, and can be killed. Returns how it ended. */
static int signal_that_ends(void (*body)(void))
{
	int status = 0;
	pid_t child;

	begin();
	child = start(body);
	pause_ms(50);
	EXPECT_VALUE(waitpid(child, &status, WNOHANG), 0);
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	return WTERMSIG(status);
}

static void who_waits_for_a_tracer_can_be_killed(void)
{
	EXPECT_VALUE(signal_that_ends(make_calls), SIGKILL);
	close(ends[1]);
	while (next_record() != NULL)
		;
}

/* Fill the pipe, and then end without a call that would be traced before. */
static void fault_with_no_room_for_a_record(void)
{
	static const char bytes[PAGE];
	volatile int *volatile nowhere = (volatile int *)8;

	EXPECT_OK(fcntl(ends[1], F_SETFL, O_NONBLOCK));
	while (write(ends[1], bytes, sizeof(bytes)) > 0 || write(ends[1], bytes, 1) > 0)
		continue;
	EXPECT_OK(fcntl(ends[1], F_SETFL, 0));
	EXPECT_OK(trace(ends[1], 0, 0));
	*nowhere = 1;
}

static void who_tells_a_tracer_of_its_end_can_be_killed(void)
{
	int signal = signal_that_ends(fault_with_no_room_for_a_record);

	EXPECT(signal == SIGSEGV || signal == SIGKILL);
}

static void wait_for_end(void)
{
	char byte;

	close(ends[1]);
	read(ends[0], &byte, 1);
}

static void tracing_checks_its_arguments(void)
{
	int records[2];
	pid_t child;

	begin();
	EXPECT_OK(pipe(records));
	EXPECT_ERROR(trace(77, 0, 0), EBADF);
	EXPECT_ERROR(trace(records[0], 0, 0), EBADF);
	EXPECT_ERROR(trace(records[1], 30000, 0), ESRCH);
	EXPECT_ERROR(trace(records[1], -5, 0), ESRCH);
	EXPECT_ERROR(trace(records[1], 1, 0), EPERM);
	EXPECT_ERROR(syscall(SYS_prctl, 15, "name", 0, 0, 0), EINVAL);
	child = start(wait_for_end);
	EXPECT_OK(trace(records[1], child, 0));
	EXPECT_OK(trace(records[1], child, 1));
	EXPECT_OK(trace(-1, child, 0));
	EXPECT_OK(trace(-1, child, 0));
	close(ends[1]);
	join(child);
}

/* A zombie is traced no more. */
static void what_has_ended_cannot_be_traced(void)
{
	int records[2];
	pid_t child;

	begin();
	EXPECT_OK(pipe(records));
	child = start(wait_for_end);
	EXPECT_OK(kill(child, SIGKILL));
	while (trace(records[1], child, 0) == 0)
		pause_ms(1);
	EXPECT_VALUE(errno, ESRCH);
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
}

static void wild_calls(void)
{
	static const unsigned long values[] = {
		0, 1, 100, 0x10000, 0x15000, 0x3ffffff000, 0x4000000000, (unsigned long)-1,
		(unsigned long)-4096, 0x8000000000000000,
	};
	const size_t count = ARRAY_LENGTH(values);
	static const int numbers[] = {
		SYS_write, SYS_read, SYS_openat, SYS_execve, SYS_writev, SYS_utimensat,
		SYS_newfstatat, SYS_getcwd, SYS_prlimit64, 999, 100000,
	};

	EXPECT_OK(trace(ends[1], 0, 0));
	for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
		for (size_t a = 0; a < count; a++)
			for (size_t b = 0; b < count; b++)
				syscall(numbers[i], -1, values[a], values[b], values[a], values[b],
					values[b]);
	EXPECT_OK(trace(-1, 0, 0));
}

/* Arguments that lead nowhere are not copied, and nothing else happens. */
static void bad_addresses_are_traced_too(void)
{
	struct abi_trace_record *record;
	int records = 0;
	pid_t child;

	begin();
	child = start(wild_calls);
	close(ends[1]);
	while ((record = next_record()) != NULL)
		records += record->what == TRACE_LEAVE;
	EXPECT_VALUE(records, 11 * 10 * 10);
	join(child);
}

const struct test trace_tests[] = {
	{ "records_tell_what_a_process_does", 0, records_tell_what_a_process_does },
	{ "a_dead_tracer_lets_the_process_run_on", 0, a_dead_tracer_lets_the_process_run_on },
	{ "who_waits_for_a_tracer_can_be_killed", 0, who_waits_for_a_tracer_can_be_killed },
	{ "who_tells_a_tracer_of_its_end_can_be_killed", 0,
	  who_tells_a_tracer_of_its_end_can_be_killed },
	{ "tracing_checks_its_arguments", 0, tracing_checks_its_arguments },
	{ "what_has_ended_cannot_be_traced", 0, what_has_ended_cannot_be_traced },
	{ "bad_addresses_are_traced_too", 0, bad_addresses_are_traced_too },
	{ NULL, 0, NULL },
};
