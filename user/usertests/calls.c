/* Calls that belong nowhere else: clocks, the system, numbers that are no calls. */
#include "usertests.h"

#include <sched.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>

static void unknown_calls_give_enosys(void)
{
	static const long numbers[] = { -1, 999, 5000, 600 };

	for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
		EXPECT_ERROR(syscall(numbers[i], 1, 2, 3, 4, 5, 6), ENOSYS);
}

static bool is_known(long number)
{
	static const long known[] = {
#define SYSCALL(option, number, name) number,
#include <abi/syscall.def>
	};

	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (known[i] == number)
			return true;
	return false;
}

static void every_other_number_gives_enosys(void)
{
	for (long number = 0; number < 1200; number++)
		if (!is_known(number))
			EXPECT_ERROR(syscall(number, -1, -1, -1, -1, -1, -1), ENOSYS);
	EXPECT_ERROR(syscall(1l << 32 | SYS_getpid), ENOSYS);
	EXPECT_ERROR(syscall(LONG_MAX), ENOSYS);
	EXPECT_ERROR(syscall(LONG_MIN | SYS_getpid), ENOSYS);
}

static const long nonsense[] = {
	0, -1, 1, 4095, 4096, LONG_MAX, LONG_MIN, 0x4000000000, 1l << 32,
};

/*
 * What a call gets does not matter to the kernel: here each gets nothing but nonsense. Left out are
 * those that would end this process or another.
 */
static bool may_be_called(long number)
{
	return is_known(number) && number != SYS_exit && number != SYS_exit_group &&
	       number != SYS_kill && number != SYS_clone;
}

static void call_with_nonsense(void)
{
	close(0);
	close(1);
	for (long number = 0; number < 300; number++)
		for (size_t i = 0; may_be_called(number) && i < ARRAY_LENGTH(nonsense); i++)
			for (size_t j = 0; j < ARRAY_LENGTH(nonsense); j++)
				syscall(number, nonsense[i], nonsense[j], nonsense[j], nonsense[i],
					nonsense[j], nonsense[i]);
	_exit(0);
}

static void nonsense_as_arguments_harms_nobody(void)
{
	int status = status_of(call_with_nonsense);

	EXPECT(WIFEXITED(status) || WTERMSIG(status) == SIGSEGV);
}

/* A child that has begun with nonsense may die of it. */
static void clone_with_nonsense(void)
{
	for (size_t i = 0; i < ARRAY_LENGTH(nonsense); i++) {
		for (size_t j = 0; j < ARRAY_LENGTH(nonsense); j++) {
			long child = syscall(SYS_clone, nonsense[i], nonsense[j], nonsense[j],
					     nonsense[i], nonsense[j]);

			if (child == 0)
				_exit(0);
			if (child > 0)
				EXPECT_VALUE(waitpid((pid_t)child, NULL, 0), child);
		}
	}
}

static void clone_with_nonsense_harms_nobody(void)
{
	int status = status_of(clone_with_nonsense);

	EXPECT(status == 0 || WTERMSIG(status) == SIGSEGV);
}

static void clocks_go_forward(void)
{
	struct timespec before, after, resolution;

	EXPECT_OK(clock_gettime(CLOCK_MONOTONIC, &before));
	for (int i = 0; i < 1000; i++) {
		EXPECT_OK(clock_gettime(CLOCK_MONOTONIC, &after));
		EXPECT(after.tv_sec > before.tv_sec ||
		       (after.tv_sec == before.tv_sec && after.tv_nsec >= before.tv_nsec));
		EXPECT(after.tv_nsec >= 0 && after.tv_nsec < 1000000000);
		before = after;
	}
	EXPECT_OK(clock_getres(CLOCK_MONOTONIC, &resolution));
	EXPECT(resolution.tv_sec == 0 && resolution.tv_nsec > 0);
	EXPECT_ERROR(clock_gettime(99, &after), EINVAL);
	EXPECT_ERROR(clock_getres(99, &after), EINVAL);
}

static void sleeping_takes_as_long_as_said(void)
{
	const struct timespec bad_nanoseconds = { 0, 1000000000 }, negative = { -1, 0 };
	const struct timespec none = { 0, 0 }, past = { 0, 1 };
	long begin = now_ms();

	pause_ms(60);
	EXPECT(now_ms() - begin >= 60);
	EXPECT(now_ms() - begin < 5000);
	EXPECT_OK(nanosleep(&none, NULL));
	EXPECT_ERROR(nanosleep(&bad_nanoseconds, NULL), EINVAL);
	EXPECT_ERROR(nanosleep(&negative, NULL), EINVAL);
	EXPECT_OK(clock_nanosleep(CLOCK_MONOTONIC, 1, &past, NULL));
	EXPECT_VALUE(clock_nanosleep(99, 0, &none, NULL) == 0, false);
}

/* The clock wakes whoever sleeps, every time, also when no hart has anything to do. */
static void many_short_sleeps_end(void)
{
	const struct timespec little = { 0, 100000 };

	for (int i = 0; i < 200; i++)
		EXPECT_OK(nanosleep(&little, NULL));
}

