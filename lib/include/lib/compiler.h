/* Small helpers around the C language; no functions, no state. */
#pragma once

#include <stddef.h>

/*
 * IS_ENABLED(CONFIG_X) is 1 when the bool option X is y and 0 when it is off (autoconf.h leaves
 * it undefined then). It is an ordinary expression, so both arms of an `if` are compiled.
 */
#define STRATA_SECOND(ignored, value, ...) value
#define STRATA_PLACEHOLDER_1 0,
#define STRATA_IS_ENABLED3(arg_or_junk) STRATA_SECOND(arg_or_junk 1, 0, 0)
#define STRATA_IS_ENABLED2(value) STRATA_IS_ENABLED3(STRATA_PLACEHOLDER_##value)
#define IS_ENABLED(option) STRATA_IS_ENABLED2(option)

/* IF_ENABLED(CONFIG_X, tokens) expands to the tokens when X is y and to nothing otherwise. */
#define STRATA_KEEP(...) __VA_ARGS__
#define STRATA_DROP(...)
#define STRATA_PICK_1(...) STRATA_KEEP
#define STRATA_IF_3(junk_or_comma, ...) STRATA_IF_4(junk_or_comma STRATA_KEEP, STRATA_DROP, 0)
#define STRATA_IF_4(ignored, choice, ...) choice
#define STRATA_IF_2(value) STRATA_IF_3(STRATA_PLACEHOLDER_##value)
#define STRATA_IF_1(value) STRATA_IF_2(value)
#define IF_ENABLED(option, ...) STRATA_IF_1(option)(__VA_ARGS__)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define container_of(pointer, type, member)                                                        \
	({                                                                                         \
		__typeof__(((type *)0)->member) *member_pointer_ = (pointer);                      \
		(type *)((char *)member_pointer_ - offsetof(type, member));                        \
	})

/* Each evaluates its arguments once. The names are new each time, so that they can be nested. */
#define STRATA_JOIN2(a, b) a##b
#define STRATA_JOIN(a, b) STRATA_JOIN2(a, b)
#define STRATA_PICK(a, order, b, x, y)                                                             \
	({                                                                                         \
		__typeof__(a) x = (a);                                                             \
		__typeof__(b) y = (b);                                                             \
		x order y ? x : y;                                                                 \
	})
#define MIN(a, b)                                                                                  \
	STRATA_PICK(a, <, b, STRATA_JOIN(min_a_, __COUNTER__), STRATA_JOIN(min_b_, __COUNTER__))
#define MAX(a, b)                                                                                  \
	STRATA_PICK(a, >, b, STRATA_JOIN(max_a_, __COUNTER__), STRATA_JOIN(max_b_, __COUNTER__))

/* `align` is a power of two. */
#define ALIGN_DOWN(value, align) ((value) & ~((__typeof__(value))(align) - 1))
#define ALIGN_UP(value, align) ALIGN_DOWN((value) + ((__typeof__(value))(align) - 1), align)
#define IS_ALIGNED(value, align) (((value) & ((__typeof__(value))(align) - 1)) == 0)
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define __noreturn __attribute__((noreturn))
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define __section(name) __attribute__((section(name)))
#define __used __attribute__((used))
#define __unused __attribute__((unused))
#define __weak __attribute__((weak))
#define __cold __attribute__((cold))
#define __noinline __attribute__((noinline))
#undef __always_inline /* the host's C library has one too */
#define __always_inline inline __attribute__((always_inline))
/*
 * What a quick path calls, to be inlined in it, and what it leaves to a slow one; mostly(): the
 * value that a switch is about most often. Where size counts the compiler decides.
 */
#ifdef CONFIG_OPT_SIZE
#define __quick
#define __slow
#define mostly(value, expected) (value)
#else
#define __quick __always_inline
#define __slow __noinline
#define mostly(value, expected) __builtin_expect(value, expected)
#endif
#define __must_check __attribute__((warn_unused_result))
#define __format_printf(fmt, args) __attribute__((format(printf, fmt, args)))
