/* The calls, from the kernel's table. */
#include "strace.h"

#include <err.h>
#include <fcntl.h>
#include <string.h>

#define ALL true
#define K(name) KIND_##name

static struct call calls[] = {
#define SYSCALL0(option, number, name, result) { #name, number, K(result), 0, { 0 }, ALL },
#define SYSCALL1(option, number, name, result, a) { #name, number, K(result), 1, { K(a) }, ALL },
#define SYSCALL2(option, number, name, result, a, b)                                               \
	{ #name, number, K(result), 2, { K(a), K(b) }, ALL },
#define SYSCALL3(option, number, name, result, a, b, c)                                            \
	{ #name, number, K(result), 3, { K(a), K(b), K(c) }, ALL },
#define SYSCALL4(option, number, name, result, a, b, c, d)                                         \
	{ #name, number, K(result), 4, { K(a), K(b), K(c), K(d) }, ALL },
#define SYSCALL5(option, number, name, result, a, b, c, d, e)                                      \
	{ #name, number, K(result), 5, { K(a), K(b), K(c), K(d), K(e) }, ALL },
#define SYSCALL6(option, number, name, result, a, b, c, d, e, f)                                   \
	{ #name, number, K(result), 6, { K(a), K(b), K(c), K(d), K(e), K(f) }, ALL },
#include <abi/syscall.def>
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static bool all_chosen = true;

static const uint8_t seen[] = {
#define KIND(name, type, seen, size) [KIND_##name] = SEEN_##seen,
#include <abi/syscall_kinds.def>
};

/* Linux has more calls: they are shown by number, with all that could be arguments. */
static struct call *unknown_call(unsigned int number)
{
	static char name[32];
	static struct call call = {
		.name = name,
		.result = KIND_long,
		.count = ARGUMENTS,
		.kinds = { KIND_hex, KIND_hex, KIND_hex, KIND_hex, KIND_hex, KIND_hex },
	};

	snprintf(name, sizeof(name), "syscall_%u", number);
	call.number = (uint16_t)number;
	call.chosen = all_chosen;
	return &call;
}

struct call *call_of(unsigned int number)
{
	for (size_t i = 0; i < CALLS; i++)
		if (calls[i].number == number)
			return &calls[i];
	return unknown_call(number);
}

static bool choose(const char *name, size_t length)
{
	for (size_t i = 0; i < CALLS; i++) {
		if (strlen(calls[i].name) == length && strncmp(calls[i].name, name, length) == 0) {
			calls[i].chosen = true;
			return true;
		}
	}
	warnx("there is no call %.*s", (int)length, name);
	return false;
}

bool calls_choose(const char *list)
{
	if (strncmp(list, "trace=", 6) == 0)
		list += 6;
	for (size_t i = 0; all_chosen && i < CALLS; i++)
		calls[i].chosen = false;
	all_chosen = false;
	for (;;) {
		size_t length = strcspn(list, ",");

		if (!choose(list, length))
			return false;
		if (list[length] == '\0')
			return true;
		list += length + 1;
	}
}

bool call_fills_in(const struct call *call, unsigned int i)
{
	return seen[call->kinds[i]] == SEEN_OUT;
}

unsigned int call_arguments(const struct call *call, const uint64_t *arguments)
{
	if (strcmp(call->name, "openat") == 0 && !((int)arguments[2] & O_CREAT))
		return 3;
	if (strcmp(call->name, "fcntl") == 0 &&
	    ((int)arguments[1] == F_GETFD || (int)arguments[1] == F_GETFL))
		return 2;
	return call->count;
}
