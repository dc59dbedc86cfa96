/* The library's own header, in front of the host's. */
#pragma once

#include "../../libc/include/regex.h"
