/*
 * Control and status registers: numbers, bits and accessors (RISC-V privileged specification,
 * chapters 3 and 4). Usable from assembly.
 */
#pragma once

/* sstatus, mstatus */
#define SSTATUS_SIE 0x2
#define SSTATUS_SPIE 0x20
#define SSTATUS_SPP 0x100
#define SSTATUS_FS_MASK 0x6000
#define SSTATUS_FS_INITIAL 0x2000
#define SSTATUS_FS_DIRTY 0x6000
#define SSTATUS_SUM 0x40000
#define MSTATUS_MPP_MASK 0x1800
#define MSTATUS_MPP_S 0x0800

/* sie, sip and their machine-mode siblings: one bit for each kind of interrupt */
#define IRQ_BIT_SSI 0x2
#define IRQ_BIT_MSI 0x8
#define IRQ_BIT_STI 0x20
#define IRQ_BIT_MTI 0x80
#define IRQ_BIT_SEI 0x200

/* scause */
#define CAUSE_INTERRUPT_SHIFT 63
#define CAUSE_SSI 1
#define CAUSE_STI 5
#define CAUSE_SEI 9
#define CAUSE_INSN_MISALIGNED 0
#define CAUSE_INSN_ACCESS 1
#define CAUSE_ILLEGAL 2
#define CAUSE_BREAKPOINT 3
#define CAUSE_LOAD_MISALIGNED 4
#define CAUSE_LOAD_ACCESS 5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS 7
#define CAUSE_USER_ECALL 8
#define CAUSE_SUPERVISOR_ECALL 9
#define CAUSE_INSN_PAGE 12
#define CAUSE_LOAD_PAGE 13
#define CAUSE_STORE_PAGE 15

#define SATP_SV39 8
#define SATP_MODE_SHIFT 60

/* Registers that the assembler of Debian 12 knows by number only. */
#define CSR_STIMECMP 0x14d
#define CSR_MENVCFG 0x30a
#define MENVCFG_STCE_SHIFT 63

#ifndef __ASSEMBLER__
#include <lib/compiler.h>
#include <lib/types.h>

#define csr_read(csr)                                                                              \
	({                                                                                         \
		reg_t csr_value_;                                                                  \
		__asm__ volatile("csrr %0, " STRINGIFY(csr) : "=r"(csr_value_) : : "memory");      \
		csr_value_;                                                                        \
	})
#define csr_write(csr, value)                                                                      \
	__asm__ volatile("csrw " STRINGIFY(csr) ", %0" : : "rK"((reg_t)(value)) : "memory")
#define csr_set(csr, bits)                                                                         \
	__asm__ volatile("csrs " STRINGIFY(csr) ", %0" : : "rK"((reg_t)(bits)) : "memory")
#define csr_clear(csr, bits)                                                                       \
	__asm__ volatile("csrc " STRINGIFY(csr) ", %0" : : "rK"((reg_t)(bits)) : "memory")
#endif
