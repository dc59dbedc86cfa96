/*
 * The machine that the smallest kernels are built for: QEMU's virt machine as far as it is always
 * the same. Other harts than the one that boots are known from the tree alone (platform_tree.c).
 */
#include "platform_static.h"

#include <lib/compiler.h>

struct platform platform __section(".sdata.platform") = {
	.memory_base = 0x80000000,
	.memory_size = (size_t)CONFIG_BOOT_MEMORY_MIB << 20,
	.timebase = 10000000,
	.hart_count = 1,
	.harts_found = CONFIG_NR_HARTS > 1 ? 0 : 1, /* the tree names each */
	.uart = { 0x10000000, 0x100, 10 },
	.plic = { 0x0c000000, 0x600000, 0 },
	.clint = { 0x02000000, 0x10000, 0 },
	.rtc = { 0x00101000, 0x1000, 11 },
	.finisher = { 0x00100000, 0x1000, 0 },
	.virtio = { /* in the order in which QEMU plugs disks in */
		{ 0x10008000, 0x1000, 8 }, { 0x10007000, 0x1000, 7 },
		{ 0x10006000, 0x1000, 6 }, { 0x10005000, 0x1000, 5 },
		{ 0x10004000, 0x1000, 4 }, { 0x10003000, 0x1000, 3 },
		{ 0x10002000, 0x1000, 2 }, { 0x10001000, 0x1000, 1 },
	},
	.bootargs = "",
};

/* The contexts are two for each hart: machine mode, then supervisor mode. */
void platform_init(paddr_t fdt, uint32_t boot_hart_id)
{
	platform.hart_ids[0] = boot_hart_id;
	platform.plic_context = 2 * boot_hart_id + 1;
	platform_read_tree(fdt);
}
