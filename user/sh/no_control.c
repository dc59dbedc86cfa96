/* `jobs` where the kernel has no process groups: the processes in the background. */
#include "control.h"
#include "job.h"
#include <stdio.h>

int builtin_jobs(int argc, char **argv)
{
	struct job *job;

	(void)argc;
	(void)argv;
	job_collect();
	for (job = jobs; job != NULL; job = job->next)
		if (job->number != 0)
			printf("%d %s\n", job->processes[job->count - 1].pid,
			       job_has_ended(job) ? "Done" : "Running");
	return 0;
}
