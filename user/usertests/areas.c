/* All the areas, in the order in which they run: what later ones use is tried first. */
#include "usertests.h"

const struct test *const areas[] = {
	descriptor_tests,  file_tests,	  folder_tests,
	pipe_tests,	   process_tests, memory_tests,
	fault_tests,	   pointer_tests, exec_tests,
	call_tests,	   signal_tests,  signal_frame_tests,
	signal_wait_tests, group_tests,	  concurrency_tests,
	exhaustion_tests,  NULL,
};
