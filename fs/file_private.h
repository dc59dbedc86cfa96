/* Shared by the files that make kinds of open files. */
#pragma once

#include <fs/file.h>

extern const struct file_ops file_inode_ops;
extern const struct file_ops file_device_ops;
