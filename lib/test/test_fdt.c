/*
 * The device tree reader: a tree as QEMU's virt machine gives, made here, then the same with
 * thousands of random injuries, each in memory of exactly its size.
 */
#include "check.h"

#include <lib/fdt.h>
#include <string.h>

#define MAGIC 0xd00dfeedu
#define HEADER_SIZE 40u

static uint8_t structure[4096], strings[512];
static uint32_t structure_used, strings_used;

static void put_bytes_be(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void cell(uint32_t value)
{
	put_bytes_be(structure + structure_used, value);
	structure_used += 4;
}

static void padded(const void *bytes, size_t size)
{
	memcpy(structure + structure_used, bytes, size);
	structure_used += (uint32_t)(size + 3) / 4 * 4;
}

static void begin(const char *name)
{
	cell(1);
	padded(name, strlen(name) + 1);
}

static void end(void)
{
	cell(2);
}

static void property(const char *name, const void *value, size_t size)
{
	cell(3);
	cell((uint32_t)size);
	cell(strings_used);
	memcpy(strings + strings_used, name, strlen(name) + 1);
	strings_used += (uint32_t)strlen(name) + 1;
	padded(value, size);
}

static void property_text(const char *name, const char *text)
{
	property(name, text, strlen(text) + 1);
}

static void property_cells(const char *name, const uint32_t *cells, size_t count)
{
	uint8_t bytes[64];

	for (size_t i = 0; i < count; i++)
		put_bytes_be(bytes + 4 * i, cells[i]);
	property(name, bytes, 4 * count);
}

#define CELLS(name, ...)                                                                           \
	property_cells(name, (const uint32_t[]){ __VA_ARGS__ },                                    \
		       sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

static void make_cpus(void)
{
	begin("cpus");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 0);
	CELLS("timebase-frequency", 10000000);
	for (uint32_t hart = 0; hart < 2; hart++) {
		begin(hart == 0 ? "cpu@0" : "cpu@1");
		property_text("device_type", "cpu");
		CELLS("reg", hart);
		property_text("status", hart == 0 ? "okay" : "disabled");
		begin("interrupt-controller");
		CELLS("phandle", 2 + hart);
		end();
		end();
	}
	end();
}

static void make_tree(void)
{
	begin("");
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	begin("memory@80000000");
	property_text("device_type", "memory");
	CELLS("reg", 0, 0x80000000, 1, 0x10000000);
	end();
	make_cpus();
	begin("soc");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 1);
	cell(4); /* a NOP */
	begin("serial@10000000");
	property("compatible", "vendor,uart\0ns16550a", 21);
	CELLS("reg", 0x10000000, 0x100, 0x20000000, 0x200);
	CELLS("interrupts", 10);
	end();
	end();
	begin("chosen");
	property_text("bootargs", "quiet init=/bin/sh");
	end();
	end();
	cell(9);
}

/* The blob in fresh memory of exactly its size. */
static uint8_t *make_blob(size_t *size)
{
	uint32_t reservations = HEADER_SIZE, structure_at = reservations + 32;
	uint32_t strings_at = structure_at + structure_used, total = strings_at + strings_used;
	const uint32_t header[] = { MAGIC, total, structure_at, strings_at, reservations,
				    17, 16, 0, strings_used, structure_used };
	uint8_t *blob = aligned_alloc(8, (total + 7) / 8 * 8);

	for (size_t i = 0; i < 10; i++)
		put_bytes_be(blob + 4 * i, header[i]);
	memset(blob + reservations, 0, 32);
	put_bytes_be(blob + reservations + 4, 0x88000000);
	put_bytes_be(blob + reservations + 12, 0x1000);
	memcpy(blob + structure_at, structure, structure_used);
	memcpy(blob + strings_at, strings, strings_used);
	*size = total;
	return blob;
}

static void check_serial(const struct fdt *fdt)
{
	struct fdt_node node;
	uint64_t address, size;

	CHECK(fdt_find_compatible(fdt, "ns16550a", &node));
	CHECK(strcmp(node.name, "serial@10000000") == 0 && node.depth == 2);
	CHECK(fdt_compatible(fdt, &node, "vendor,uart"));
	CHECK(!fdt_compatible(fdt, &node, "ns16550") && !fdt_compatible(fdt, &node, "uart"));
	CHECK(fdt_reg(fdt, &node, 1, &address, &size));
	CHECK(address == 0x20000000 && size == 0x200);
	CHECK(!fdt_reg(fdt, &node, 2, &address, &size));
	CHECK(fdt_u32(fdt, &node, "interrupts", 0) == 10);
	CHECK(fdt_u32(fdt, &node, "no-such", 7) == 7);
	CHECK(!fdt_find_compatible(fdt, "no,such", &node));
}

