#include "show.h"

#include <kernel/log.h>
#include <kernel/thread.h>

void show_in_thread(void (*show)(void *unused))
{
	struct thread *thread = thread_create("show", show, NULL);

	if (!thread)
		panic("no memory for the show");
	thread_start(thread);
}
