/* No threads: THREADS is off, or the program is for the Linux of this machine. */
#include "usertests.h"

const struct test thread_tests[] = { { NULL, 0, NULL } };
const struct test thread_memory_tests[] = { { NULL, 0, NULL } };
