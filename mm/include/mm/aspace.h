/*
 * User address spaces: a page table and the list of regions that says what belongs where.
 *
 * A region is a range of pages with one set of rights and one source of contents: a pager, or
 * zeroes. Pages are filled in by faults (MM_DEMAND) or when the region is made. fork shares pages
 * until somebody writes (MM_COW) or copies them. Regions that are shared (MM_MMAP) have no pages of
 * their own: those of the pager's object are mapped, and whoever maps the object sees the same.
 */
#pragma once

#include <kernel/mutex.h>
#include <lib/list.h>
#include <lib/types.h>

struct region;

/* Where the contents of a region's pages come from; kernel/proc fills this for files. */
struct pager {
	/*
	 * Fill a page for `address` (page-aligned), all of it. Returns 0, -EIO (its contents can
	 * not be read) or -ENOMEM. May sleep.
	 */
	int (*fill)(struct region *region, uaddr_t address, void *page);
	/* Take, or drop, a reference of the object, when a region is copied or goes away. */
	void (*get)(void *object);
	void (*put)(void *object);
#ifdef CONFIG_MM_MMAP
	/*
	 * Of shared regions, instead of fill: the object's page for `address`, with a reference for
	 * the caller. Returns 0, -EIO (there is none) or -ENOMEM. May sleep.
	 */
	int (*page)(struct region *region, uaddr_t address, void **page);
	/* Of shared regions: make what was written to [start, end) durable; NULL: nothing to do.
	 * Returns 0 or -errno. May sleep. */
	int (*sync)(struct region *region, uaddr_t start, uaddr_t end);
	uint32_t denied; /* REGION_*: rights that its regions never get */
#endif
};

#define REGION_READ    1u
#define REGION_WRITE   2u
#define REGION_EXECUTE 4u
#define REGION_RIGHTS  7u

enum region_kind {
	REGION_FILE,   /* the pager's object is an inode */
	REGION_KERNEL, /* it is not: the kernel has the bytes */
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
	uaddr_t origin;	 /* where the object's bytes begin; a part cut off from below keeps it */
	uint64_t offset; /* of those bytes in the object */
	uint64_t length; /* how many; what follows is the pager's affair */
};

/* What of a page is the object's: the bytes [start, end), which are at `offset` in the object. */
struct region_part {
	size_t start;
	size_t end;
	uint64_t offset;
};

/*
 * region_part - what of the page at `address` (page-aligned) is the object's; start and end are the
 * same if nothing is. For pagers.
 */
struct region_part region_part(const struct region *region, uaddr_t address);

#ifdef CONFIG_MM_MMAP
/* region_is_shared - are the pages those of the pager's object? */
static inline bool region_is_shared(const struct region *region)
{
	return region->pager && region->pager->page;
}

static inline int region_shared_page(struct region *region, uaddr_t address, void **page)
{
	return region->pager->page(region, address, page);
}

static inline uint32_t region_denied_rights(const struct region *region)
{
	return region->pager ? region->pager->denied : 0;
}
#else
static inline bool region_is_shared(const struct region *region)
{
	return false;
}

static inline int region_shared_page(struct region *region, uaddr_t address, void **page)
{
	return 0;
}

static inline uint32_t region_denied_rights(const struct region *region)
{
	return 0;
}
#endif

