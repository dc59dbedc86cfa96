/*
 * What the machine consists of, from its device tree.
 *
 * The tree is walked once. Each node is looked at for one thing: memory, a hart, a device that we
 * have a driver for, the command line, or memory that is not ours. Addresses are those of nodes on
 * the top level or on the bus "soc", which maps one to one. What we read stays in the tree (the
 * command line is a string in it), whose memory is on the list of reserved ranges.
 */
#include <kernel/platform.h>

#include "platform_memory.h"

#include <arch/mmu.h>
#include <kernel/log.h>
#include <lib/compiler.h>
#include <lib/fdt.h>
#include <lib/string.h>

#define FDT_SIZE_MAX 0x200000 /* more than that is no tree */

#define IRQ_SUPERVISOR_EXTERNAL 9 /* of a hart, as the controller's interrupts-extended has it */

/* QEMU's UART: so that there is something to complain on when the tree can not be read. */
struct platform platform __section(".sdata.platform") = {
	.uart = { 0x10000000, 0x100, 10 },
	.bootargs = "",
};

static const struct {
	const char *compatible;
	size_t offset; /* of the struct platform_device to fill */
} known_devices[] = {
	{ "ns16550a", offsetof(struct platform, uart) },
	{ "riscv,plic0", offsetof(struct platform, plic) },
	{ "sifive,plic-1.0.0", offsetof(struct platform, plic) },
	{ "riscv,clint0", offsetof(struct platform, clint) },
	{ "sifive,clint0", offsetof(struct platform, clint) },
	{ "google,goldfish-rtc", offsetof(struct platform, rtc) },
	{ "sifive,test0", offsetof(struct platform, finisher) },
};

/* What the walk has to remember from one node to the next. */
struct scan {
	struct fdt fdt;
	uint32_t boot_hart_id;
	bool boot_hart_open;       /* the last hart's node was the boot hart's */
	uint32_t boot_controller;  /* phandle of that hart's own interrupt controller */
	bool plic_found;
	struct fdt_node plic;
	bool in_reserved;          /* below /reserved-memory */
	unsigned int virtio_count;
};

static void reserve(paddr_t base, size_t size)
{
	size = paddr_cut(base, size);
	if (size == 0)
		return;
	if (platform.reserved_count == PLATFORM_MAX_RESERVED)
		panic("more than %d reserved ranges of memory", PLATFORM_MAX_RESERVED);
	platform.reserved[platform.reserved_count++] = (struct platform_range){ base, size };
}

static void take_memory(const struct scan *scan, const struct fdt_node *node)
{
	uint64_t base, size;

	for (uint32_t index = 0; fdt_reg(&scan->fdt, node, index, &base, &size); index++)
		platform_bank_add(base, size);
}

/* It has its place already. */
static void take_boot_hart(struct scan *scan, const struct fdt_node *node)
{
	scan->boot_hart_open = true;
	platform.isa = fdt_string(&scan->fdt, node, "riscv,isa");
}

static void take_hart(struct scan *scan, const struct fdt_node *node)
{
	uint64_t id, ignored;

	scan->boot_hart_open = false;
	if (!fdt_reg(&scan->fdt, node, 0, &id, &ignored) || !fdt_enabled(&scan->fdt, node))
		return;
	platform.harts_found++;
	if (id == scan->boot_hart_id)
		take_boot_hart(scan, node);
	else if (platform.hart_count < CONFIG_NR_HARTS)
		platform.hart_ids[platform.hart_count++] = (uint32_t)id;
}

static bool take_resource(const struct scan *scan, const struct fdt_node *node,
			  struct platform_device *device)
{
	uint64_t base, size;

	if (!fdt_reg(&scan->fdt, node, 0, &base, &size) || !fdt_enabled(&scan->fdt, node))
		return false;
	device->base = base;
	device->size = size;
	device->irq = fdt_u32(&scan->fdt, node, "interrupts", 0);
	return true;
}

/*
 * The slots are kept with the highest address first, whatever the order of the tree: QEMU plugs the
 * devices of its command line in from there, so the first disk named is the first found.
 */
static void take_virtio(struct scan *scan, const struct fdt_node *node)
{
	struct platform_device slot;
	unsigned int place = scan->virtio_count;

	if (place == PLATFORM_MAX_VIRTIO || !take_resource(scan, node, &slot))
		return;
	for (; place > 0 && platform.virtio[place - 1].base < slot.base; place--)
		platform.virtio[place] = platform.virtio[place - 1];
	platform.virtio[place] = slot;
	scan->virtio_count++;
}

