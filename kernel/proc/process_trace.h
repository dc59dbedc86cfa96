/* Who a process tells about its calls; nothing without STRACE. */
#pragma once

#include <lib/types.h>

struct file;

#ifdef CONFIG_STRACE
/* [t] tree_lock */
struct process_trace {
	struct file *file; /* [t] where records go, or NULL */
	bool follow;	   /* [t] children are traced too */
	bool closed;	   /* [t] the process is ending */
};
#else
struct process_trace {
};
#endif
