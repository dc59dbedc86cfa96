/*
 * Device registers. An address is what arch_io_map() or phys_to_virt() of the device's physical
 * address gives; accesses are single loads and stores of the width named, in program order, and
 * ordered against memory as the barriers say.
 */
#pragma once

#include <lib/types.h>

static inline uint8_t io_read8(vaddr_t address)
{
	return *(volatile uint8_t *)address;
}

static inline uint32_t io_read32(vaddr_t address)
{
	return *(volatile uint32_t *)address;
}

static inline void io_write8(vaddr_t address, uint8_t value)
{
	*(volatile uint8_t *)address = value;
}

static inline void io_write32(vaddr_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

#include <arch/impl/barrier.h>

/*
 * arch_io_fence - order all earlier memory and device accesses before all later ones (riscv: fence
 * iorw, iorw). Drivers call it before telling a device and after hearing from it.
 */
static inline void arch_io_fence(void);

/*
 * arch_io_fence_look - arch_io_fence() between a store that a device looks at and a load of what
 * the device has stored meanwhile: one of the two must see the other's. QEMU before 8.1 leaves
 * fences out with one hart, though its devices work beside it, and a host's processor lets loads
 * overtake stores. So this one has to be a barrier there without being a fence.
 */
static inline void arch_io_fence_look(void);
