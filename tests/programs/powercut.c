/*
 * Work on files until the power is cut, and see afterwards whether what is left is right.
 *
 *	powercut write SEED FOLDER [STEPS]
 *	powercut check SEED FOLDER FROM
 *
 * The steps follow from the seed. `write` does them, for ever or so many, and says `FOLDER synced
 * K` when the first K are durable. `check` goes through the same steps in memory: the folder must
 * be as it was after one of them, not before step FROM.
 *
 * A file is never overwritten, only replaced by a new one or appended to, so that each moment has
 * its contents. A file named `new` is on its way to replace another and counts for nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOTS 18 /* names of files: six in the folder and in each of its directories */
#define PER_FOLDER 6
#define DIRECTORIES 2
#define RECORD 96 /* bytes appended to the log at a time */
#define LONGEST 70000
#define LATEST 20000 /* steps that nobody syncs */

struct state {
	uint64_t contents[SLOTS]; /* the step that wrote the file; 0: there is none */
	uint32_t length[SLOTS];
	int directories[DIRECTORIES];
	uint32_t records;
};

enum kind { REPLACE, APPEND, UNLINK, LINK, RENAME, MKDIR, RMDIR, SYNC, KINDS };

struct step {
	enum kind kind;
	uint64_t number;
	int slot, other; /* of files, or the number of a directory */
	uint32_t length;
};

static uint64_t mix(uint64_t value)
{
	value = (value ^ value >> 31) * 0x7fb5d329728ea185u;
	value = (value ^ value >> 27) * 0x81dadef4bc2dd44du;
	return value ^ value >> 33;
}

static const char *slot_name(int slot)
{
	static char names[4][16];
	static int next;
	char *name = names[next++ % 4];

	if (slot < PER_FOLDER)
		sprintf(name, "f%d", slot);
	else
		sprintf(name, "d%d/f%d", slot / PER_FOLDER - 1, slot % PER_FOLDER);
	return name;
}

static const char *directory_name(int directory)
{
	return directory == 0 ? "d0" : "d1";
}

/* The bytes of a file that the step with this number wrote. */
static void fill(unsigned char *bytes, uint32_t length, uint64_t number)
{
	uint64_t word = 0;

	for (uint32_t i = 0; i < length; i++) {
		if (i % 8 == 0)
			word = mix(number << 32 | i);
		bytes[i] = (unsigned char)(word >> i % 8 * 8);
	}
}

static int slot_is_reachable(const struct state *state, int slot)
{
	return slot < PER_FOLDER || state->directories[slot / PER_FOLDER - 1];
}

static int directory_is_empty(const struct state *state, int directory)
{
	int empty = 1;

	for (int i = 0; i < PER_FOLDER; i++)
		empty &= state->contents[(directory + 1) * PER_FOLDER + i] == 0;
	return empty;
}

/* Can it be done? */
static int step_is_possible(const struct state *state, const struct step *step)
{
	int here = slot_is_reachable(state, step->slot);
	int there = slot_is_reachable(state, step->other);

	switch (step->kind) {
	case REPLACE:
		return here;
	case UNLINK:
		return state->contents[step->slot] != 0;
	case LINK:
		return state->contents[step->slot] != 0 && there &&
		       state->contents[step->other] == 0;
	case RENAME:
		return state->contents[step->slot] != 0 && there &&
		       state->contents[step->other] != state->contents[step->slot];
	case MKDIR:
		return !state->directories[step->slot % DIRECTORIES];
	case RMDIR:
		return state->directories[step->slot % DIRECTORIES] &&
		       directory_is_empty(state, step->slot % DIRECTORIES);
	default:
		return 1;
	}
}

/* What step `number` is: the first possible one of many that the seed suggests. */
static struct step step_choose(const struct state *state, uint64_t seed, uint64_t number)
{
	struct step step = { .number = number };
	uint64_t chance = mix(seed * 1000003 + number);

	do {
		chance = mix(chance + 1);
		step.kind = chance % (KINDS + 3);
		if (step.kind >= KINDS)
			step.kind = REPLACE;
		step.slot = chance >> 8 & 0xff;
		step.slot %= SLOTS;
		step.other = chance >> 16 & 0xff;
		step.other %= SLOTS;
		step.length = (uint32_t)(chance >> 32) % (chance >> 24 & 7 ? 6000 : LONGEST);
	} while (!step_is_possible(state, &step));
	return step;
}

