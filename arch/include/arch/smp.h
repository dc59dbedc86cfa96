/*
 * Other harts: starting them, and calling their attention.
 */
#pragma once

#include <lib/types.h>

struct thread;

/*
 * arch_hart_start - let the hart with this id, logical number `index`, begin in secondary_main()
 * with `idle` as its current thread, on the stack that `idle` owns. It translates by the table in
 * secondary_root, if any. Returns whether the hart could be asked. On the boot hart.
 */
bool arch_hart_start(uint32_t hart_id, unsigned int index, struct thread *idle);

/* Physical address of the kernel's page table for starting harts; 0: no paging. Not in the bss. */
extern paddr_t secondary_root;

/* arch_ipi_send - make ipi_interrupt() happen on the hart with this id. Any context. */
void arch_ipi_send(uint32_t hart_id);
