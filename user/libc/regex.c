/*
 * regexec(): the machine that runs a program of regcomp().
 *
 * It tries alternatives by depth: a stack holds where to go on when one fails, and the slots that
 * have to be put back then. A state is an instruction and a place in the string; without
 * back-references a state that was tried once need not be tried again, so each is marked in a
 * bitmap, and the time is bounded by instructions times characters whatever the expression is.
 * All alternatives of the leftmost place that matches are tried, since the longest match counts.
 */
#include "regex_program.h"
#include <ctype.h>
#include <lib/compiler.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MAX 256
#define SMALL_BITMAP 512 /* bytes that are taken from the stack */

/* Where to go on: at an instruction, or, for `slot` >= 0, only a slot to put back. */
struct choice {
	size_t instruction;
	const char *place; /* also the slot's old value */
	int slot;
};

struct machine {
	const struct regex_program *program;
	const char *string, *end;
	const char *from; /* where matches may begin */
	int flags;
	uint8_t *tried; /* one bit for each state; NULL with back-references */
	struct choice *choices;
	size_t choice_count, choice_room;
	const char *slots[SLOTS_MAX];
	const char *best_slots[SLOTS_MAX];
	const char *best_end; /* NULL: no match yet */
	bool failed;	      /* out of memory */
};

static void push(struct machine *machine, size_t instruction, const char *place, int slot)
{
	if (machine->choice_count == machine->choice_room) {
		size_t room = machine->choice_room * 2 + 32;
		struct choice *choices = reallocarray(machine->choices, room, sizeof(*choices));

		if (choices == NULL) {
			machine->failed = true;
			return;
		}
		machine->choices = choices;
		machine->choice_room = room;
	}
	machine->choices[machine->choice_count++] = (struct choice){ instruction, place, slot };
}

