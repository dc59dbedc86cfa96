/*
 * Programs that are part of the kernel's image, for kernels that can read none from a disk. They
 * are ELF files that the build has made itself (user/stage), and so are not checked.
 */
#pragma once

#include <lib/types.h>

struct process;

/* linked_create - a process for the program at `image`, ready to be started. 0 or -errno. */
int linked_create(const void *image, const char *name, struct process **result);

/* linked_data - where the program's writable data begins. */
uaddr_t linked_data(const void *image);
