/* Between the files of mkfs. */
#pragma once

#include <fs/inode.h>

/* fail - print a message in the manner of printf, and end with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);

/* check - fail if `error` is negative: "mkfs: PATH: what errno says". */
void check(int error, const char *path);

/* No file in the image is newer, in nanoseconds since 1970; see SOURCE_DATE_EPOCH in the usage. */
extern uint64_t latest_ns;

/* populate - copy what is in a folder of the host into the image, over what is there. */
void populate(struct inode *root, const char *folder);

/* make_folder, make_node, make_link - make sure that the image has them. */
void make_folder(struct inode *root, const char *path);
void make_node(struct inode *root, const char *path, uint32_t device);
void make_link(struct inode *root, const char *target, const char *path);

/* manifest_read - do what the lines of a file say. */
void manifest_read(struct inode *root, const char *path);
