/*
 * fixdep: runs a compiler and makes what it notes as dependencies exact.
 *
 *	fixdep AUTOCONF STAMPS COMPILER ARGUMENT...
 *
 * Every file is compiled with -imacros AUTOCONF, so the dependency file that the compiler writes
 * (-MF) names that header, and a change of any option would compile everything anew. This program
 * runs the compiler, then takes AUTOCONF out of the list and puts in STAMPS/NAME for each option
 * CONFIG_NAME that is named anywhere in the files of the list. tools/kconf changes such a stamp
 * when the option's value changes, and only then. A stamp that is not there is made, with a time
 * long ago: the name may be no option, or stand in a comment.
 *
 * The exit status is the compiler's. Names that are put together by ## are not seen; the sources
 * have none.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILED 3 /* exit status for what goes wrong here, not in the compiler */

extern char **environ;

/* A text that grows. */
struct text {
	char *data;
	size_t length, size;
};

static void append(struct text *text, const char *data, size_t length)
{
	while (text->length + length + 1 > text->size) {
		text->size = text->size ? 2 * text->size : 4096;
		text->data = realloc(text->data, text->size);
		if (!text->data)
			err(FAILED, "memory");
	}
	memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

static void append_string(struct text *text, const char *string)
{
	append(text, string, strlen(string));
}

/* Run the compiler; returns its exit status, 128 + n for a signal. */
static int run(char **command)
{
	pid_t pid;
	int status, error;

	error = posix_spawnp(&pid, command[0], NULL, NULL, command, environ);
	if (error) {
		errno = error;
		err(FAILED, "%s", command[0]);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			err(FAILED, "waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* The file after -MF, or NULL. */
static const char *dependency_file(char **command)
{
	for (size_t i = 0; command[i]; i++)
		if (strcmp(command[i], "-MF") == 0)
			return command[i + 1];
	return NULL;
}

/* Option names found so far: a hash table of strings. */
static char *names[4096];
static size_t name_count;

/* Add a name; returns whether it is new. */
static bool add_name(const char *name, size_t length)
{
	const size_t slots = sizeof(names) / sizeof(names[0]);
	size_t hash = 5381;

	for (size_t i = 0; i < length; i++)
		hash = hash * 33 + (unsigned char)name[i];
	for (hash %= slots; names[hash]; hash = (hash + 1) % slots)
		if (strlen(names[hash]) == length && memcmp(names[hash], name, length) == 0)
			return false;
	if (++name_count > slots / 2)
		errx(FAILED, "more than %zu options in one file", slots / 2);
	names[hash] = strndup(name, length);
	if (!names[hash])
		err(FAILED, "memory");
	return true;
}

static bool is_name_byte(int byte)
{
	return isalnum(byte) || byte == '_';
}

/* Note the options in a text, without those whose CONFIG_ is the end of a longer word. */
static void scan(const char *text, size_t length)
{
	static const char prefix[] = "CONFIG_";
	const size_t prefix_length = sizeof(prefix) - 1;
	const char *end = text + length;

	for (const char *at = text; (at = memmem(at, (size_t)(end - at), prefix, prefix_length));) {
		const char *name = at + prefix_length;
		size_t size = 0;

		while (name + size < end && is_name_byte((unsigned char)name[size]))
			size++;
		if (size && (at == text || !is_name_byte((unsigned char)at[-1])))
			add_name(name, size);
		at = name + size;
	}
}

static void scan_file(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *text;

	if (file < 0 || fstat(file, &status) < 0)
		err(FAILED, "%s", path);
	if (status.st_size > 0) {
		text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		if (text == MAP_FAILED)
			err(FAILED, "%s", path);
		scan(text, (size_t)status.st_size);
		munmap(text, (size_t)status.st_size);
	}
	close(file);
}

static struct text read_file(const char *path)
{
	struct text text = { 0 };
	FILE *file = fopen(path, "re");
	char buffer[65536];
	size_t count;

	if (!file)
		err(FAILED, "%s", path);
	while ((count = fread(buffer, 1, sizeof(buffer), file)) > 0)
		append(&text, buffer, count);
	if (ferror(file))
		errx(FAILED, "%s: can not be read", path);
	fclose(file);
	if (!text.data)
		append(&text, "", 0);
	return text;
}

static bool separates(const char *p)
{
	return *p == ' ' || *p == '\n' || *p == '\t' || (p[0] == '\\' && p[1] == '\n');
}

/*
 * The next file name of a make rule, from `*at` on: blanks and line ends with a backslash before
 * them separate, blanks after a backslash and doubled $ belong to the name. Returns false at the
 * end. `raw` is the name as it stands.
 */
static bool next_name(const char **at, struct text *name, struct text *raw)
{
	const char *p = *at;

	name->length = raw->length = 0;
	while (separates(p))
		p++;
	for (; *p && !separates(p); p++) {
		append(raw, p, 1);
		if ((p[0] == '\\' && (p[1] == ' ' || p[1] == '#' || p[1] == '\\')) ||
		    (p[0] == '$' && p[1] == '$'))
			append(raw, ++p, 1);
		append(name, p, 1);
	}
	*at = p;
	return raw->length > 0;
}

/* A path as a make rule has it. */
static void append_escaped(struct text *text, const char *path)
{
	for (; *path; path++) {
		if (*path == ' ' || *path == '#')
			append(text, "\\", 1);
		if (*path == '$')
			append(text, "$", 1);
		append(text, path, 1);
	}
}

static void make_stamp(const char *path)
{
	const struct timespec long_ago[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (file >= 0) {
		futimens(file, long_ago);
		close(file);
	} else if (errno != EEXIST) {
		err(FAILED, "%s", path);
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Append the stamps of all names, in the order of the alphabet. */
static void append_stamps(struct text *rule, const char *folder)
{
	const size_t slots = sizeof(names) / sizeof(names[0]);
	size_t count = 0;

	for (size_t i = 0; i < slots; i++)
		if (names[i])
			names[count++] = names[i];
	qsort(names, count, sizeof(names[0]), compare_names);
	for (size_t i = 0; i < count; i++) {
		struct text path = { 0 };

		append_string(&path, folder);
		append_string(&path, "/");
		append_string(&path, names[i]);
		make_stamp(path.data);
		append_string(rule, " \\\n  ");
		append_escaped(rule, path.data);
		free(path.data);
	}
}

/* The rule `target: file file...` of a compiler, with stamps in place of `autoconf`. */
static struct text exact_rule(const char *old, const char *autoconf, const char *stamps)
{
	struct text rule = { 0 }, name = { 0 }, raw = { 0 };
	bool in_files = false;

	while (next_name(&old, &name, &raw)) {
		if (in_files && strcmp(name.data, autoconf) == 0)
			continue;
		append_string(&rule, in_files ? " \\\n  " : "");
		append(&rule, raw.data, raw.length);
		if (in_files)
			scan_file(name.data);
		else if (raw.data[raw.length - 1] == ':')
			in_files = true;
		else
			append_string(&rule, " ");
	}
	append_stamps(&rule, stamps);
	append_string(&rule, "\n");
	return rule;
}

static void write_file(const char *path, const struct text *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fwrite(text->data, 1, text->length, file) != text->length || fclose(file) != 0)
		err(FAILED, "%s", path);
}

int main(int argc, char **argv)
{
	const char *rule_path;
	struct text old, exact;
	int status;

	if (argc < 4)
		errx(2, "usage: fixdep AUTOCONF STAMPS COMPILER ARGUMENT...");
	status = run(argv + 3);
	rule_path = dependency_file(argv + 3);
	if (status != 0 || !rule_path)
		return status;
	old = read_file(rule_path);
	exact = exact_rule(old.data, argv[1], argv[2]);
	write_file(rule_path, &exact);
	return 0;
}
