/*
 * Tracing of system calls. The traced process itself makes the records and writes them to the file
 * that it was given; when that is a full pipe it waits for the reader, as in any write. It holds no
 * lock then, and can be killed.
 *
 * Memory of the program is copied as for a call, and what can not be read is left out.
 */
#include "trace.h"

#include "calls.h"
#include "files.h"
#include "process.h"

#include <abi/errno.h>
#include <abi/syscall_kinds.h>
#include <abi/trace.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/ucopy.h>

_Static_assert(TRACE_RECORD_MAX == PAGE_SIZE, "a record is made in a page");

unsigned int trace_count;

enum seen { SEEN_NONE, SEEN_STRING, SEEN_STRINGS, SEEN_IN, SEEN_VECTOR, SEEN_OUT };

enum kind {
#define KIND(name, type, seen, size) KIND_##name,
#include <abi/syscall_kinds.def>
};

static const struct {
	uint8_t seen; /* enum seen */
	uint16_t size;
} kinds[] = {
#define KIND(name, type, seen, size) [KIND_##name] = { SEEN_##seen, size },
#include <abi/syscall_kinds.def>
};

#define ARGUMENTS 6

static const struct traced_call {
	uint16_t number;
	uint8_t kinds[ARGUMENTS]; /* enum kind; KIND_none behind the last */
} traced_calls[] = {
#define SYSCALL0(option, number, name, result) { number, { KIND_none } },
#define SYSCALL1(option, number, name, result, a) { number, { KIND_##a } },
#define SYSCALL2(option, number, name, result, a, b) { number, { KIND_##a, KIND_##b } },
#define SYSCALL3(option, number, name, result, a, b, c)                                            \
	{ number, { KIND_##a, KIND_##b, KIND_##c } },
#define SYSCALL4(option, number, name, result, a, b, c, d)                                         \
	{ number, { KIND_##a, KIND_##b, KIND_##c, KIND_##d } },
#define SYSCALL5(option, number, name, result, a, b, c, d, e)                                      \
	{ number, { KIND_##a, KIND_##b, KIND_##c, KIND_##d, KIND_##e } },
#define SYSCALL6(option, number, name, result, a, b, c, d, e, f)                                   \
	{ number, { KIND_##a, KIND_##b, KIND_##c, KIND_##d, KIND_##e, KIND_##f } },
#include <abi/syscall.def>
};

/* A call that is not in the table has numbers for arguments. */
static const struct traced_call *find_call(unsigned long number)
{
	static const struct traced_call unknown = { 0, { KIND_none } };

	for (size_t i = 0; i < ARRAY_SIZE(traced_calls); i++)
		if (traced_calls[i].number == number)
			return &traced_calls[i];
	return &unknown;
}

static size_t room_of(const struct abi_trace_record *record)
{
	size_t room = TRACE_RECORD_MAX - record->size;

	return room > sizeof(struct abi_trace_piece) ? room - sizeof(struct abi_trace_piece) : 0;
}

static char *piece_bytes(struct abi_trace_record *record)
{
	return (char *)record + record->size + sizeof(struct abi_trace_piece);
}

/* The bytes of the next piece are in their place: put it before them. */
static void finish_piece(struct abi_trace_record *record, unsigned int argument, size_t length,
			 unsigned int flags)
{
	struct abi_trace_piece *piece = (struct abi_trace_piece *)((char *)record + record->size);

	*piece = (struct abi_trace_piece){
		.argument = (uint16_t)argument,
		.flags = (uint16_t)flags,
		.length = (uint32_t)length,
	};
	record->size += sizeof(*piece) + ALIGN_UP((uint32_t)length, 8u);
}

static void add_bytes(struct abi_trace_record *record, unsigned int argument, uaddr_t from,
		      size_t size)
{
	size_t taken = MIN(size, (size_t)TRACE_BYTES_MAX);

	if (from && taken <= room_of(record) &&
	    copy_from_user(piece_bytes(record), from, taken) == 0)
		finish_piece(record, argument, taken, taken < size ? TRACE_CUT : 0);
}

/* A structure, of which all or nothing is of use. */
static void add_structure(struct abi_trace_record *record, unsigned int argument, uaddr_t from,
			  size_t size)
{
	if (from && size <= room_of(record) &&
	    copy_from_user(piece_bytes(record), from, size) == 0)
		finish_piece(record, argument, size, 0);
}

/* Returns whether there was a string and room for it. */
static bool add_string(struct abi_trace_record *record, unsigned int argument, uaddr_t from)
{
	size_t most = MIN(room_of(record), (size_t)TRACE_BYTES_MAX);
	ssize_t length = -EFAULT;

	if (from && most > 0)
		length = copy_string_from_user(piece_bytes(record), from, most);
	if (length == -ENAMETOOLONG)
		finish_piece(record, argument, most, TRACE_CUT);
	else if (length >= 0)
		finish_piece(record, argument, (size_t)length, 0);
	return length >= 0 || length == -ENAMETOOLONG;
}

static void add_strings(struct abi_trace_record *record, unsigned int argument, uaddr_t from)
{
	uaddr_t string;

	for (unsigned int i = 0; i < TRACE_STRINGS_MAX; i++, from += sizeof(string)) {
		if (copy_from_user(&string, from, sizeof(string)) < 0)
			return;
		if (!string && room_of(record) > 0)
			finish_piece(record, argument, 0, TRACE_LAST);
		if (!string || !add_string(record, argument, string))
			return;
	}
}

static void add_before(struct abi_trace_record *record, const struct traced_call *call,
		       unsigned int i)
{
	uaddr_t from = record->arguments[i];
	uint64_t next = i + 1 < ARGUMENTS ? record->arguments[i + 1] : 0;
	size_t size = kinds[call->kinds[i]].size;

	switch (kinds[call->kinds[i]].seen) {
	case SEEN_STRING:
		add_string(record, i, from);
		break;
	case SEEN_STRINGS:
		add_strings(record, i, from);
		break;
	case SEEN_IN:
		if (size)
			add_structure(record, i, from, size);
		else
			add_bytes(record, i, from, next);
		break;
	case SEEN_VECTOR:
		add_bytes(record, i, from, MIN(next, (uint64_t)TRACE_BYTES_MAX) * 16);
		break;
	}
}

static void add_after(struct abi_trace_record *record, const struct traced_call *call,
		      unsigned int i)
{
	size_t size = kinds[call->kinds[i]].size;

	if (kinds[call->kinds[i]].seen != SEEN_OUT || record->result < 0)
		return;
	if (size)
		add_structure(record, i, record->arguments[i], size);
	else
		add_bytes(record, i, record->arguments[i], (size_t)record->result);
}

/*
 * Let records of the process go to `file`, whose reference it takes over, or nowhere. tree_lock is
 * held. Returns the file from before, for file_put() when it is not.
 */
static struct file *exchange(struct process *process, struct file *file, bool follow)
{
	struct file *old = process->trace.file;

	trace_count += (file != NULL) - (old != NULL);
	process->trace.file = file;
	process->trace.follow = follow;
	return old;
}

/* The calling process is traced no more, unless it is by another file than `file` by now. */
static void stop_trace(struct file *file)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct file *old = NULL;

	if (process_current()->trace.file == file)
		old = exchange(process_current(), NULL, false);
	spin_unlock(&tree_lock, key);
	if (old)
		file_put(old);
}

/* The calling process's file, with a reference, or NULL. */
static struct file *trace_file(void)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct file *file = process_current()->trace.file;

	if (file)
		file_get(file);
	spin_unlock(&tree_lock, key);
	return file;
}

/* Write a record; what ends a wait for room loses it, any other error ends the tracing. */
static void send(const struct abi_trace_record *record, struct file *file)
{
	struct uio uio = UIO_KERNEL(record, record->size);
	ssize_t result = file_write(file, &uio);

	if (result < 0 && result != -EINTR)
		stop_trace(file);
}

/* Without memory for a record there is none. */
static void report(unsigned int what, unsigned long number, const reg_t *arguments, long result)
{
	const struct traced_call *call = find_call(number);
	struct file *file = trace_file();
	struct abi_trace_record *record = file ? page_alloc_zeroed() : NULL;

	if (record) {
		record->size = sizeof(*record);
		record->what = (uint16_t)what;
		record->number = (uint16_t)MIN(number, (unsigned long)UINT16_MAX);
		record->pid = task_id();
		record->result = result;
		memcpy(record->arguments, arguments, sizeof(record->arguments));
		for (unsigned int i = 0; i < ARGUMENTS && what == TRACE_ENTER; i++)
			add_before(record, call, i);
		for (unsigned int i = 0; i < ARGUMENTS && what == TRACE_LEAVE; i++)
			add_after(record, call, i);
		send(record, file);
		page_free(record);
	}
	if (file)
		file_put(file);
}

long trace_call(unsigned long number, const reg_t *arguments, long (*call)(const reg_t *))
{
	reg_t copy[ARGUMENTS];
	long result;

	if (!process_current()->trace.file)
		return call(arguments);
	/* exec makes new registers. */
	memcpy(copy, arguments, sizeof(copy));
	report(TRACE_ENTER, number, copy, 0);
	result = call(arguments);
	report(TRACE_LEAVE, number, copy, result);
	return result;
}

void trace_fork(struct process *child, const struct process *parent)
{
	irq_key_t key = spin_lock(&tree_lock);

	if (parent->trace.file && parent->trace.follow)
		exchange(child, file_get(parent->trace.file), true);
	spin_unlock(&tree_lock, key);
}

void trace_thread_exit(int status)
{
	static const reg_t none[ARGUMENTS];

	if (process_current()->trace.file)
		report(TRACE_EXIT, 0, none, status);
}

void trace_exit(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct file *old;

	process->trace.closed = true;
	old = exchange(process, NULL, false);
	spin_unlock(&tree_lock, key);
	if (old)
		file_put(old);
}

/* Let the process with this pid be traced; the reference of `file` is taken over or dropped. */
static long trace_process(int pid, struct file *file, bool follow)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process = process_find(pid);
	struct file *old = file;
	long error = 0;

	if (!process || process->trace.closed)
		error = -ESRCH;
	else if (process->pid == PID_INIT)
		error = -EPERM;
	else if (!process->parent) /* a fork is still making it, and may fail */
		error = -ESRCH;
	else
		old = exchange(process, file, follow);
	spin_unlock(&tree_lock, key);
	if (old)
		file_put(old);
	return error;
}

/* The only thing that prctl does here. */
long sys_prctl(kind_int option, kind_long fd, kind_long pid, kind_long follow, kind_long unused)
{
	struct file *file = NULL;

	if (option != PR_STRATA_TRACE)
		return -EINVAL;
	if (fd != -1) {
		file = fd_file((int)fd);
		if (!file || !file_can_write(file))
			return -EBADF;
		file_get(file);
	}
	return trace_process(pid ? (int)pid : process_current()->pid, file, follow != 0);
}
