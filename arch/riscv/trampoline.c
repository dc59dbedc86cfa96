/*
 * The kernel's side of the trampoline (KERNEL_MAP_ISOLATED): what a hart's save area must hold when
 * it leaves for user mode, and where the trampoline is mapped.
 */
#include "riscv.h"

#include <arch/cpu_index.h>
#include <arch/impl/trampoline.h>
#include <arch/mmu.h>

extern char trampoline_entry[];
extern char trampoline_exit[];
extern char isolated_entry[];
reg_t riscv_trampoline_prepare(void);

/* A page of its own begins with it; in .bss, for no gap in what gp reaches. */
static struct trampoline_save saves[CONFIG_NR_HARTS] __section(".bss.saves") __aligned(PAGE_SIZE);
vaddr_t trampoline_exit_address;

/* Where a piece of trampoline code stands in every table. */
static vaddr_t in_trampoline(const char *code)
{
	return TRAMPOLINE + ((vaddr_t)code & PAGE_MASK);
}

unsigned int riscv_root_extra(struct arch_extra_map *maps)
{
	trampoline_exit_address = in_trampoline(trampoline_exit);
	maps[0] = (struct arch_extra_map){
		.address = TRAMPOLINE,
		.page = ALIGN_DOWN(virt_to_phys(trampoline_entry), PAGE_SIZE),
		.flags = PTE_READ | PTE_EXECUTE | PTE_GLOBAL,
	};
	maps[1] = (struct arch_extra_map){
		.address = SAVE_WINDOW,
		.page = virt_to_phys(saves),
		.flags = PTE_READ | PTE_WRITE | PTE_GLOBAL,
	};
	return 2;
}

void riscv_user_root_set(paddr_t root)
{
	saves[arch_cpu_index()].user_satp = satp_of(root);
}

/* Called on the way out, with interrupts masked. Returns the save area's address in all tables. */
reg_t riscv_trampoline_prepare(void)
{
	unsigned int index = arch_cpu_index();
	struct trampoline_save *save = &saves[index];
	struct arch_thread *thread = (struct arch_thread *)arch_thread_current();

	save->kernel_satp = csr_read(satp);
	save->kernel_sp = thread->kernel_sp;
	save->entry = (reg_t)isolated_entry;
	save->thread = (reg_t)thread;
	csr_write(stvec, in_trampoline(trampoline_entry));
	return SAVE_WINDOW + index * SAVE_SIZE;
}
