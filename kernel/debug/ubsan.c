/*
 * UBSAN: what the code calls that gcc's -fsanitize=undefined puts in, when something undefined is
 * about to happen. Each call says what and where, and panics: the result could be anything.
 *
 * The names and structures are those of the compiler's runtime interface (GCC, libsanitizer/ubsan,
 * ubsan_handlers.h).
 */
#include <kernel/log.h>
#include <lib/compiler.h>
#include <lib/string.h>
#include <lib/types.h>

struct place {
	const char *file;
	uint32_t line;
	uint32_t column;
};

struct type {
	uint16_t kind; /* 0: an integer */
	uint16_t info; /* of an integer: bit 0 signed, above it the log2 of the width */
	char name[];
};

/* What all descriptions begin with. */
struct data {
	struct place place;
	const struct type *type;
};

struct shift_data {
	struct place place;
	const struct type *left;
	const struct type *right;
};

struct bounds_data {
	struct place place;
	const struct type *array;
	const struct type *index;
};

struct mismatch_data {
	struct place place;
	const struct type *type;
	uint8_t log_alignment;
	uint8_t kind;
};

#define TYPE_INTEGER 0
#define TYPE_SIGNED  1

/* The compiler names files as it was given them, whatever -ffile-prefix-map says. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static __noreturn __cold void report(const struct place *place, const char *what, const char *type,
				     long value)
{
	panic("UBSAN: %s at %s:%u:%u, type %s, value %ld", what, last_part(place->file),
	      place->line, place->column, type, value);
}

/* A value as the instrumented code passes it: small integers as they are, signed ones extended. */
static long value_of(const struct type *type, uintptr_t value)
{
	unsigned int width = 1u << (type->info >> 1);

	if (type->kind != TYPE_INTEGER || width >= 64)
		return (long)value;
	if (type->info & TYPE_SIGNED)
		return (long)(value << (64 - width)) >> (64 - width);
	return (long)(value & ((1ul << width) - 1));
}

#define OVERFLOW_HANDLER(operation, what)                                                          \
	void __ubsan_handle_##operation(const struct data *data, uintptr_t left, uintptr_t right); \
	void __ubsan_handle_##operation(const struct data *data, uintptr_t left, uintptr_t right)  \
	{                                                                                          \
		report(&data->place, what, data->type->name, value_of(data->type, left));          \
	}

OVERFLOW_HANDLER(add_overflow, "an addition overflows")
OVERFLOW_HANDLER(sub_overflow, "a subtraction overflows")
OVERFLOW_HANDLER(mul_overflow, "a multiplication overflows")
OVERFLOW_HANDLER(divrem_overflow, "a division by zero or that overflows")

void __ubsan_handle_negate_overflow(const struct data *data, uintptr_t value);
void __ubsan_handle_negate_overflow(const struct data *data, uintptr_t value)
{
	report(&data->place, "a negation overflows", data->type->name,
	       value_of(data->type, value));
}

void __ubsan_handle_shift_out_of_bounds(const struct shift_data *data, uintptr_t left,
					uintptr_t right);
void __ubsan_handle_shift_out_of_bounds(const struct shift_data *data, uintptr_t left,
					uintptr_t right)
{
	report(&data->place, "a shift by too much or of what can not be", data->left->name,
	       value_of(data->right, right));
}

void __ubsan_handle_out_of_bounds(const struct bounds_data *data, uintptr_t index);
void __ubsan_handle_out_of_bounds(const struct bounds_data *data, uintptr_t index)
{
	report(&data->place, "an index out of bounds", data->array->name,
	       value_of(data->index, index));
}

void __ubsan_handle_type_mismatch_v1(const struct mismatch_data *data, uintptr_t address);
void __ubsan_handle_type_mismatch_v1(const struct mismatch_data *data, uintptr_t address)
{
	uintptr_t alignment = 1ul << data->log_alignment;

	report(&data->place,
	       address == 0 ? "use of a null pointer" :
	       address & (alignment - 1) ? "use of a misaligned pointer" :
					   "use of a pointer to too little memory",
	       data->type->name, (long)address);
}

void __ubsan_handle_pointer_overflow(const struct place *place, uintptr_t base, uintptr_t result);
void __ubsan_handle_pointer_overflow(const struct place *place, uintptr_t base, uintptr_t result)
{
	report(place, "pointer arithmetic overflows", "pointer", (long)base);
}

void __ubsan_handle_load_invalid_value(const struct data *data, uintptr_t value);
void __ubsan_handle_load_invalid_value(const struct data *data, uintptr_t value)
{
	report(&data->place, "load of a value that its type does not have", data->type->name,
	       value_of(data->type, value));
}

void __ubsan_handle_vla_bound_not_positive(const struct data *data, uintptr_t bound);
void __ubsan_handle_vla_bound_not_positive(const struct data *data, uintptr_t bound)
{
	report(&data->place, "an array without a positive length", data->type->name,
	       value_of(data->type, bound));
}

void __ubsan_handle_builtin_unreachable(const struct place *place);
void __ubsan_handle_builtin_unreachable(const struct place *place)
{
	report(place, "the unreachable is reached", "none", 0);
}

void __ubsan_handle_nonnull_arg(const struct place *place);
void __ubsan_handle_nonnull_arg(const struct place *place)
{
	report(place, "a null pointer for an argument that must not be null", "pointer", 0);
}
