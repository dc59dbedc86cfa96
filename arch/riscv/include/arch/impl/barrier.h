#pragma once

static inline void arch_io_fence(void)
{
	__asm__ volatile("fence iorw, iorw" : : : "memory");
}

/* Reading a CSR leaves QEMU's translated code, which is a barrier of the host. */
static inline void arch_io_fence_look(void)
{
	__asm__ volatile("fence iorw, iorw\n\tcsrr zero, sstatus" : : : "memory");
}
