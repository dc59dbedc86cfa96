/*
 * The disks: virtio devices (BLK_VIRTIO) or an image linked into the kernel (BLK_RAMDISK). They are
 * used through <kernel/blkdev.h>.
 */
#pragma once

#ifdef CONFIG_BLK
/* disk_init - find the disks and register them. At start-up, with pages and interrupts ready. */
void disk_init(void);
#else
static inline void disk_init(void)
{
}
#endif
