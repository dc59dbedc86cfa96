/* Arguments and results as text. */
#include "strace.h"

#include <abi/resource.h>
#include <abi/stat.h>
#include <abi/time.h>
#include <abi/uio.h>
#include <abi/utsname.h>
#include <abi/wait.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

typedef const struct abi_trace_piece piece_t;

struct output output = { NULL, 0, 32 };

void put(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(output.file, format, arguments);
	va_end(arguments);
	if (length > 0)
		output.column += (unsigned int)length;
}

static const void *bytes_of(piece_t *piece)
{
	return piece + 1;
}

/* The piece of argument `i` behind `before` (NULL: the first), or NULL. */
static piece_t *next_piece(record_t *record, unsigned int i, piece_t *before)
{
	const char *end = (const char *)record + record->size;
	const char *at = before ? (const char *)before : (const char *)(record + 1);
	bool passed = !before;

	while (at < end) {
		piece_t *piece = (const void *)at;

		if (passed && piece->argument == i)
			return piece;
		passed = true;
		at += sizeof(*piece) + ((piece->length + 7) & ~7u);
	}
	return NULL;
}

static void put_character(unsigned char character, unsigned char next)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr\"\"\\\\";

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
		if (letters[i] == (char)character) {
			put("\\%c", letters[i + 1]);
			return;
		}
	}
	if (isprint(character))
		put("%c", character);
	else
		put(isdigit(next) ? "\\%03o" : "\\%o", character);
}

/* The first `shown` bytes, and dots if there are `more`. */
static void put_bytes(piece_t *piece, uint32_t shown, bool more)
{
	const unsigned char *bytes = bytes_of(piece);

	put("\"");
	for (uint32_t i = 0; i < shown; i++)
		put_character(bytes[i], i + 1 < shown ? bytes[i + 1] : 0);
	put("\"%s", more || piece->flags & TRACE_CUT ? "..." : "");
}

static void put_string(piece_t *piece)
{
	bool more = piece->length > output.bytes;

	put_bytes(piece, more ? output.bytes : piece->length, more);
}

/* Names are shown as long as they came, up to a NUL. */
static void put_path(piece_t *piece)
{
	put_bytes(piece, (uint32_t)strnlen(bytes_of(piece), piece->length), false);
}

static void put_strings(record_t *record, unsigned int i)
{
	piece_t *piece = next_piece(record, i, NULL);
	const char *before = "[";

	for (; piece && !(piece->flags & TRACE_LAST); piece = next_piece(record, i, piece)) {
		put("%s", before);
		put_string(piece);
		before = ", ";
	}
	put("%s%s]", *before == '[' ? before : "", piece ? "" : ", ...");
}

static void put_stat(const struct abi_stat *stat)
{
	static const char *const types[16] = {
		[S_IFIFO >> 12] = "S_IFIFO", [S_IFCHR >> 12] = "S_IFCHR",
		[S_IFDIR >> 12] = "S_IFDIR", [S_IFREG >> 12] = "S_IFREG",
		[S_IFLNK >> 12] = "S_IFLNK",
	};
	const char *type = types[stat->st_mode >> 12 & 15];

	put("{st_mode=%s|%#04o, ", type ? type : "?", stat->st_mode & 07777);
	if (S_ISCHR(stat->st_mode))
		put("st_rdev=makedev(%#x, %#x), ...}", (unsigned int)abi_major(stat->st_rdev),
		    (unsigned int)abi_minor(stat->st_rdev));
	else
		put("st_size=%ld, ...}", (long)stat->st_size);
}

