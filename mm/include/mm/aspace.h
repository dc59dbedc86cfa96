/*
 * User address spaces: a page table and the list of regions that says what belongs where.
 *
 * A region is a range of pages with one set of rights and one source of contents: a pager, or
 * zeroes. Pages are filled in by faults (MM_DEMAND) or when the region is made. fork shares pages
 * until somebody writes (MM_COW) or copies them.
 */
#pragma once

#include <kernel/mutex.h>
#include <lib/list.h>
#include <lib/types.h>

struct region;

/* Where the contents of a region's pages come from; kernel/proc fills this for files. */
struct pager {
	/* Fill a page for `address` (page-aligned), all of it. Returns 0 or -EIO. May sleep. */
	int (*fill)(struct region *region, uaddr_t address, void *page);
	/* Take, or drop, a reference of the object, when a region is copied or goes away. */
	void (*get)(void *object);
	void (*put)(void *object);
};

#define REGION_READ    1u
#define REGION_WRITE   2u
#define REGION_EXECUTE 4u
#define REGION_RIGHTS  7u

enum region_kind {
	REGION_FILE,
	REGION_ANONYMOUS,
	REGION_HEAP,
	REGION_STACK,
	REGION_COUNT
};

/* Guarded by aspace->lock. */
struct region {
	struct list link; /* aspace->regions, by address */
	uaddr_t start;
	uaddr_t end;
	uint32_t rights; /* REGION_* */
	enum region_kind kind;
	const struct pager *pager; /* NULL: zeroes */
	void *object;		   /* the pager's */
	uaddr_t origin;	 /* where the object's bytes begin, an address at or after start */
	uint64_t offset; /* of those bytes in the object */
	uint64_t length; /* how many; zeroes follow */
};

/* [m] lock, [s] sched_lock */
struct aspace {
	struct mutex lock;
	paddr_t root;	     /* fixed */
	struct list regions; /* [m] */
	struct region *heap; /* [m] the heap's last part, or NULL */
	uaddr_t heap_start;  /* [m] */
	uaddr_t brk;	     /* [m] the end of the heap as the program asked for it */
	uint64_t generation; /* [s] translations changed or taken away so often */
	unsigned int users;  /* [s] the process, and each hart that has the root loaded */
	bool retired;        /* [s] the process has gone */
	size_t pages;	     /* [m] pages mapped */
};

enum access {
	ACCESS_READ,
	ACCESS_WRITE,
	ACCESS_EXECUTE
};

/* aspace_init - at start-up. */
void aspace_init(void);

/* aspace_create - an empty address space, or NULL without memory. */
struct aspace *aspace_create(void);

/*
 * aspace_destroy - give back everything; the caller's process no longer uses it. The root itself is
 * freed when the last hart has let go of it. May sleep.
 */
void aspace_destroy(struct aspace *aspace);

/*
 * aspace_fork - a copy of the current thread's address space. Returns 0 and the copy, or -ENOMEM
 * with nothing left behind. May sleep.
 */
int aspace_fork(struct aspace *aspace, struct aspace **copy);

/*
 * aspace_add - make a region as `wanted` describes it (link is ignored); on success the caller's
 * reference of the object goes over to the region. Returns 0, -EINVAL (bounds), -EEXIST (overlap),
 * -ENOMEM, or the pager's error.
 */
int aspace_add(struct aspace *aspace, const struct region *wanted);

/*
 * aspace_brk - move the end of the heap to `end`. Returns the end as it is afterwards: unchanged
 * when `end` is out of bounds, would overlap, or there is no memory. May sleep.
 */
uaddr_t aspace_brk(struct aspace *aspace, uaddr_t end);

/*
 * aspace_protect - change the rights of the whole pages in [start, end). Returns 0, -ENOMEM where
 * something is not mapped, -EACCES for writable and executable at once. May sleep.
 */
int aspace_protect(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights);

/*
 * aspace_fault - make the page at `address` accessible. Returns 0, -EFAULT (no such right there),
 * -ENOMEM, -EIO (its contents can not be read). May sleep.
 */
int aspace_fault(struct aspace *aspace, uaddr_t address, enum access access);

/* aspace_has - does a region contain `address`, whatever it allows? May sleep. */
bool aspace_has(struct aspace *aspace, uaddr_t address);

/* aspace_touch - the same for all pages in [start, end), for the first stack page and the like. */
int aspace_touch(struct aspace *aspace, uaddr_t start, uaddr_t end, enum access access);

/* aspace_activate - the current thread uses `aspace` from now on (NULL: none). May sleep. */
void aspace_activate(struct aspace *aspace);

/* aspace_translate - the kernel's address of a present user byte that allows `access`, or NULL. */
void *aspace_translate(const struct aspace *aspace, uaddr_t address, enum access access);