static void step_apply(struct state *state, const struct step *step)
{
	switch (step->kind) {
	case REPLACE:
		state->contents[step->slot] = step->number;
		state->length[step->slot] = step->length;
		break;
	case APPEND:
		state->records++;
		break;
	case UNLINK:
		state->contents[step->slot] = 0;
		break;
	case LINK:
	case RENAME:
		state->contents[step->other] = state->contents[step->slot];
		state->length[step->other] = state->length[step->slot];
		if (step->kind == RENAME)
			state->contents[step->slot] = 0;
		break;
	case MKDIR:
	case RMDIR:
		state->directories[step->slot % DIRECTORIES] = step->kind == MKDIR;
		break;
	default:
		break;
	}
}

static void fail(const char *what, const struct step *step)
{
	printf("step %lu: %s: %s\n", (unsigned long)step->number, what, strerror(errno));
	exit(1);
}

static void write_all(int file, const unsigned char *bytes, uint32_t length,
		      const struct step *step)
{
	/* In pieces, so that the file is there half for a while. */
	for (uint32_t at = 0, here; at < length; at += here) {
		here = length - at < 10000 ? length - at : 10000;
		if (write(file, bytes + at, here) != (ssize_t)here)
			fail("write", step);
	}
}

static void do_replace(const struct step *step)
{
	static unsigned char bytes[LONGEST];
	int file = open("new", O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0)
		fail("open new", step);
	fill(bytes, step->length, step->number);
	write_all(file, bytes, step->length, step);
	close(file);
	if (rename("new", slot_name(step->slot)) != 0)
		fail("rename new", step);
}

static void do_append(uint32_t records, const struct step *step)
{
	unsigned char record[RECORD];
	int file = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);

	fill(record, RECORD, records + 1);
	if (file < 0 || write(file, record, RECORD) != RECORD)
		fail("append", step);
	close(file);
}

/* Make everything before durable: by sync, or by fsync of something. */
static void do_sync(const char *folder, const struct step *step)
{
	char line[100];
	int file;

	if (step->slot % 2) {
		sync();
	} else {
		file = open("log", O_WRONLY | O_CREAT, 0644);
		if (file < 0 || fsync(file) != 0)
			fail("fsync", step);
		close(file);
	}
	sprintf(line, "%s synced %lu\n", folder, (unsigned long)step->number);
	write(1, line, strlen(line));
}

static void step_perform(const struct state *state, const char *folder, const struct step *step)
{
	const char *name = slot_name(step->slot), *other = slot_name(step->other);
	int result = 0;

	switch (step->kind) {
	case REPLACE:
		do_replace(step);
		break;
	case APPEND:
		do_append(state->records, step);
		break;
	case UNLINK:
		result = unlink(name);
		break;
	case LINK:
		result = link(name, other);
		break;
	case RENAME:
		result = rename(name, other);
		break;
	case MKDIR:
		result = mkdir(directory_name(step->slot % DIRECTORIES), 0755);
		break;
	case RMDIR:
		result = rmdir(directory_name(step->slot % DIRECTORIES));
		break;
	default:
		do_sync(folder, step);
	}
	if (result != 0)
		fail("the call", step);
}

/* What is there. */
struct found {
	int there;
	struct stat status;
	unsigned char *bytes;
};

static struct found slots[SLOTS], records;
static int directories[DIRECTORIES];

static void found_read(struct found *found, const char *name)
{
	int file = open(name, O_RDONLY);
	size_t size;

	found->there = file >= 0;
	if (file < 0)
		return;
	if (fstat(file, &found->status) != 0) {
		perror(name);
		exit(1);
	}
	size = (size_t)found->status.st_size;
	found->bytes = malloc(size + 1);
	if (read(file, found->bytes, size + 1) != (ssize_t)size) {
		printf("%s can not be read\n", name);
		exit(1);
	}
	close(file);
}

/* Are there names that nobody made? */
static void names_check(const char *folder)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;

	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		const char *name = entry->d_name;
		int known = name[0] == '.' || strcmp(name, "new") == 0 || strcmp(name, "log") == 0;

		known |= name[0] == 'd' || (name[0] == 'f' && name[1] < '0' + PER_FOLDER);
		if (!known) {
			printf("%s/%s: a foreign name\n", folder, name);
			exit(1);
		}
	}
	if (stream != NULL)
		closedir(stream);
}