/* [m] lock, [s] sched_lock */
struct aspace {
	struct mutex lock;
	paddr_t root;	     /* fixed */
	struct list regions; /* [m] */
	struct region *heap; /* [m] the heap's last part, or NULL */
	uaddr_t heap_start;  /* [m] */
	uaddr_t brk;	     /* [m] the end of the heap as the program asked for it */
	uint64_t generation; /* [s] translations changed or taken away so often */
	unsigned int users;  /* [s] the process, each hart that has the root loaded, and
			      * who looks at it by aspace_get() */
	bool retired;        /* [s] the process has gone */
	size_t pages;	     /* [m] pages mapped */
#ifdef CONFIG_THREADS
	bool shared;	     /* several threads use it, or did; set while only one does */
#endif
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
 * aspace_get - keep `aspace`, which its process can give up at any time, from being freed. The
 * caller holds tree_lock, by which processes change it. aspace_put - let it go again.
 */
void aspace_get(struct aspace *aspace);
void aspace_put(struct aspace *aspace);

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
 * something is not mapped, -EACCES for writable and executable at once or rights that the pager
 * denies. May sleep.
 */
int aspace_protect(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights);

/*
 * The functions below, up to aspace_sync(), are MM_MMAP's. Addresses are whole pages, in order and
 * at most USER_TOP. All may sleep.
 */

/* What `start` of a new mapping means. */
enum map_place {
	PLACE_ANYWHERE, /* a hint, 0: none */
	PLACE_REPLACE,  /* just there, instead of what is there */
	PLACE_IF_FREE   /* just there, if nothing is: otherwise -EEXIST */
};

/*
 * aspace_map - make a region as `wanted` describes it, whose start, end and origin become those of
 * the place it is given; on success the caller's reference of the object goes over to the region.
 * Returns 0, -ENOMEM (no room, or no memory), -EEXIST.
 */
int aspace_map(struct aspace *aspace, struct region *wanted, enum map_place placement);

/* aspace_unmap - let nothing be mapped in [start, end). Returns 0 or -ENOMEM. */
int aspace_unmap(struct aspace *aspace, uaddr_t start, uaddr_t end);

/*
 * aspace_remap - let the mapping at [start, end), a part of one region, be `size` bytes long: where
 * it is; elsewhere if `may_move`; at `target` if that is not 0. Returns the new start, -EFAULT when
 * there is no such mapping, -ENOMEM.
 */
long aspace_remap(struct aspace *aspace, uaddr_t start, uaddr_t end, size_t size, bool may_move,
		  uaddr_t target);

/*
 * aspace_check - is all of [start, end) mapped?
 * aspace_populate - fill in the missing pages of [start, end), as far as that is possible.
 * aspace_discard - forget the pages of [start, end): they are filled in afresh when touched.
 * aspace_sync - make what was written to shared regions in [start, end) durable.
 * All return 0, or -ENOMEM where something is not mapped; the last also the pager's error.
 */
int aspace_check(struct aspace *aspace, uaddr_t start, uaddr_t end);
int aspace_populate(struct aspace *aspace, uaddr_t start, uaddr_t end);
int aspace_discard(struct aspace *aspace, uaddr_t start, uaddr_t end);
int aspace_sync(struct aspace *aspace, uaddr_t start, uaddr_t end);

/*
 * shared_region_create - let `region` have an object of shared memory, of zeroes, as large as the
 * region; its reference is the caller's. Returns 0 or -ENOMEM.
 */
int shared_region_create(struct region *region);

/*
 * aspace_fault - make the page at `address` accessible. Returns 0, -EFAULT (no such right there),
 * -ENOMEM, -EIO (its contents can not be read). May sleep.
 */
int aspace_fault(struct aspace *aspace, uaddr_t address, enum access access);

/* aspace_has - does a region contain `address`, whatever it allows? May sleep. */
bool aspace_has(struct aspace *aspace, uaddr_t address);

#ifdef CONFIG_THREADS
/* aspace_share - the calling thread is about to begin another in its own `aspace`. */
static inline void aspace_share(struct aspace *aspace)
{
	aspace->shared = true;
}
#endif

/* aspace_activate - the current thread uses `aspace` from now on (NULL: none). May sleep. */
void aspace_activate(struct aspace *aspace);

/*
 * aspace_translate - the kernel's address of a present user byte that allows `access`, or NULL. It
 * holds as long as nothing is taken away: with THREADS while aspace->lock is held, or interrupts
 * are masked by a thread of that address space.
 */
void *aspace_translate(const struct aspace *aspace, uaddr_t address, enum access access);
