/* How user mode gets its page table, under each kernel map; there is none without PROC. */
#pragma once

#if defined(CONFIG_KERNEL_MAP_ISOLATED) && defined(CONFIG_PROC)
/* riscv/trampoline.c */
void riscv_user_root_set(paddr_t root);
unsigned int riscv_root_extra(struct arch_extra_map *maps);

static inline void arch_user_root_set(paddr_t root)
{
	riscv_user_root_set(root);
}

static inline unsigned int arch_root_extra(struct arch_extra_map *maps)
{
	return riscv_root_extra(maps);
}
#else
static inline void arch_user_root_set(paddr_t root)
{
	arch_root_activate(root);
}

static inline unsigned int arch_root_extra(struct arch_extra_map *maps)
{
	return 0;
}
#endif