static void the_system_names_itself(void)
{
	struct utsname name;
	struct sysinfo info;
	struct statfs files;

	EXPECT_OK(uname(&name));
	EXPECT(strcmp(name.machine, "riscv64") == 0 || !may_be_emulated);
	EXPECT(name.sysname[0] != '\0' && name.release[0] != '\0');
	EXPECT_OK(sysinfo(&info));
	EXPECT(info.totalram > info.freeram && info.mem_unit > 0 && info.procs > 0);
	EXPECT_OK(statfs(".", &files));
	EXPECT(files.f_bfree <= files.f_blocks && files.f_ffree <= files.f_files);
	EXPECT_VALUE(files.f_namelen, NAME_MAX);
}

static void random_bytes_differ(void)
{
	static char first[500], second[500];

	EXPECT_VALUE(getrandom(first, 200, 0), 200);
	EXPECT_VALUE(getrandom(second, 200, 0), 200);
	EXPECT(memcmp(first, second, 200) != 0);
	EXPECT_OK(getrandom(first, 0, 0));
	EXPECT_ERROR(getrandom(first, 8, 0x1000), EINVAL);
}

static void affinity_shows_the_harts(void)
{
	unsigned long set[16] = { 0 };

	EXPECT(syscall(SYS_sched_getaffinity, 0, sizeof(set), set) > 0);
	EXPECT(set[0] != 0);
	EXPECT_ERROR(syscall(SYS_sched_getaffinity, 0, 1, set), EINVAL);
	EXPECT_ERROR(syscall(SYS_sched_getaffinity, 999999, sizeof(set), set), ESRCH);
	EXPECT_OK(sched_yield());
}

static void access_asks_for_existence(void)
{
	put_file("a", "x");
	EXPECT_OK(access("a", F_OK));
	EXPECT_OK(access("a", R_OK | W_OK));
	EXPECT_ERROR(access("absent", F_OK), ENOENT);
	EXPECT_ERROR(access("a/b", F_OK), ENOTDIR);
	EXPECT_ERROR(access("a", 8), EINVAL);
}

static void devices_refuse_unknown_requests(void)
{
	int file, ends[2];

	put_file("a", "x");
	file = open("a", O_RDWR);
	EXPECT_OK(pipe(ends));
	EXPECT_ERROR(syscall(SYS_ioctl, file, 0x5413, 0), ENOTTY);
	EXPECT_ERROR(syscall(SYS_ioctl, 60, 0x5413, 0), EBADF);
	EXPECT_ERROR(syscall(SYS_ioctl, ends[0], 0x5413, 0), ENOTTY);
}

static void rebooting_wants_the_magic_numbers(void)
{
	EXPECT_ERROR(syscall(SYS_reboot, 0, 0, 0x4321fedc, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_reboot, 0xfee1dead, 1, 0x4321fedc, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_reboot, 0xfee1dead, 672274793, 0x77777777, 0), EINVAL);
}

static void processes_show_in_proc(void)
{
	char path[64], text[64];
	int file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)getpid());
	file = open(path, O_RDONLY);
	EXPECT(read(file, text, sizeof(text)) > 10);
	EXPECT_VALUE(atoi(text), getpid());
	EXPECT_ERROR(open("/proc/999999/stat", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/0", O_RDONLY), ENOENT);
	EXPECT(open("/proc/new", O_RDWR | O_CREAT, 0644) < 0);
	EXPECT(mkdir("/proc/d", 0755) < 0);
	EXPECT(unlink("/proc/meminfo") < 0);
}

const struct test call_tests[] = {
	{ "unknown_calls_give_enosys", TEST_LINUX, unknown_calls_give_enosys },
	{ "every_other_number_gives_enosys", 0, every_other_number_gives_enosys },
	{ "nonsense_as_arguments_harms_nobody", 0, nonsense_as_arguments_harms_nobody },
	{ "clone_with_nonsense_harms_nobody", 0, clone_with_nonsense_harms_nobody },
	{ "clocks_go_forward", TEST_LINUX, clocks_go_forward },
	{ "sleeping_takes_as_long_as_said", TEST_LINUX, sleeping_takes_as_long_as_said },
	{ "many_short_sleeps_end", TEST_LINUX, many_short_sleeps_end },
	{ "the_system_names_itself", TEST_LINUX, the_system_names_itself },
	{ "random_bytes_differ", TEST_LINUX, random_bytes_differ },
	{ "affinity_shows_the_harts", TEST_LINUX, affinity_shows_the_harts },
	{ "access_asks_for_existence", TEST_LINUX, access_asks_for_existence },
	{ "devices_refuse_unknown_requests", TEST_LINUX, devices_refuse_unknown_requests },
	{ "rebooting_wants_the_magic_numbers", 0, rebooting_wants_the_magic_numbers },
	{ "processes_show_in_proc", 0, processes_show_in_proc },
	{ NULL, 0, NULL },
};
