/* Mistakes in fs/ that can be switched on, see plant.py. */
#pragma once

#include <lib/types.h>

/* planted - is it this mistake that is to be made now? */
bool planted(const char *name);
