/* Mapped memory. */
#include "call.h"
#include <stdarg.h>
#include <sys/mman.h>

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
	return (void *)libc_result(CALL(mmap, address, size, protection, flags, file, offset));
}

int munmap(void *address, size_t size)
{
	return (int)libc_result(CALL(munmap, address, size));
}

int mprotect(void *address, size_t size, int protection)
{
	return (int)libc_result(CALL(mprotect, address, size, protection));
}

int msync(void *address, size_t size, int flags)
{
	return (int)libc_result(CALL(msync, address, size, flags));
}

int madvise(void *address, size_t size, int advice)
{
	return (int)libc_result(CALL(madvise, address, size, advice));
}

void *mremap(void *address, size_t size, size_t new_size, int flags, ...)
{
	void *target = NULL;
	va_list arguments;

	if (flags & MREMAP_FIXED) {
		va_start(arguments, flags);
		target = va_arg(arguments, void *);
		va_end(arguments);
	}
	return (void *)libc_result(CALL(mremap, address, size, new_size, flags, target));
}
