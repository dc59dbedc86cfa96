/* Values and flags that have names. */
#include "strace.h"

#include <abi/futex.h>
#include <abi/ioctl.h>
#include <abi/mman.h>
#include <abi/sched.h>
#include <abi/time.h>
#include <abi/wait.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct name {
	uint64_t value;
	const char *text;
};

#define NAME(value) { value, #value }
#define END { 0, NULL }

/* Flags: what has several bits comes before its parts. */
static const struct name open_names[] = {
	NAME(O_SYNC), NAME(O_TMPFILE), NAME(O_CREAT), NAME(O_EXCL), NAME(O_NOCTTY), NAME(O_TRUNC),
	NAME(O_APPEND), NAME(O_NONBLOCK), NAME(O_DSYNC), NAME(O_ASYNC), NAME(O_DIRECT),
	NAME(O_LARGEFILE), NAME(O_DIRECTORY), NAME(O_NOFOLLOW), NAME(O_NOATIME), NAME(O_CLOEXEC),
	NAME(O_PATH), END,
};
static const struct name at_names[] = {
	NAME(AT_SYMLINK_NOFOLLOW), NAME(AT_REMOVEDIR), NAME(AT_SYMLINK_FOLLOW),
	NAME(AT_NO_AUTOMOUNT), NAME(AT_EMPTY_PATH), END,
};
static const struct name access_names[] = {
	NAME(R_OK), NAME(W_OK), NAME(X_OK), END,
};
static const struct name protection_names[] = {
	NAME(PROT_READ), NAME(PROT_WRITE), NAME(PROT_EXEC), END,
};
static const struct name map_names[] = {
	NAME(MAP_SHARED_VALIDATE), NAME(MAP_SHARED), NAME(MAP_PRIVATE), NAME(MAP_FIXED),
	NAME(MAP_ANONYMOUS), NAME(MAP_GROWSDOWN), NAME(MAP_DENYWRITE), NAME(MAP_EXECUTABLE),
	NAME(MAP_LOCKED), NAME(MAP_NORESERVE), NAME(MAP_POPULATE), NAME(MAP_NONBLOCK),
	NAME(MAP_STACK), NAME(MAP_HUGETLB), NAME(MAP_FIXED_NOREPLACE), END,
};
static const struct name clone_names[] = {
	NAME(CLONE_VM), NAME(CLONE_FS), NAME(CLONE_FILES), NAME(CLONE_SIGHAND), NAME(CLONE_VFORK),
	NAME(CLONE_THREAD), NAME(CLONE_SYSVSEM), NAME(CLONE_SETTLS), NAME(CLONE_PARENT_SETTID),
	NAME(CLONE_CHILD_CLEARTID), NAME(CLONE_CHILD_SETTID), END,
};
static const struct name wait_names[] = {
	NAME(WNOHANG), NAME(WUNTRACED), NAME(WCONTINUED), END,
};

/* Values. */
static const struct name access_mode_names[] = {
	NAME(O_RDONLY), NAME(O_WRONLY), NAME(O_RDWR), END,
};
static const struct name fcntl_names[] = {
	NAME(F_DUPFD), NAME(F_GETFD), NAME(F_SETFD), NAME(F_GETFL), NAME(F_SETFL),
	NAME(F_DUPFD_CLOEXEC), END,
};
static const struct name request_names[] = {
	NAME(TCGETS), NAME(TCSETS), NAME(TCSETSW), NAME(TCSETSF), NAME(TCSBRK), NAME(TCFLSH),
	NAME(TIOCGWINSZ), NAME(TIOCSWINSZ), NAME(FIONREAD), END,
};
static const struct name whence_names[] = {
	NAME(SEEK_SET), NAME(SEEK_CUR), NAME(SEEK_END), END,
};
static const struct name advice_names[] = {
	NAME(MADV_NORMAL), NAME(MADV_RANDOM), NAME(MADV_SEQUENTIAL), NAME(MADV_WILLNEED),
	NAME(MADV_DONTNEED), NAME(MADV_FREE), NAME(MADV_DONTDUMP), NAME(MADV_DODUMP), END,
};
static const struct name clock_names[] = {
	NAME(CLOCK_REALTIME), NAME(CLOCK_MONOTONIC), NAME(CLOCK_PROCESS_CPUTIME_ID),
	NAME(CLOCK_THREAD_CPUTIME_ID), NAME(CLOCK_MONOTONIC_RAW), NAME(CLOCK_BOOTTIME), END,
};

