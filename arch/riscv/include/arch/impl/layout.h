/*
 * Where the kernel lies, in physical memory and in its address space. Usable from assembly and the
 * linker script.
 *
 * SHARED: physical address p stands at KERNEL_VIRT_OFFSET + p in the upper half of every table. The
 * last root entry holds the kernel stacks.
 * ISOLATED: the kernel's own table is the identity. The last root entry, the only one that user
 * tables have too, holds the trampoline page at its very end and before it a save area for each
 * hart; the one before it, in the kernel's table alone, the kernel stacks.
 */
#pragma once

#ifdef CONFIG_KERNEL_MAP_SHARED
#define KERNEL_VIRT_OFFSET 0xffffffc000000000
#define KERNEL_ROOT_FIRST 256
#define KERNEL_ROOT_COUNT 256
#define KSTACK_WINDOW 0xffffffffc0000000
#else
#define KERNEL_VIRT_OFFSET 0
#define KERNEL_ROOT_FIRST 511
#define KERNEL_ROOT_COUNT 1
#define KSTACK_WINDOW 0xffffffff80000000
#define TRAMPOLINE 0xfffffffffffff000
#endif

#ifdef CONFIG_BOOT_SBI
#define KERNEL_LOAD_ADDRESS 0x80200000
#else
#define KERNEL_LOAD_ADDRESS 0x80000000
#endif

#define KERNEL_LINK_ADDRESS (KERNEL_LOAD_ADDRESS + KERNEL_VIRT_OFFSET)