/* Mark a state. Returns false when it has been tried before. */
static bool mark(struct machine *machine, size_t instruction, const char *place)
{
	size_t state, width = (size_t)(machine->end - machine->from) + 1;

	if (machine->tried == NULL)
		return true;
	state = instruction * width + (size_t)(place - machine->from);
	if ((machine->tried[state / 8] >> state % 8 & 1) != 0)
		return false;
	machine->tried[state / 8] |= (uint8_t)(1u << state % 8);
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool at_line_start(const struct machine *machine, const char *place)
{
	if (place == machine->string)
		return (machine->flags & REG_NOTBOL) == 0;
	return (machine->program->flags & REG_NEWLINE) != 0 && place[-1] == '\n';
}

static bool at_line_end(const struct machine *machine, const char *place)
{
	if (place == machine->end)
		return (machine->flags & REG_NOTEOL) == 0;
	return (machine->program->flags & REG_NEWLINE) != 0 && *place == '\n';
}

/* The conditions that look at a place and take no character. */
static bool condition_holds(const struct machine *machine, enum regex_operation operation,
			    const char *place)
{
	bool before = place > machine->string && is_word(place[-1]);
	bool behind = place < machine->end && is_word(*place);

	switch (operation) {
	case REGEX_LINE_START:
		return at_line_start(machine, place);
	case REGEX_LINE_END:
		return at_line_end(machine, place);
	case REGEX_WORD_START:
		return !before && behind;
	case REGEX_WORD_END:
		return before && !behind;
	case REGEX_WORD_EDGE:
		return before != behind;
	default:
		return before == behind;
	}
}

static bool character_matches(const struct machine *machine,
			      const struct regex_instruction *instruction, char c)
{
	switch (instruction->operation) {
	case REGEX_CHARACTER:
		return (unsigned char)c == instruction->argument;
	case REGEX_ANY:
		return c != '\n' || (machine->program->flags & REG_NEWLINE) == 0;
	default:
		return regex_set_has(&machine->program->sets[instruction->argument],
				     (unsigned char)c);
	}
}

static bool same_text(const struct machine *machine, const char *a, const char *b, size_t length)
{
	if ((machine->program->flags & REG_ICASE) != 0)
		return strncasecmp(a, b, length) == 0;
	return memcmp(a, b, length) == 0;
}

/* What a group matched, again. Returns the place behind it, or NULL. */
static const char *match_back(const struct machine *machine, int group, const char *place)
{
	const char *start = machine->slots[2 * group], *end = machine->slots[2 * group + 1];
	size_t length;

	if (start == NULL || end == NULL)
		return NULL;
	length = (size_t)(end - start);
	if ((size_t)(machine->end - place) < length || !same_text(machine, start, place, length))
		return NULL;
	return place + length;
}

static void keep_match(struct machine *machine, const char *place)
{
	if (machine->best_end != NULL && place <= machine->best_end)
		return;
	machine->best_end = place;
	memcpy(machine->best_slots, machine->slots,
	       machine->program->slot_count * sizeof(machine->slots[0]));
}

static void save_slot(struct machine *machine, int slot, const char *place)
{
	push(machine, 0, machine->slots[slot], slot);
	machine->slots[slot] = place;
}

/* Follow one path until it fails or matches; alternatives on the way are pushed. */
static void run(struct machine *machine, size_t at, const char *place)
{
	while (!machine->failed && mark(machine, at, place)) {
		const struct regex_instruction *instruction = &machine->program->code[at];

		switch (instruction->operation) {
		case REGEX_CHARACTER:
		case REGEX_ANY:
		case REGEX_SET:
			if (place == machine->end ||
			    !character_matches(machine, instruction, *place))
				return;
			place++;
			at++;
			break;
		case REGEX_SPLIT:
			push(machine, at + (size_t)instruction->argument, place, -1);
			at++;
			break;
		case REGEX_JUMP:
			at += (size_t)instruction->argument;
			break;
		case REGEX_SAVE:
			save_slot(machine, instruction->argument, place);
			at++;
			break;
		case REGEX_PROGRESS:
			if (machine->slots[instruction->argument] == place)
				return;
			at++;
			break;
		case REGEX_BACK:
			place = match_back(machine, instruction->argument, place);
			if (place == NULL)
				return;
			at++;
			break;
		case REGEX_MATCH:
			keep_match(machine, place);
			return;
		default:
			if (!condition_holds(machine, instruction->operation, place))
				return;
			at++;
		}
	}
}

/* Try all that can match from here on. */
static bool match_at(struct machine *machine, const char *start)
{
	memset(machine->slots, 0, machine->program->slot_count * sizeof(machine->slots[0]));
	push(machine, 0, start, -1);
	while (machine->choice_count > 0 && !machine->failed) {
		struct choice choice = machine->choices[--machine->choice_count];

		if (choice.slot >= 0)
			machine->slots[choice.slot] = choice.place;
		else
			run(machine, choice.instruction, choice.place);
	}
	if (machine->best_end == NULL)
		return false;
	machine->best_slots[0] = start;
	machine->best_slots[1] = machine->best_end;
	return true;
}

static bool search(struct machine *machine)
{
	const char *start = machine->from;

	for (; start <= machine->end && !machine->failed; start++) {
		if (machine->program->first >= 0) {
			start = memchr(start, machine->program->first,
				       (size_t)(machine->end - start));
			if (start == NULL)
				return false;
		}
		if (match_at(machine, start))
			return true;
		if (machine->program->anchored)
			return false;
	}
	return false;
}

static void report(const struct machine *machine, size_t count, regmatch_t *matches)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const char *start = NULL, *end = NULL;

		if (2 * i + 1 < machine->program->slot_count) {
			start = machine->best_slots[2 * i];
			end = machine->best_slots[2 * i + 1];
		}
		matches[i].rm_so = start == NULL || end == NULL ? -1 : start - machine->string;
		matches[i].rm_eo = start == NULL || end == NULL ? -1 : end - machine->string;
	}
}

int regexec(const regex_t *regex, const char *string, size_t match_count, regmatch_t *matches,
	    int flags)
{
	const struct regex_program *program = regex->re_program;
	struct machine machine = { .program = program, .string = string, .flags = flags };
	size_t bitmap_size;
	uint8_t small[SMALL_BITMAP], *large = NULL;
	bool found;

	if (program->slot_count > SLOTS_MAX)
		return REG_ESPACE;
	if ((flags & REG_STARTEND) != 0) {
		machine.from = string + matches[0].rm_so;
		machine.end = string + matches[0].rm_eo;
	} else {
		machine.from = string;
		machine.end = string + strlen(string);
	}
	bitmap_size = program->length * ((size_t)(machine.end - machine.from) + 1) / 8 + 1;
	if (!program->has_back && bitmap_size <= sizeof(small)) {
		memset(small, 0, bitmap_size);
		machine.tried = small;
	} else if (!program->has_back) {
		machine.tried = large = calloc(1, bitmap_size);
		if (large == NULL)
			return REG_ESPACE;
	}
	found = search(&machine);
	free(large);
	free(machine.choices);
	if (machine.failed)
		return REG_ESPACE;
	if (found && (program->flags & REG_NOSUB) == 0)
		report(&machine, match_count, matches);
	return found ? 0 : REG_NOMATCH;
}
