/* What riscv/ has, for the machines of Linux: their instructions are not tried. */
#include "usertests.h"

const bool may_be_emulated = false;

const struct test instruction_tests[] = { { NULL, 0, NULL } };
const struct test float_tests[] = { { NULL, 0, NULL } };