/* One of the names that a node is compatible with. Returns whether we know it. */
static bool take_compatible(struct scan *scan, const struct fdt_node *node, const char *name)
{
	if (strcmp(name, "virtio,mmio") == 0) {
		take_virtio(scan, node);
		return true;
	}
	if (strcmp(name, "riscv,cpu-intc") == 0) {
		if (scan->boot_hart_open)
			scan->boot_controller = fdt_u32(&scan->fdt, node, "phandle", 0);
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(known_devices); i++) {
		char *field = (char *)&platform + known_devices[i].offset;

		if (strcmp(name, known_devices[i].compatible) != 0)
			continue;
		if (take_resource(scan, node, (struct platform_device *)field) &&
		    field == (char *)&platform.plic) {
			scan->plic = *node;
			scan->plic_found = true;
		}
		return true;
	}
	return false;
}

static void take_device(struct scan *scan, const struct fdt_node *node)
{
	uint32_t length;
	const char *list = fdt_property(&scan->fdt, node, "compatible", &length), *name;

	while (list != NULL && (name = fdt_list_next(&list, &length)) != NULL)
		if (take_compatible(scan, node, name))
			return;
}

static void take_reserved(const struct scan *scan, const struct fdt_node *node)
{
	uint64_t base, size;

	for (uint32_t index = 0; fdt_reg(&scan->fdt, node, index, &base, &size); index++)
		reserve(base, size);
}

/* Look at a node of the top level; its children follow. */
static void visit_top(struct scan *scan, const struct fdt_node *node)
{
	const char *type = fdt_string(&scan->fdt, node, "device_type");
	const char *bootargs;

	scan->in_reserved = strcmp(node->name, "reserved-memory") == 0;
	if (type != NULL && strcmp(type, "memory") == 0) {
		take_memory(scan, node);
	} else if (strcmp(node->name, "chosen") == 0) {
		bootargs = fdt_string(&scan->fdt, node, "bootargs");
		if (bootargs != NULL)
			platform.bootargs = bootargs;
	} else if (strcmp(node->name, "cpus") == 0) {
		platform.timebase =
			fdt_u32(&scan->fdt, node, "timebase-frequency", 0);
	} else {
		take_device(scan, node);
	}
}

static void visit(struct scan *scan, const struct fdt_node *node)
{
	const char *type;

	if (node->depth == 1) {
		visit_top(scan, node);
		return;
	}
	if (scan->in_reserved) {
		take_reserved(scan, node);
		return;
	}
	type = fdt_string(&scan->fdt, node, "device_type");
	if (type != NULL && strcmp(type, "cpu") == 0)
		take_hart(scan, node);
	else
		take_device(scan, node);
}

/* The contexts are in the order of the controller's list of (hart's controller, line) pairs. */
static void find_plic_context(const struct scan *scan)
{
	uint32_t length;
	const void *pairs;

	if (!scan->plic_found)
		return;
	pairs = fdt_property(&scan->fdt, &scan->plic, "interrupts-extended", &length);
	for (uint32_t context = 0; pairs != NULL && context < length / 8; context++)
		if (fdt_cells(pairs, 2 * context, 1) == scan->boot_controller &&
		    fdt_cells(pairs, 2 * context + 1, 1) == IRQ_SUPERVISOR_EXTERNAL)
			platform.plic_context = context;
}

static void reserve_listed(const struct fdt *fdt)
{
	uint64_t base, size;

	for (uint32_t index = 0; fdt_reservation(fdt, index, &base, &size); index++)
		reserve(base, size);
}

void platform_init(paddr_t fdt, uint32_t boot_hart_id)
{
	struct scan scan = { .boot_hart_id = boot_hart_id };
	struct fdt_walk walk;
	struct fdt_node node;

	platform.hart_ids[0] = boot_hart_id;
	platform.hart_count = 1;
	if (!fdt_open(&scan.fdt, phys_to_virt(fdt), FDT_SIZE_MAX))
		panic("no device tree at 0x%lx", (unsigned long)fdt);
	platform.fdt = fdt;
	platform.fdt_size = scan.fdt.total_size;
	reserve(fdt, scan.fdt.total_size);
	reserve_listed(&scan.fdt);

	fdt_walk_start(&walk, &scan.fdt);
	while (fdt_walk_next(&walk, &node))
		if (node.depth > 0)
			visit(&scan, &node);
	find_plic_context(&scan);
	platform_memory_choose();
	if (platform.timebase == 0)
		panic("the device tree names no clock");
}
