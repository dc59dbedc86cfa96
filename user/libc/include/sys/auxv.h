#pragma once

#include <abi/auxv.h>

/* The value of an entry of the auxiliary vector, 0 when there is none. */
unsigned long getauxval(unsigned long type);
