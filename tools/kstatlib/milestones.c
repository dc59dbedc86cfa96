/*
 * A plugin for QEMU: how many instructions a guest has executed when it first comes to certain
 * addresses. Time in which a hart waits is not counted, because it executes nothing then.
 *
 *   -plugin milestones.so,out=FILE,mark=ADDRESS:NAME,mark=...
 *
 * FILE gets a line `NAME COUNT` for each name when it is first reached; several addresses can
 * have one name. When all have been reached QEMU is ended. For guests with one hart.
 *
 * Debian's QEMU packages have no header for plugins; the declarations below are those of version 1
 * of its interface (QEMU 4.2 to 8.2).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_MARKS 32
#define EXPORT __attribute__((visibility("default")))

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum { CB_NO_REGISTERS = 0, INLINE_ADD = 0 };

extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id,
						  void (*callback)(plugin_id id,
								   struct qemu_plugin_tb *tb));
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
							size_t index);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int op,
						       void *counter, uint64_t value);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
						   void (*callback)(unsigned int vcpu, void *data),
						   int flags, void *data);

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

struct mark {
	uint64_t address;
	const char *name;
	int reached;
};

static struct mark marks[MAX_MARKS];
static int mark_count;
static uint64_t executed;
static FILE *output;

/* All marks of the name are reached now. Returns how many of any name are left. */
static int check_off(const char *name)
{
	int left = 0;

	for (int i = 0; i < mark_count; i++) {
		if (strcmp(marks[i].name, name) == 0)
			marks[i].reached = 1;
		left += !marks[i].reached;
	}
	return left;
}

/* Runs before the instruction does, and before it is counted. */
static void mark_reached(unsigned int vcpu, void *data)
{
	struct mark *mark = data;

	if (mark->reached)
		return;
	fprintf(output, "%s %llu\n", mark->name, (unsigned long long)executed);
	fflush(output);
	if (check_off(mark->name) == 0)
		_exit(0);
}

static void translate(plugin_id id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		for (int n = 0; n < mark_count; n++)
			if (marks[n].address == qemu_plugin_insn_vaddr(insn))
				qemu_plugin_register_vcpu_insn_exec_cb(insn, mark_reached,
								       CB_NO_REGISTERS, &marks[n]);
		qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD, &executed, 1);
	}
}

static int add_mark(const char *text)
{
	char *end;
	uint64_t address = strtoull(text, &end, 0);

	if (*end != ':' || mark_count == MAX_MARKS)
		return -1;
	marks[mark_count++] = (struct mark){ .address = address, .name = strdup(end + 1) };
	return 0;
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "out=", 4) == 0)
			output = fopen(argv[i] + 4, "w");
		else if (strncmp(argv[i], "mark=", 5) != 0 || add_mark(argv[i] + 5) < 0)
			return -1;
	}
	if (!output)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
