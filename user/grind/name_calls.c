/*
 * Calls that take names. None of these leads out of the round's folder: a name before .. is never
 * that of a symbolic link to the folder where it lies.
 */
#include "grind.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

static const char *some_name(void)
{
	static const char *const names[] = {
		"a",	 "b",	   "c",	  "d",	    "e",	"d/a",	  "d/b",     "e/a", "d/e",
		"d/e/a", "e/d",	   "a/b", ".",	    "",		"./a/",	  "absent",  "d/",  "e//a",
		"d/.",	 "d/e/..", "b/",  "./e/d/", "absent/a", "d/../a", "d/e/./b",
	};
	static char long_name[300];

	if (chance(2))
		return names[below(6)];
	if (chance(60)) {
		memset(long_name, 'n', sizeof(long_name));
		long_name[254 + below(3)] = '\0';
		return long_name;
	}
	return names[below(sizeof(names) / sizeof(names[0]))];
}

/* A name for the trace: long ones are all alike. */
static const char *shown(const char *name)
{
	static char texts[2][32];
	static unsigned int next;

	if (strlen(name) < 100)
		return name;
	next = !next;
	snprintf(texts[next], sizeof(texts[next]), "%zu bytes", strlen(name));
	return texts[next];
}

/* The working folder, or what is open in some slot, be it a folder or not. */
static int some_folder(void)
{
	return chance(6) ? *some_slot(ALL_FILES) : AT_FDCWD;
}

static void call_open(void)
{
	static const struct {
		int flag;
		const char *text;
	} flags[] = { { O_CREAT, "|CREAT" },	    { O_TRUNC, "|TRUNC" },
		      { O_APPEND, "|APPEND" },	    { O_EXCL, "|EXCL" },
		      { O_NOFOLLOW, "|NOFOLLOW" },  { O_CLOEXEC, "|CLOEXEC" },
		      { O_DIRECTORY, "|DIRECTORY" } };
	static const unsigned int rarity[] = { 2, 5, 5, 9, 9, 9, 9 };
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
	const char *name = some_name();
	int *slot = some_slot(OPEN_FILES), folder = some_folder();
	int mode = modes[below(3)], all = 0, file;
	char text[80] = "";

	for (int i = 0; i < 7; i++) {
		/* What Linux makes of both together depends on its version. */
		if (!chance(rarity[i]) || (flags[i].flag == O_DIRECTORY && all & O_CREAT))
			continue;
		all |= flags[i].flag;
		strcat(text, flags[i].text);
	}
	file = openat(folder, name, mode | all, 0644);
	trace(file, "openat(%d, %s, %d%s)", folder, shown(name), mode, text);
	if (file >= 0) {
		close(*slot);
		*slot = file;
	}
}

static void call_mkdir(void)
{
	const char *name = some_name();
	int folder = some_folder();

	trace(mkdirat(folder, name, 0755), "mkdirat(%d, %s)", folder, shown(name));
}

static void call_unlink(void)
{
	static const int flags[] = { 0, 0, 0, AT_REMOVEDIR, AT_REMOVEDIR, AT_REMOVEDIR, 0x10 };
	const char *name = some_name();
	int folder = some_folder(), flag = flags[below(7)];

	trace(unlinkat(folder, name, flag), "unlinkat(%d, %s, %#x)", folder, shown(name), flag);
}

static void call_link(void)
{
	const char *from = some_name(), *to = some_name();
	int flag = chance(3) ? AT_SYMLINK_FOLLOW : 0;
	int source = some_folder(), target = some_folder();

	trace(linkat(source, from, target, to, flag), "linkat(%d, %s, %d, %s, %#x)", source,
	      shown(from), target, shown(to), flag);
}

static void call_symlink(void)
{
	static const char *const targets[] = { "a",   "b",    "d/a",	"e", "absent",
					       "d/e", "e//a", "d/../a", "" };
	const char *target = targets[below(sizeof(targets) / sizeof(targets[0]))];
	const char *name = some_name();
	int folder = some_folder();

	trace(symlinkat(target, folder, name), "symlinkat(%s, %d, %s)", target, folder,
	      shown(name));
}

static void call_readlink(void)
{
	const char *name = some_name();
	int folder = some_folder();
	size_t size = below(12);
	char text[16] = "";
	long length = readlinkat(folder, name, text, size);

	trace(length, "readlinkat(%d, %s, %zu) [%s]", folder, shown(name), size, text);
}

