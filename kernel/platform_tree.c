/*
 * Memory, the harts and the command line, from the device tree (devicetree specification v0.4,
 * chapter 5), for kernels that take all else for granted (platform_static.c). Of several banks of
 * memory the one that the kernel lies in is enough for them.
 *
 * The tree was made by the emulator or the firmware; lengths and offsets in it are still checked
 * against its end.
 */
#include "platform_memory.h"
#include "platform_static.h"

#include <arch/mmu.h>
#include <kernel/platform.h>
#include <lib/compiler.h>
#include <lib/endian.h>
#include <lib/string.h>

extern char kernel_start[];

#define FDT_MAGIC    0xd00dfeed
#define FDT_SIZE_MAX 0x200000

enum {
	FDT_BEGIN_NODE = 1,
	FDT_END_NODE = 2,
	FDT_PROPERTY = 3,
	FDT_NOP = 4
};

struct fdt_header {
	be32 magic;
	be32 total_size;
	be32 structure;
	be32 strings;
};

static uint32_t word_at(const char *at)
{
	return be32_get(*(const be32 *)at);
}

static uint64_t two_words_at(const char *at)
{
	return (uint64_t)word_at(at) << 32 | word_at(at + 4);
}

/* The boot hart has its place already. */
static void take_hart(uint32_t id)
{
	platform.harts_found++;
	if (id != platform.hart_ids[0] && platform.hart_count < CONFIG_NR_HARTS)
		platform.hart_ids[platform.hart_count++] = id;
}

static void take_bank(paddr_t base, size_t size)
{
	if (virt_to_phys(kernel_start) - base < size) {
		platform.memory_base = base;
		platform.memory_size = paddr_cut(base, size);
	}
}

static void take_property(const char *node, const char *name, const char *value, uint32_t length)
{
	if (CONFIG_NR_HARTS > 1 && strncmp(node, "cpu@", 4) == 0) {
		if (strcmp(name, "reg") == 0 && length >= 4)
			take_hart(word_at(value + length - 4));
		return;
	}
	if (strncmp(node, "memory@", 7) == 0 && strcmp(name, "reg") == 0) {
		for (; length >= 16; length -= 16, value += 16)
			take_bank(two_words_at(value), two_words_at(value + 8));
	} else if (strcmp(node, "chosen") == 0 && strcmp(name, "bootargs") == 0 && length > 0 &&
		   value[length - 1] == '\0') {
		platform.bootargs = value;
	}
}

/* Is this node one to look at? Those of the top level are, and the harts, which lie below one. */
static bool is_wanted(unsigned int depth)
{
	return depth == 2 || (CONFIG_NR_HARTS > 1 && depth == 3);
}

static void walk(const char *at, const char *end, const char *strings)
{
	const char *node = NULL, *name;
	unsigned int depth = 0;
	uint32_t length;

	while (at + 12 <= end) {
		uint32_t token = word_at(at);

		at += 4;
		if (token == FDT_BEGIN_NODE) {
			node = is_wanted(++depth) ? at : NULL;
			at += ALIGN_UP(strnlen(at, (size_t)(end - at)) + 1, 4);
		} else if (token == FDT_END_NODE) {
			depth--;
			node = NULL;
		} else if (token == FDT_PROPERTY) {
			length = word_at(at);
			name = strings + word_at(at + 4);
			at += 8;
			if (node && length <= (size_t)(end - at) && name < end)
				take_property(node, name, at, length);
			at += ALIGN_UP((size_t)length, 4);
		} else if (token != FDT_NOP) {
			return;
		}
	}
}

void platform_read_tree(paddr_t fdt)
{
	const char *blob = phys_to_virt(fdt);
	const struct fdt_header *header = (const struct fdt_header *)blob;
	uint32_t size = be32_get(header->total_size);
	uint32_t structure = be32_get(header->structure);

	if (be32_get(header->magic) != FDT_MAGIC || size > FDT_SIZE_MAX || structure % 4 != 0)
		return;
	platform.reserved[platform.reserved_count++] = (struct platform_range){ fdt, size };
	platform.memory_size = 0; /* unless the tree names some where the kernel lies */
	walk(blob + structure, blob + size, blob + be32_get(header->strings));
}
