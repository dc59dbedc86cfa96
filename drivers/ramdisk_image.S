/* The disk image that the build made, as initialised data. */
	.section .data.ramdisk, "aw"
	.balign 4096
	.globl ramdisk_image
ramdisk_image:
	.incbin RAMDISK_IMAGE
	.globl ramdisk_image_end
ramdisk_image_end:
