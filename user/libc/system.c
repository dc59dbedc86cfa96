/* The machine and the kernel: what they are, and turning them off. */
#include "call.h"
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

static int reboot_with(int command, long argument)
{
	return (int)libc_result(CALL(reboot, (int)LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
				     command, argument));
}

int reboot(int command)
{
	return reboot_with(command, 0);
}

int poweroff(int status)
{
	return reboot_with(RB_POWER_OFF, status);
}

int uname(struct utsname *name)
{
	return (int)libc_result(CALL(uname, name));
}

int sysinfo(struct sysinfo *info)
{
	return (int)libc_result(CALL(sysinfo, info));
}

ssize_t getrandom(void *buffer, size_t size, unsigned int flags)
{
	return libc_result(CALL(getrandom, buffer, size, flags));
}

int getentropy(void *buffer, size_t size)
{
	return getrandom(buffer, size, 0) == (ssize_t)size ? 0 : -1;
}

int gethostname(char *name, size_t size)
{
	struct utsname system;

	if (uname(&system) < 0)
		return -1;
	if (strlcpy(name, system.nodename, size) < size)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	return (int)libc_result(CALL(sched_setaffinity, pid, size, set));
}

/* The kernel writes only the bytes it has; the rest of the set is cleared here. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	long written = CALL(sched_getaffinity, pid, size, set);

	if (written < 0)
		return (int)libc_result(written);
	memset((char *)set + written, 0, size - (size_t)written);
	return 0;
}

int libc_cpu_count(const cpu_set_t *set)
{
	int cpu, count = 0;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		count += CPU_ISSET(cpu, set);
	return count;
}

int sched_getcpu(void)
{
	unsigned int cpu = 0;
	long result = libc_result(CALL(getcpu, &cpu, NULL, NULL));

	return result < 0 ? -1 : (int)cpu;
}

int get_nprocs(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) < 0 ? 1 : CPU_COUNT(&set);
}

static long physical_pages(int available)
{
	struct sysinfo info;

	if (sysinfo(&info) < 0)
		return -1;
	return (long)((available ? info.freeram : info.totalram) * info.mem_unit) / getpagesize();
}

long sysconf(int name)
{
	struct rlimit limit;

	switch (name) {
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_CLK_TCK:
		return ABI_CLOCK_TICKS_PER_SECOND;
	case _SC_OPEN_MAX:
		return getrlimit(RLIMIT_NOFILE, &limit) < 0 ? -1 : (long)limit.rlim_cur;
	case _SC_PAGESIZE:
		return getpagesize();
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return get_nprocs();
	case _SC_PHYS_PAGES:
		return physical_pages(0);
	case _SC_AVPHYS_PAGES:
		return physical_pages(1);
	default:
		return libc_result(-EINVAL);
	}
}

int getpagesize(void)
{
	return (int)getauxval(AT_PAGESZ);
}

long syscall(long number, ...)
{
	va_list list;
	long arguments[6];
	int i;

	va_start(list, number);
	for (i = 0; i < 6; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	return libc_result(call6(number, arguments[0], arguments[1], arguments[2], arguments[3],
				 arguments[4], arguments[5]));
}
