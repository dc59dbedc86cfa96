#include "show.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <kernel/thread.h>

void show_in_thread(void (*show)(void *unused))
{
	struct thread *thread = thread_create("show", show, NULL);

	if (!thread)
		show_fail("no memory", -ENOMEM);
	thread_start(thread);
}
