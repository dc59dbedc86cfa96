/* The disk of a kernel without a file system: nothing has made an image, so it is empty. */
#define SIZE 65536

	.section .bss.ramdisk, "aw", @nobits
	.balign 4096
	.globl ramdisk_image
ramdisk_image:
	.zero	SIZE
	.globl ramdisk_image_end
ramdisk_image_end:
