#pragma once

static inline void arch_io_fence(void)
{
	__asm__ volatile("fence iorw, iorw" : : : "memory");
}
