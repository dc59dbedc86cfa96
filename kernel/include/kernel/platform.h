/*
 * What the device tree says of the machine, read once at start-up (kernel/platform.c, <lib/fdt.h>).
 * Without CONFIG_FDT_DEVICES constants of QEMU's virt machine stand in (kernel/platform_static.c),
 * with CONFIG_FDT for all but memory, harts and the command line.
 */
#pragma once

#include <lib/types.h>

#define PLATFORM_MAX_VIRTIO 8
#define PLATFORM_MAX_RESERVED 8

struct platform_range {
	paddr_t base;
	size_t size;
};

struct platform_device {
	paddr_t base;  /* 0: there is none */
	size_t size;
	unsigned int irq; /* 0: none */
};

struct platform {
	paddr_t memory_base;
	size_t memory_size;
	paddr_t fdt;          /* where the tree lies, and its length: to be left alone */
	size_t fdt_size;
	uint64_t timebase;    /* counts of `time` per second */
	unsigned int hart_count;            /* harts the tree names, at most CONFIG_NR_HARTS kept */
	uint32_t hart_ids[CONFIG_NR_HARTS]; /* [0] is the boot hart */
	unsigned int harts_found;           /* harts the tree names in all */
	struct platform_device uart;
	struct platform_device plic;
	struct platform_device clint;
	struct platform_device rtc;
	struct platform_device finisher;
	struct platform_device virtio[PLATFORM_MAX_VIRTIO];
	unsigned int plic_context; /* that of the boot hart in supervisor mode */
	struct platform_range reserved[PLATFORM_MAX_RESERVED]; /* memory to be left alone: */
	unsigned int reserved_count;                           /* the tree, the firmware */
	const char *isa;      /* the tree's riscv,isa of the boot hart, or NULL */
	const char *bootargs; /* the kernel's command line, "" when none */
};

extern struct platform platform;

/*
 * platform_init - fill `platform`. `fdt` is the physical address of the device tree that whoever
 * started us passed along with the boot hart's id. At start-up, once; the tree must be mapped.
 */
void platform_init(paddr_t fdt, uint32_t boot_hart_id);
