/* Sv39 (RISC-V privileged specification, section 4.4). */
#pragma once

#include <arch/impl/csr.h>
#include <arch/impl/layout.h>
#include <arch/impl/pte.h>

static inline void arch_tlb_flush_all(void)
{
	__asm__ volatile("sfence.vma zero, zero" : : : "memory");
}

static inline void arch_tlb_flush_page(vaddr_t address)
{
	__asm__ volatile("sfence.vma %0, zero" : : "r"(address) : "memory");
}

static inline reg_t satp_of(paddr_t root)
{
	return (reg_t)SATP_SV39 << SATP_MODE_SHIFT | root >> PAGE_SHIFT;
}

static inline void arch_root_activate(paddr_t root)
{
	csr_write(satp, satp_of(root));
	arch_tlb_flush_all();
}

static inline void arch_icache_sync(void)
{
	__asm__ volatile("fence.i" : : : "memory");
}

#include <arch/impl/user_root.h>