static void check_paths(const struct fdt *fdt)
{
	struct fdt_node node;
	uint64_t address, size;

	CHECK(fdt_find_path(fdt, "/", &node) && node.depth == 0);
	CHECK(fdt_find_path(fdt, "/chosen", &node));
	CHECK(strcmp(fdt_string(fdt, &node, "bootargs"), "quiet init=/bin/sh") == 0);
	CHECK(fdt_find_path(fdt, "/memory", &node));
	CHECK(fdt_reg(fdt, &node, 0, &address, &size));
	CHECK(address == 0x80000000 && size == 0x110000000);
	CHECK(fdt_find_path(fdt, "/cpus/cpu@1", &node) && !fdt_enabled(fdt, &node));
	CHECK(fdt_find_path(fdt, "/cpus/cpu@0", &node) && fdt_enabled(fdt, &node));
	CHECK(fdt_reg(fdt, &node, 0, &address, &size) && address == 0 && size == 0);
	CHECK(fdt_find_path(fdt, "/cpus/cpu@1/interrupt-controller", &node));
	CHECK(fdt_u32(fdt, &node, "phandle", 0) == 3);
	CHECK(!fdt_find_path(fdt, "/cpus/chosen", &node));
	CHECK(!fdt_find_path(fdt, "/cpu@1", &node));
	CHECK(!fdt_find_path(fdt, "/cho", &node));
	CHECK(fdt_find_phandle(fdt, 3, &node) && node.depth == 3);
	CHECK(!fdt_find_phandle(fdt, 9, &node));
}

static void check_whole(void)
{
	size_t size;
	uint8_t *blob = make_blob(&size);
	uint64_t address, length;
	struct fdt fdt;

	CHECK(fdt_open(&fdt, blob, size));
	CHECK(!fdt_open(&fdt, blob, size - 1));
	CHECK(fdt_open(&fdt, blob, size + 100) && fdt.total_size == size);
	CHECK(fdt_reservation(&fdt, 0, &address, &length));
	CHECK(address == 0x88000000 && length == 0x1000);
	CHECK(!fdt_reservation(&fdt, 1, &address, &length));
	check_serial(&fdt);
	check_paths(&fdt);
	free(blob);
}

/* Read everything that can be read. */
static void read_all(const struct fdt *fdt)
{
	struct fdt_walk walk;
	struct fdt_node node;
	uint64_t address, size;
	uint32_t length;

	fdt_walk_start(&walk, fdt);
	while (fdt_walk_next(&walk, &node)) {
		const uint8_t *value = fdt_property(fdt, &node, "reg", &length);
		const char *text = fdt_string(fdt, &node, "device_type");

		for (uint32_t i = 0; value != NULL && i < length; i++)
			CHECK(value[i] <= 255);
		if (text != NULL)
			CHECK(strlen(text) < fdt->total_size);
		fdt_compatible(fdt, &node, "ns16550a");
		fdt_enabled(fdt, &node);
		for (uint32_t i = 0; i < 3; i++)
			fdt_reg(fdt, &node, i, &address, &size);
	}
	fdt_find_path(fdt, "/cpus/cpu@1/interrupt-controller", &node);
	fdt_find_phandle(fdt, 3, &node);
	for (uint32_t i = 0; fdt_reservation(fdt, i, &address, &size); i++)
		;
}

static void check_injuries(void)
{
	for (int round = 0; round < 30000; round++) {
		size_t size;
		uint8_t *blob = make_blob(&size);
		struct fdt fdt;

		for (uint64_t count = check_random() % 6; count > 0; count--) {
			size_t at = check_random() % (check_random() % 4 == 0 ? HEADER_SIZE : size);

			blob[at] = check_random() % 2 == 0 ? (uint8_t)check_random()
							   : (uint8_t)(check_random() % 10);
		}
		if (fdt_open(&fdt, blob, size))
			read_all(&fdt);
		free(blob);
	}
}

int main(void)
{
	make_tree();
	check_whole();
	check_injuries();
	return 0;
}
