/*
 * Does the campaign of power cuts find mistakes? The code of the journal is built with some planted
 * (plant.py). With each of them a small campaign fails; with none it passes.
 */
#include "crash.h"
#include "planted.h"

#include <sys/wait.h>
#include <unistd.h>

static const struct mistake {
	const char *name;
	const char *workload; /* in which it shows */
} mistakes[] = {
#include "mistakes.h"
};

static const char *planted_name;

bool planted(const char *name)
{
	return planted_name != NULL && strcmp(planted_name, name) == 0;
}

/* What a campaign says when it finds something, and not when the test itself is at fault. */
static const char *const findings[] = {
	"the tree is one that was",   "the image is sound",   "disk_problems(disk, true)",
	"found_same(found, context)", "test_mount_try(disk)",
};

/* Run a workload's campaign, its messages going to a file. Returns whether it failed. */
static bool campaign_fails(FILE *messages)
{
	int status;

	fflush(NULL);
	if (fork() == 0) {
		dup2(fileno(messages), STDERR_FILENO);
		host_quiet = true;
		host_start();
		crash_run(1024);
		exit(0);
	}
	wait(&status);
	return status != 0;
}

/* The last line that was said. */
static const char *last_line(FILE *messages)
{
	static char line[1024];

	rewind(messages);
	while (fgets(line, sizeof(line), messages) != NULL)
		continue;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static bool is_finding(const char *line)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(findings); i++) {
		if (strstr(line, findings[i]) != NULL)
			return true;
	}
	return false;
}

/* With the mistake the campaign fails. */
static bool mistake_test(const struct mistake *mistake)
{
	FILE *messages = tmpfile();
	const char *said = "nothing was found";
	bool right;

	planted_name = mistake->name;
	if (campaign_fails(messages))
		said = last_line(messages);
	right = is_finding(said);
	printf("%s: %s: %s\n", right ? "ok" : "WRONG", mistake->name, said);
	fflush(stdout);
	fclose(messages);
	return right;
}

/* Without a mistake the same campaign passes. */
static bool workload_test(const char *workload)
{
	FILE *messages = tmpfile();
	bool right;

	planted_name = NULL;
	right = !campaign_fails(messages);
	printf("%s: no mistake: %s: %s\n", right ? "ok" : "WRONG", workload,
	       right ? "nothing was found" : last_line(messages));
	fflush(stdout);
	fclose(messages);
	return right;
}

/* Does none of the mistakes before show in the same workload? */
static bool workload_is_new(unsigned int number)
{
	for (unsigned int i = 0; i < number; i++) {
		if (strcmp(mistakes[i].workload, mistakes[number].workload) == 0)
			return false;
	}
	return true;
}

/* test_planted [PART OF THE NAME OF A MISTAKE] */
int main(int argc, char **argv)
{
	bool right = true;

	crash_options.every = true;
	crash_options.effort.epochs_each = crash_options.nested.epochs_each = 1;
	crash_options.nested_each = 8;
	crash_options.seeds = 16; /* what only others beside it show takes chance */
	for (unsigned int i = 0; i < ARRAY_SIZE(mistakes); i++) {
		if (argc > 1 && strstr(mistakes[i].name, argv[1]) == NULL)
			continue;
		crash_options.workload = mistakes[i].workload;
		if (workload_is_new(i))
			right &= workload_test(mistakes[i].workload);
		right &= mistake_test(&mistakes[i]);
	}
	return right ? 0 : 1;
}
