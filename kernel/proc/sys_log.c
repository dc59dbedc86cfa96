/*
 * The kernel's log for programs.
 */
#include "calls.h"

#include <abi/errno.h>
#include <abi/syslog.h>
#include <kernel/log.h>
#include <mm/ucopy.h>

static long read_log(uaddr_t buffer, size_t size)
{
	char bytes[256];
	uint64_t position = 0;
	size_t done = 0;
	size_t got;

	while (done < size && (got = log_read(bytes, MIN(size - done, sizeof(bytes)), &position))) {
		if (copy_to_user(buffer + done, bytes, got) < 0)
			return -EFAULT;
		done += got;
	}
	return (long)done;
}

long sys_syslog(kind_int type, kind_outbuf buffer, kind_int size)
{
	switch (type) {
	case SYSLOG_ACTION_OPEN:
	case SYSLOG_ACTION_CLOSE:
		return 0;
	case SYSLOG_ACTION_READ_ALL:
		return size < 0 ? -EINVAL : read_log(buffer, (size_t)size);
	case SYSLOG_ACTION_CONSOLE_OFF:
	case SYSLOG_ACTION_CONSOLE_ON:
		log_set_quiet(type == SYSLOG_ACTION_CONSOLE_OFF);
		return 0;
	case SYSLOG_ACTION_SIZE_BUFFER:
		return (long)log_capacity();
	default:
		return -EINVAL;
	}
}
