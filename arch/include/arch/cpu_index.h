/*
 * The logical number of the executing hart, from 0 (the boot hart); a constant on one hart.
 */
#pragma once

#ifdef CONFIG_SMP
/* arch_cpu_index - stable only while interrupts are masked. */
unsigned int arch_cpu_index(void);
#else
static inline unsigned int arch_cpu_index(void)
{
	return 0;
}
#endif