static void call_rename(void)
{
	static const unsigned int flags[] = { 0, 0, 0, 0, 1, 0x100 };
	const char *from = some_name(), *to = some_name();
	int source = some_folder(), target = some_folder();
	unsigned int flag = flags[below(6)];

	trace(syscall(SYS_renameat2, source, from, target, to, flag),
	      "renameat2(%d, %s, %d, %s, %#x)", source, shown(from), target, shown(to), flag);
}

static const char *kind_of(const struct stat *status)
{
	if (S_ISREG(status->st_mode))
		return "file";
	if (S_ISDIR(status->st_mode))
		return "folder";
	return S_ISLNK(status->st_mode) ? "link" : S_ISFIFO(status->st_mode) ? "pipe" : "other";
}

/* Sizes of folders and pipes are the system's own, and so are times that nobody has set. */
static void trace_status(long result, const char *call, const struct stat *status)
{
	bool sized = S_ISREG(status->st_mode) || S_ISLNK(status->st_mode);

	if (result < 0)
		trace(result, "%s", call);
	else
		trace(result, "%s [%s of %ld, %ld links, %ld]", call, kind_of(status),
		      sized ? (long)status->st_size : 0, (long)status->st_nlink,
		      status->st_mtime < 2000 ? (long)status->st_mtime : 0);
}

static void call_stat(void)
{
	const char *name = some_name();
	int folder = some_folder(), flag = chance(3) ? AT_SYMLINK_NOFOLLOW : 0;
	char call[80];
	struct stat status;
	long result = fstatat(folder, name, &status, flag);

	snprintf(call, sizeof(call), "fstatat(%d, %s, %#x)", folder, shown(name), flag);
	trace_status(result, call, &status);
}

static void call_fstat(void)
{
	int file = *some_slot(ALL_FILES);
	char call[32];
	struct stat status;
	long result = fstat(file, &status);

	snprintf(call, sizeof(call), "fstat(%d)", file);
	trace_status(result, call, &status);
	trace(fstat(file, NULL), "fstat(%d, NULL)", file);
}

static void call_access(void)
{
	static const int modes[] = { F_OK, R_OK, W_OK, R_OK | W_OK, 8 };
	const char *name = some_name();
	int folder = some_folder(), mode = modes[below(5)];

	trace(faccessat(folder, name, mode, 0), "faccessat(%d, %s, %d)", folder, shown(name), mode);
}

static void call_utimens(void)
{
	struct timespec times[2] = { { 1000, 0 }, { 1000 + (time_t)below(1000), 0 } };
	const char *name = some_name();
	int folder = some_folder(), flag = chance(3) ? AT_SYMLINK_NOFOLLOW : 0;

	if (chance(5))
		times[1].tv_nsec = 1000000000;
	trace(utimensat(folder, name, times, flag), "utimensat(%d, %s, %ld, %#x)", folder,
	      shown(name), (long)times[1].tv_sec, flag);
}

static char start_path[4096];

/* Before any call: later the working folder may be one that somebody has removed. */
void start_names(void)
{
	if (getcwd(start_path, sizeof(start_path)) == NULL)
		_exit(16);
}

/* The working folder, as seen from the round's. */
static void trace_folder(long result, const char *call, const char *name)
{
	char path[4096];
	const char *now = getcwd(path, sizeof(path));

	trace(result, "%s(%s) [%s]", call, name,
	      now == NULL ? strerror(errno) : now + strlen(start_path));
}

static void call_chdir(void)
{
	static const char *const folders[] = { "d", "e", "d/e", ".", "a", "absent", "b/.", "" };
	const char *name = folders[below(8)];

	/* Back to the beginning at times, or most names would lead nowhere. */
	if (chance(3))
		trace_folder(chdir(start_path), "chdir", "the first");
	else
		trace_folder(chdir(name), "chdir", name);
}

void (*const name_calls[])(void) = {
	call_open,   call_open,	  call_open,  call_open,    call_open,	   call_mkdir,	call_mkdir,
	call_unlink, call_unlink, call_link,  call_symlink, call_readlink, call_rename, call_rename,
	call_stat,   call_stat,	  call_fstat, call_access,  call_utimens,  call_chdir,	NULL,
};
