/*
 * KALLSYMS: the names of the kernel's functions, in a table that tools/kallsyms makes from the
 * first link of the image. Only reports read it, so it is small rather than quick, and is read from
 * its beginning each time.
 *
 * kallsyms_distances: how far the first function lies behind kernel_start, then for each function
 * how far the next one lies behind it, in units of 2 bytes. kallsyms_names: for each function the
 * length of its name and that many bytes. kallsyms_meanings: for each value of a byte the
 * characters that it stands for, with a zero behind them.
 *
 * Addresses count from where the kernel lies, so that this also works before there is paging.
 */
#include <arch/upward.h>

#include <lib/compiler.h>
#include <lib/string.h>

#define NAME_SIZE 64 /* longer names are cut */

extern const uint32_t kallsyms_count;
extern const uint16_t kallsyms_distances[];
extern const uint8_t kallsyms_names[];
extern const char kallsyms_meanings[];
extern const char kernel_start[];

struct place {
	uint32_t index;
	size_t offset, size;
};

/* The function that has the byte at `address`. Returns whether there is one. */
static bool find_place(uintptr_t address, struct place *place)
{
	uintptr_t offset = address - (uintptr_t)kernel_start;
	uintptr_t start = 2 * (uintptr_t)kallsyms_distances[0];

	for (uint32_t i = 0; i < kallsyms_count && offset >= start; i++) {
		size_t size = 2 * (size_t)kallsyms_distances[1 + i];

		if (offset - start < size) {
			*place = (struct place){ i, offset - start, size };
			return true;
		}
		start += size;
	}
	return false;
}

static const char *meaning_of(uint8_t byte)
{
	const char *meaning = kallsyms_meanings;

	while (byte-- > 0)
		meaning += strlen(meaning) + 1;
	return meaning;
}

static void read_name(uint32_t index, char name[NAME_SIZE])
{
	const uint8_t *bytes = kallsyms_names;
	size_t length = 0;

	while (index-- > 0)
		bytes += 1 + *bytes;
	for (unsigned int i = 1; i <= *bytes; i++)
		for (const char *c = meaning_of(bytes[i]); *c && length < NAME_SIZE - 1; c++)
			name[length++] = *c;
	name[length] = '\0';
}

void code_print(uintptr_t address, bool exact, void (*print)(const char *format, ...))
{
	/* The call before a return address may be the last thing in its function. */
	uintptr_t byte = exact ? address : address - 1;
	const char *before = exact ? "pc " : "";
	char name[NAME_SIZE];
	struct place place;

	if (!find_place(byte, &place)) {
		print("  %s%lx\n", before, (unsigned long)address);
		return;
	}
	read_name(place.index, name);
	print("  %s%lx %s+0x%lx/0x%lx\n", before, (unsigned long)address, name,
	      (unsigned long)(place.offset + (address - byte)), (unsigned long)place.size);
}
