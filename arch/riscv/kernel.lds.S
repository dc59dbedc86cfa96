/*
 * The kernel's image. _start is its lowest byte, because QEMU jumps to the lowest load address.
 * With paging each section begins a page, so that each gets rights of its own.
 */
#include <arch/impl/frame.h>
#include <arch/impl/layout.h>

#ifdef CONFIG_MMU
#define SECTION_ALIGN 4096
#else
#define SECTION_ALIGN 16
#endif

OUTPUT_ARCH(riscv)
ENTRY(_start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = KERNEL_LINK_ADDRESS;
	kernel_start = .;

	.text : AT(ADDR(.text) - KERNEL_VIRT_OFFSET) {
		KEEP(*(.text.entry))
		*(.text.start)
		*(.trampoline)
		*(.text .text.*)
	} :text
	text_end = .;

	. = ALIGN(SECTION_ALIGN);
	rodata_start = .;
	.rodata : AT(ADDR(.rodata) - KERNEL_VIRT_OFFSET) {
		*(.rodata .rodata.* .srodata .srodata.*)
#ifdef CONFIG_KASAN
		. = ALIGN(8);
		constructors_start = .;
		KEEP(*(.init_array .init_array.*))
		constructors_end = .;
#endif
#ifdef CONFIG_KTEST
		. = ALIGN(8);
		ktests_start = .;
		KEEP(*(.ktests))
		ktests_end = .;
#endif
#ifdef CONFIG_KALLSYMS
		/* Behind all else, so that nothing but data moves when it gets larger. */
		KEEP(*(.kallsyms))
#endif
	} :rodata
	.ramdisk : AT(ADDR(.ramdisk) - KERNEL_VIRT_OFFSET) {
		KEEP(*(.ramdisk.rodata))
	} :rodata

	. = ALIGN(SECTION_ALIGN);
	data_start = .;
	.data : AT(ADDR(.data) - KERNEL_VIRT_OFFSET) {
		KEEP(*(.ramdisk.data))
		*(.data .data.*)
		/* What gp reaches: 2 KiB to both sides; what is too far is reached otherwise. */
		. = ALIGN(16);
		__global_pointer$ = . + 0x800;
		*(.sdata .sdata.*)
		*(.sbss .sbss.*)
		. = ALIGN(16);
	} :data

	.bss (NOLOAD) : AT(ADDR(.bss) - KERNEL_VIRT_OFFSET) {
		bss_start = .;
		*(.bss .bss.* COMMON)
		. = ALIGN(16);
		bss_end = .;
	} :data

	/*
	 * The boot hart's stack, with an unmapped page before it. Like every stack it is the upper
	 * half of a piece twice its size. Not cleared.
	 */
#ifdef CONFIG_MMU
	. = ALIGN(2 * KSTACK_SIZE) + KSTACK_SIZE;
#endif
	boot_stack_guard = . - SECTION_ALIGN;
	.stacks (NOLOAD) : AT(ADDR(.stacks) - KERNEL_VIRT_OFFSET) {
		*(.stacks)
	} :data

	. = ALIGN(4096);
	kernel_end = .;
#ifdef CONFIG_MMU
	kstack_window = KSTACK_WINDOW; /* for debuggers */
#endif

	/* Not loaded: what the kernel was built from. */
	.note.strata 0 : {
		KEEP(*(.note.strata))
	} :NONE

	/* Where the milestones of the start are (<kernel/boot.h>); in the file only. */
	.boot_marks 0 (INFO) : {
		KEEP(*(.boot_marks))
	}

	/DISCARD/ : {
		*(.comment .eh_frame .eh_frame_hdr .note.GNU-stack .riscv.attributes)
	}
}

ASSERT(_start == kernel_start, "_start is not the lowest byte of the image")
