/*
 * Calls on the system as a whole (CALLS_SYSTEM).
 */
#include "calls.h"
#include "process.h"
#include "random.h"

#include <abi/errno.h>
#include <abi/random.h>
#include <abi/sysinfo.h>
#include <abi/syslog.h>
#include <abi/utsname.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/ucopy.h>

long sys_uname(kind_utsname buffer)
{
	static const struct abi_utsname name = {
		.sysname = "Strata",
		.nodename = "strata",
		.release = "6.1.0-strata",
		.version = "#1 riscv64",
		.machine = "riscv64",
		.domainname = "(none)",
	};

	return copy_to_user(buffer, &name, sizeof(name));
}

long sys_sysinfo(kind_pointer buffer)
{
	struct abi_sysinfo info = {
		.uptime = (int64_t)(time_to_ns(time_now()) / 1000000000u),
		.totalram = page_count_total() * PAGE_SIZE,
		.freeram = page_count_free() * PAGE_SIZE,
		.procs = (uint16_t)process_count(),
		.mem_unit = 1,
	};

	return copy_to_user(buffer, &info, sizeof(info));
}

/* What fits one step comes whole: only a long request ends early for a signal, as on Linux. */
long sys_getrandom(kind_outbuf buffer, kind_size size, kind_hex flags)
{
	char bytes[256];
	size_t done = 0;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	do {
		size_t step = MIN(size - done, sizeof(bytes));

		random_bytes(bytes, step);
		if (copy_to_user(buffer + done, bytes, step) < 0)
			return done ? (long)done : -EFAULT;
		done += step;
	} while (done < size && !thread_interrupted());
	return (long)done;
}
