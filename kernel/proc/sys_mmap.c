/*
 * Mapped memory (MM_MMAP): the arguments of the calls, in Linux's order of checks.
 */
#include "calls.h"
#include "file_pager.h"
#include "process.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <arch/mmu.h>
#include <mm/page.h>

/* What MAP_SHARED and MAP_PRIVATE take without a word, whether it means something here or not. */
#define FLAGS_KNOWN                                                                                \
	(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_DENYWRITE | MAP_EXECUTABLE |   \
	 MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB |      \
	 MAP_FIXED_NOREPLACE)

/* The end of `size` bytes at `start` in whole pages, or 0 when that is no address of a program. */
static uaddr_t end_of(uaddr_t start, size_t size)
{
	uaddr_t end = ALIGN_UP(start + size, PAGE_SIZE);

	return end > start && end <= USER_TOP && size <= USER_TOP ? end : 0;
}

static enum map_place placement_of(int flags)
{
	if (flags & MAP_FIXED_NOREPLACE)
		return PLACE_IF_FREE;
	return flags & MAP_FIXED ? PLACE_REPLACE : PLACE_ANYWHERE;
}

static int type_check(int flags, bool *shared)
{
	int type = flags & MAP_TYPE;

	*shared = type != MAP_PRIVATE;
	if (type == MAP_SHARED_VALIDATE && flags & ~FLAGS_KNOWN)
		return -EOPNOTSUPP;
	if (flags & MAP_HUGETLB)
		return -EINVAL;
	return type == MAP_PRIVATE || type == MAP_SHARED || type == MAP_SHARED_VALIDATE ? 0 :
											  -EINVAL;
}

/* Where the mapping is to be; a hint that makes no sense is none. 0 or -errno. */
static int place_check(struct region *region, uaddr_t start, size_t size, int flags)
{
	bool fixed = placement_of(flags) != PLACE_ANYWHERE;

	if (size > USER_TOP)
		return -ENOMEM;
	if (fixed && !IS_ALIGNED(start, PAGE_SIZE))
		return -EINVAL;
	if (!fixed && start > USER_TOP - PAGE_SIZE)
		start = 0;
	region->start = ALIGN_UP(start, PAGE_SIZE);
	region->end = region->start + ALIGN_UP(size, PAGE_SIZE);
	if (fixed && region->start < PAGE_SIZE)
		return -EPERM;
	return fixed && (start >= USER_TOP || region->end > USER_TOP) ? -ENOMEM : 0;
}

/* What could never all be there is refused, unless the program says that it knows. */
static bool is_too_much(const struct region *region, bool shared, int flags)
{
	size_t pages = (region->end - region->start) / PAGE_SIZE;

	return pages > page_count_total() && !(flags & MAP_NORESERVE) &&
	       (flags & MAP_ANONYMOUS || !shared) && region->rights & REGION_WRITE;
}

static int object_of(struct region *region, int fd, uint64_t offset, int flags, bool shared)
{
	if (flags & MAP_ANONYMOUS)
		return shared ? shared_region_create(region) : 0;
	return file_map(region, fd, offset, shared);
}

static int region_check(struct region *region, uaddr_t start, size_t size, int flags,
			uint64_t offset, bool *shared)
{
	int error;

	if (size == 0)
		return -EINVAL;
	error = type_check(flags, shared);
	if (error)
		return error;
	if (size <= USER_TOP && offset + ALIGN_UP(size, PAGE_SIZE) < offset)
		return -EOVERFLOW;
	error = place_check(region, start, size, flags);
	if (error)
		return error;
	if ((region->rights & REGION_WRITE) && (region->rights & REGION_EXECUTE))
		return -EACCES;
	return is_too_much(region, *shared, flags) ? -ENOMEM : 0;
}

long sys_mmap(kind_pointer start, kind_size size, kind_protection protection, kind_map_flags flags,
	      kind_fd fd, kind_offset offset)
{
	struct aspace *aspace = process_current()->aspace;
	struct region region = { .kind = REGION_ANONYMOUS };
	bool shared;
	int error;

	if (!IS_ALIGNED((uint64_t)offset, PAGE_SIZE))
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS) && !file_is_open(fd))
		return -EBADF;
	region.rights = rights_of_protection(protection);
	error = region_check(&region, start, size, flags, (uint64_t)offset, &shared);
	if (!error)
		error = object_of(&region, fd, (uint64_t)offset, flags, shared);
	if (error)
		return error;
	error = aspace_map(aspace, &region, placement_of(flags));
	if (error && region.pager)
		region.pager->put(region.object);
	if (!error && flags & (MAP_POPULATE | MAP_LOCKED))
		aspace_populate(aspace, region.start, region.end);
	return error ? error : (long)region.start;
}

long sys_munmap(kind_pointer start, kind_size size)
{
	uaddr_t end = end_of(start, size);

	if (!IS_ALIGNED(start, PAGE_SIZE) || !end)
		return -EINVAL;
	return aspace_unmap(process_current()->aspace, start, end);
}

/* A new place that is asked for must be one, and not where the old one is. */
static bool target_is_good(uaddr_t start, size_t size, uaddr_t target, size_t new_size)
{
	return IS_ALIGNED(target, PAGE_SIZE) && target >= PAGE_SIZE &&
	       end_of(target, new_size) != 0 &&
	       (target + new_size <= start || start + size <= target);
}

long sys_mremap(kind_pointer start, kind_size size, kind_size new_size, kind_hex flags,
		kind_pointer target)
{
	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED) || flags == MREMAP_FIXED ||
	    !IS_ALIGNED(start, PAGE_SIZE) || new_size == 0 || new_size > USER_TOP)
		return -EINVAL;
	new_size = ALIGN_UP(new_size, PAGE_SIZE);
	if (size == 0)
		return -EINVAL;
	if (!end_of(start, size))
		return -EFAULT;
	size = ALIGN_UP(size, PAGE_SIZE);
	if (flags & MREMAP_FIXED && !target_is_good(start, size, target, new_size))
		return -EINVAL;
	if (new_size > size && (new_size - size) / PAGE_SIZE > page_count_total())
		return -ENOMEM;
	return aspace_remap(process_current()->aspace, start, start + size, new_size,
			    (flags & MREMAP_MAYMOVE) != 0, flags & MREMAP_FIXED ? target : 0);
}

long sys_msync(kind_pointer start, kind_size size, kind_hex flags)
{
	uaddr_t end = end_of(start, size);

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || !IS_ALIGNED(start, PAGE_SIZE) ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (size == 0)
		return 0;
	if (!end)
		return -ENOMEM;
	return aspace_sync(process_current()->aspace, start, end);
}

static bool advice_is_known(int advice)
{
	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_DONTNEED:
	case MADV_FREE:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
		return true;
	default:
		return false;
	}
}

/* All advice but one is taken without effect. */
long sys_madvise(kind_pointer start, kind_size size, kind_advice advice)
{
	struct aspace *aspace = process_current()->aspace;
	uaddr_t end = end_of(start, size);

	if (!IS_ALIGNED(start, PAGE_SIZE) || !advice_is_known(advice) || start + size < start)
		return -EINVAL;
	if (size == 0)
		return 0;
	if (!end)
		return -ENOMEM;
	return advice == MADV_DONTNEED ? aspace_discard(aspace, start, end) :
					 aspace_check(aspace, start, end);
}
