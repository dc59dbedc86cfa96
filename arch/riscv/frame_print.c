/*
 * Showing registers and return addresses, for panics.
 */
#include <arch/mmu.h>
#include <arch/trap.h>

static const char names[31][4] = {
	"ra", "sp", "gp", "tp",	 "t0",	"t1", "t2", "s0", "s1", "a0", "a1",
	"a2", "a3", "a4", "a5",	 "a6",	"a7", "s2", "s3", "s4", "s5", "s6",
	"s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

void arch_frame_print(const struct trap_frame *frame, void (*print)(const char *format, ...))
{
	print("pc  %lx  status %lx\n", frame->pc, frame->status);
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		print("%s %lx%s", names[i], frame->x[i], i % 4 == 3 || i == 30 ? "\n" : "  ");
}
