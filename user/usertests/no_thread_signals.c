/* No signals of threads: SIGNALS or THREADS is off. */
#include "usertests.h"

const struct test thread_signal_tests[] = { { NULL, 0, NULL } };
