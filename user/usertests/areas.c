/* All the areas, in the order in which they run: what later ones use is tried first. */
#include "usertests.h"

const struct test *const areas[] = {
	descriptor_tests,  file_tests,	      folder_tests,	 pipe_tests,
	process_tests,	   memory_tests,      mmap_tests,	 fault_tests,
	instruction_tests, float_tests,	      pointer_tests,	 exec_tests,
	call_tests,	   trace_tests,	      signal_tests,	 signal_frame_tests,
	signal_wait_tests, group_tests,	      concurrency_tests, race_tests,
	hart_tests,	   injection_tests,   exhaustion_tests,	 thread_tests,
	thread_memory_tests, thread_signal_tests, failing_tests, NULL,
};