static void put_status(int status)
{
	if (WIFEXITED(status)) {
		put("[{WIFEXITED(s) && WEXITSTATUS(s) == %d}]", WEXITSTATUS(status));
		return;
	}
	if (WIFCONTINUED(status)) {
		put("[{WIFCONTINUED(s)}]");
		return;
	}
	if (WIFSTOPPED(status)) {
		put("[{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		put_signal(WSTOPSIG(status));
	} else {
		put("[{WIFSIGNALED(s) && WTERMSIG(s) == ");
		put_signal(WTERMSIG(status));
	}
	put("}]");
}

static void put_time(const struct abi_timespec *time)
{
	if (time->tv_nsec == UTIME_NOW || time->tv_nsec == UTIME_OMIT)
		put("%s", time->tv_nsec == UTIME_NOW ? "UTIME_NOW" : "UTIME_OMIT");
	else
		put("{tv_sec=%ld, tv_nsec=%ld}", (long)time->tv_sec, (long)time->tv_nsec);
}

static void put_limit(const char *before, uint64_t limit)
{
	if (limit == RLIM64_INFINITY)
		put("%sRLIM64_INFINITY", before);
	else
		put("%s%lu", before, (unsigned long)limit);
}

static void put_vector(piece_t *piece)
{
	const struct abi_iovec *vector = bytes_of(piece);
	size_t count = piece->length / sizeof(*vector);

	put("[");
	for (size_t i = 0; i < count; i++)
		put("%s{iov_base=%#lx, iov_len=%lu}", i ? ", " : "",
		    (unsigned long)vector[i].iov_base, (unsigned long)vector[i].iov_len);
	put("%s]", piece->flags & TRACE_CUT ? ", ..." : "");
}

static void put_names(const struct abi_utsname *names)
{
	put("{sysname=\"%s\", nodename=\"%s\", ...}", names->sysname, names->nodename);
}

static void put_limits(const struct abi_rlimit64 *limits)
{
	put_limit("{rlim_cur=", limits->rlim_cur);
	put_limit(", rlim_max=", limits->rlim_max);
	put("}");
}

static void put_two_times(const struct abi_timespec *times)
{
	put("[");
	put_time(&times[0]);
	put(", ");
	put_time(&times[1]);
	put("]");
}

/* What an address leads to. */
static void put_memory(enum kind kind, record_t *record, unsigned int i, piece_t *piece)
{
	const void *bytes = bytes_of(piece);

	switch (kind) {
	case KIND_path:
	case KIND_outpath:
		put_path(piece);
		break;
	case KIND_strings:
		put_strings(record, i);
		break;
	case KIND_vector:
		put_vector(piece);
		break;
	case KIND_stat:
		put_stat(bytes);
		break;
	case KIND_utsname:
		put_names(bytes);
		break;
	case KIND_status:
		put_status(*(const int *)bytes);
		break;
	case KIND_fds:
		put("[%d, %d]", ((const int *)bytes)[0], ((const int *)bytes)[1]);
		break;
	case KIND_time_in:
	case KIND_time_out:
		put_time(bytes);
		break;
	case KIND_times_in:
		put_two_times(bytes);
		break;
	case KIND_limit_in:
	case KIND_limit_out:
		put_limits(bytes);
		break;
	default:
		put_string(piece);
	}
}

static void put_address(uint64_t address)
{
	if (address)
		put("%#lx", (unsigned long)address);
	else
		put("NULL");
}

static void put_number(enum kind kind, uint64_t value)
{
	switch (kind) {
	case KIND_dirfd:
	case KIND_fd:
	case KIND_int:
		if (kind == KIND_dirfd && (int)value == AT_FDCWD)
			put("AT_FDCWD");
		else
			put("%d", (int)value);
		break;
	case KIND_long:
	case KIND_offset:
		put("%ld", (long)value);
		break;
	case KIND_size:
		put("%lu", (unsigned long)value);
		break;
	case KIND_signal:
		put_signal((int)value);
		break;
	case KIND_mode:
		put("%#03o", (unsigned int)value);
		break;
	case KIND_hex:
		put("%#lx", (unsigned long)value);
		break;
	default:
		put_address(value);
	}
}

/* A wait that found nobody has written no status. */
static bool is_untouched(const struct call *call, record_t *record, unsigned int i)
{
	return call->kinds[i] == KIND_status && record->result == 0;
}

void put_argument(const struct call *call, record_t *record, unsigned int i)
{
	enum kind kind = call->kinds[i];
	piece_t *piece = next_piece(record, i, NULL);

	if (piece && !is_untouched(call, record, i))
		put_memory(kind, record, i, piece);
	else if (!put_named(kind, record->arguments[i]))
		put_number(kind, record->arguments[i]);
}

static const char *error_name(int error)
{
	static const struct {
		int error;
		const char *name;
	} names[] = {
#define ERRNO_TEXT(name, text) { name, #name },
#include <abi/errno.def>
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].error == error)
			return names[i].name;
	return "an error";
}

void put_result(const struct call *call, record_t *record)
{
	if (record->result < 0 && record->result >= -4095)
		put("-1 %s (%s)", error_name((int)-record->result),
		    strerror((int)-record->result));
	else if (call->result == KIND_pointer)
		put("%#lx", (unsigned long)record->result);
	else
		put("%ld", (long)record->result);
}
