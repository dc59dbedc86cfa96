#include "show.h"

#include <abi/errno.h>
#include <fs/fs.h>
#include <kernel/blkdev.h>

void show_mount(void)
{
	struct blkdev *disk = blkdev_first();
	int error;

	if (!disk)
		show_fail("there is no disk", -ENODEV);
	error = fs_init();
	if (!error)
		error = fs_mount_root(disk);
	if (error)
		show_fail("the root file system can not be mounted", error);
}