static const struct name futex_names[] = {
	NAME(FUTEX_WAIT), NAME(FUTEX_WAKE), NAME(FUTEX_REQUEUE), NAME(FUTEX_CMP_REQUEUE),
	NAME(FUTEX_WAIT_BITSET), NAME(FUTEX_WAKE_BITSET), END,
};
static const struct name futex_flag_names[] = {
	NAME(FUTEX_PRIVATE_FLAG), NAME(FUTEX_CLOCK_REALTIME), END,
};

static void put_value(const struct name *names, uint64_t value)
{
	for (; names->text; names++) {
		if (names->value == value) {
			put("%s", names->text);
			return;
		}
	}
	put("%#lx", (unsigned long)value);
}

/* The names of the bits of `value`, after something else if that is there. */
static void put_flags(const struct name *names, uint64_t value, bool begun, const char *none)
{
	for (; names->text; names++) {
		if ((value & names->value) != names->value)
			continue;
		put("%s%s", begun ? "|" : "", names->text);
		value &= ~names->value;
		begun = true;
	}
	if (value)
		put("%s%#lx", begun ? "|" : "", (unsigned long)value);
	else if (!begun)
		put("%s", none);
}

void put_signal(int signal)
{
	if (signal > 0 && signal < SIGRTMIN && sigabbrev_np(signal))
		put("SIG%s", sigabbrev_np(signal));
	else
		put("%d", signal);
}

static void put_clone_flags(uint64_t value)
{
	uint64_t flags = value & ~(uint64_t)CSIGNAL;

	if (flags)
		put_flags(clone_names, flags, false, "");
	if (flags && value & CSIGNAL)
		put("|");
	if (!flags || value & CSIGNAL)
		put_signal((int)(value & CSIGNAL));
}

static void put_futex_op(uint64_t value)
{
	const uint64_t flags = FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME;

	put_value(futex_names, value & ~flags);
	if (value & flags)
		put_flags(futex_flag_names, value & flags, true, "");
}

static void put_open_flags(uint64_t value)
{
	put_value(access_mode_names, value & O_ACCMODE);
	if (value & ~(uint64_t)O_ACCMODE)
		put_flags(open_names, value & ~(uint64_t)O_ACCMODE, true, "");
}

/* A value of 32 bits may have come with any upper ones. */
bool put_named(enum kind kind, uint64_t value)
{
	static const struct {
		const struct name *names;
		const char *none; /* NULL: values, not flags */
	} tables[] = {
		[KIND_fd_flags] = { open_names, "0" },
		[KIND_at_flags] = { at_names, "0" },
		[KIND_access_mode] = { access_names, "F_OK" },
		[KIND_fcntl_command] = { fcntl_names, NULL },
		[KIND_request] = { request_names, NULL },
		[KIND_whence] = { whence_names, NULL },
		[KIND_protection] = { protection_names, "PROT_NONE" },
		[KIND_map_flags] = { map_names, "0" },
		[KIND_advice] = { advice_names, NULL },
		[KIND_wait_options] = { wait_names, "0" },
		[KIND_clock] = { clock_names, NULL },
	};

	value = (uint32_t)value;
	if (kind == KIND_open_flags) {
		put_open_flags(value);
	} else if (kind == KIND_clone_flags) {
		put_clone_flags(value);
	} else if (kind == KIND_futex_op) {
		put_futex_op(value);
	} else if (kind < sizeof(tables) / sizeof(tables[0]) && tables[kind].names) {
		if (tables[kind].none)
			put_flags(tables[kind].names, value, false, tables[kind].none);
		else
			put_value(tables[kind].names, value);
	} else {
		return false;
	}
	return true;
}