static void folder_read(void)
{
	struct stat status;

	for (int i = 0; i < SLOTS; i++)
		found_read(&slots[i], slot_name(i));
	found_read(&records, "log");
	for (int i = 0; i < DIRECTORIES; i++) {
		directories[i] = stat(directory_name(i), &status) == 0;
		names_check(directory_name(i));
	}
	names_check(".");
}

static int bytes_are(const struct found *found, uint32_t length, uint64_t number)
{
	static unsigned char bytes[LONGEST];

	fill(bytes, length, number);
	return memcmp(found->bytes, bytes, length) == 0;
}

/* Is the file in this slot the one that the state says, and under the same names? */
static const char *slot_differs(const struct state *state, int slot)
{
	unsigned int links = 0;

	if (slots[slot].there != (state->contents[slot] != 0))
		return "is there or not";
	if (!slots[slot].there)
		return NULL;
	for (int i = 0; i < SLOTS; i++) {
		if (state->contents[i] != state->contents[slot])
			continue;
		links++;
		if (!slots[i].there || slots[i].status.st_ino != slots[slot].status.st_ino)
			return "has lost a name";
	}
	if (slots[slot].status.st_size != state->length[slot])
		return "has another size";
	if (slots[slot].status.st_nlink != links)
		return "has another number of links";
	return bytes_are(&slots[slot], state->length[slot], state->contents[slot]) ?
		       NULL :
		       "has other contents";
}

static const char *log_differs(const struct state *state)
{
	struct found record = { .bytes = records.bytes };

	if (!records.there)
		return state->records > 0 ? "is missing" : NULL;
	if (records.status.st_size != (off_t)state->records * RECORD)
		return "has another size";
	for (uint32_t i = 0; i < state->records; i++, record.bytes += RECORD) {
		if (!bytes_are(&record, RECORD, i + 1))
			return "has other contents";
	}
	return NULL;
}

/* What is different from the state; NULL: nothing. */
static const char *difference(const struct state *state, const char **name)
{
	const char *what = NULL;

	for (int i = 0; i < SLOTS && what == NULL; i++) {
		*name = slot_name(i);
		what = slot_differs(state, i);
	}
	for (int i = 0; i < DIRECTORIES && what == NULL; i++) {
		*name = directory_name(i);
		what = directories[i] != state->directories[i] ? "is there or not" : NULL;
	}
	if (what == NULL) {
		*name = "log";
		what = log_differs(state);
	}
	return what;
}

static int check(uint64_t seed, const char *folder, uint64_t from)
{
	struct state state = { .records = 0 };
	const char *what, *name;
	struct step step;

	folder_read();
	for (uint64_t number = 0; number < from + LATEST; number++) {
		if (number > 0) {
			step = step_choose(&state, seed, number);
			step_apply(&state, &step);
		}
		if (number < from)
			continue;
		what = difference(&state, &name);
		if (what == NULL) {
			printf("%s is as after step %lu, synced were %lu\n", folder,
			       (unsigned long)number, (unsigned long)from);
			return 0;
		}
		if (number < from + 10)
			printf("%s: not step %lu: %s %s\n", folder, (unsigned long)number, name,
			       what);
	}
	printf("%s is as it never was\n", folder);
	return 1;
}

static int work(uint64_t seed, const char *folder, uint64_t steps)
{
	struct state state = { .records = 0 };

	for (uint64_t number = 1; steps == 0 || number <= steps; number++) {
		struct step step = step_choose(&state, seed, number);

		step_perform(&state, folder, &step);
		step_apply(&state, &step);
	}
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t seed, number;

	if (argc < 4 || (mkdir(argv[3], 0755) != 0 && errno != EEXIST) || chdir(argv[3]) != 0) {
		fprintf(stderr, "usage: powercut write|check SEED FOLDER [NUMBER]\n");
		return 2;
	}
	seed = strtoul(argv[2], NULL, 10);
	number = argc > 4 ? strtoul(argv[4], NULL, 10) : 0;
	return strcmp(argv[1], "check") == 0 ? check(seed, argv[3], number) :
					       work(seed, argv[3], number);
}
