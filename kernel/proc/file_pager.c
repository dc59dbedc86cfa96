#include "file_pager.h"

#include <fs/inode.h>

void file_object_get(void *inode)
{
	inode_get(inode);
}

void file_object_put(void *inode)
{
	inode_put(inode);
}
