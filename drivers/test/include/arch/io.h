/* Registers of devices that a test plays. */
#pragma once

#include <lib/types.h>

uint8_t io_read8(vaddr_t address);
void io_write8(vaddr_t address, uint8_t value);
