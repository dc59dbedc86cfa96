/*
 * Floating-point registers (RISC-V privileged specification, section 3.1.6.6: the FS field).
 *
 * The FS bits of a thread live in the status word of its user frame: off, or on and clean, or on
 * and dirty. Kernel threads have no frame and leave the registers alone.
 */
#include <arch/fpu.h>
#include <arch/irq.h>
#include <arch/trap.h>

void riscv_fpu_save(struct fpu_state *state);
void riscv_fpu_load(const struct fpu_state *state);

#define FS_CLEAN (SSTATUS_FS_MASK & ~SSTATUS_FS_INITIAL)

static void set_state(struct trap_frame *frame, reg_t state)
{
	frame->status = (frame->status & ~(reg_t)SSTATUS_FS_MASK) | state;
}

static void load(struct arch_thread *thread)
{
	csr_set(sstatus, SSTATUS_FS_INITIAL);
	riscv_fpu_load(&thread->fpu);
}

static void save_if_dirty(struct arch_thread *thread)
{
	struct trap_frame *frame = arch_thread_frame(thread);

	if ((frame->status & SSTATUS_FS_MASK) != SSTATUS_FS_DIRTY)
		return;
	csr_set(sstatus, SSTATUS_FS_INITIAL);
	riscv_fpu_save(&thread->fpu);
	set_state(frame, FS_CLEAN);
}

bool arch_fpu_first_use(struct trap_frame *frame)
{
	struct arch_thread *thread = (struct arch_thread *)arch_thread_current();

	if (frame->status & SSTATUS_FS_MASK)
		return false;
	thread->fpu = (struct fpu_state){ 0 };
	load(thread);
	set_state(frame, FS_CLEAN);
	return true;
}

void arch_fpu_switch(struct arch_thread *previous, struct arch_thread *next)
{
	if (previous->user)
		save_if_dirty(previous);
	if (next->user && arch_thread_frame(next)->status & SSTATUS_FS_MASK)
		load(next);
}

void arch_fpu_fork(struct arch_thread *child)
{
	struct arch_thread *parent = (struct arch_thread *)arch_thread_current();
	irq_state_t state = arch_irq_save();

	save_if_dirty(parent);
	child->fpu = parent->fpu;
	arch_irq_restore(state);
}

void *arch_fpu_memory(void)
{
	struct arch_thread *thread = (struct arch_thread *)arch_thread_current();
	irq_state_t state = arch_irq_save();

	save_if_dirty(thread);
	if (!(arch_thread_frame(thread)->status & SSTATUS_FS_MASK))
		thread->fpu = (struct fpu_state){ 0 };
	arch_irq_restore(state);
	return &thread->fpu;
}

/* All zeroes is what a thread has that never used the unit. */
static bool is_initial(const struct fpu_state *state)
{
	uint64_t bits = state->fcsr;

	for (size_t i = 0; i < ARRAY_SIZE(state->f); i++)
		bits |= state->f[i];
	return bits == 0;
}

void arch_fpu_changed(void)
{
	struct arch_thread *thread = (struct arch_thread *)arch_thread_current();
	struct trap_frame *frame = arch_thread_frame(thread);
	irq_state_t state;

	if (!(frame->status & SSTATUS_FS_MASK) && is_initial(&thread->fpu))
		return;
	state = arch_irq_save();
	load(thread);
	set_state(frame, FS_CLEAN);
	arch_irq_restore(state);
}
