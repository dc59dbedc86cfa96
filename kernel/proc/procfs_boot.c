#include "procfs_files.h"

#include "procfs_boot.h"

#include <lib/format.h>

/* A line for each milestone: its name and the instructions spent; then those spent by now. */
ssize_t proc_show_boot(int pid, char *buffer, size_t size)
{
	size_t length = 0;

	for (unsigned int i = 0; i < BOOT_COUNT; i++)
		length += (size_t)format_string(buffer + length, size - length, "%s %lu\n",
						boot_name(i), (unsigned long)boot_instructions(i));
	length += (size_t)format_string(buffer + length, size - length, "now %lu\n",
					(unsigned long)busy_instructions());
	return (ssize_t)length;
}
