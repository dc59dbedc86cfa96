/* The kernel keeps no floating-point registers. */
#include "usertests.h"

const struct test float_tests[] = { { NULL, 0, NULL } };
