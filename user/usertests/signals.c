#include "usertests.h"
const struct test signal_tests[] = {
	{ NULL, 0, NULL },
};
