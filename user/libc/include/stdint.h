#pragma once

/* The compiler's own definitions. */
#include <stdint-gcc.h>
