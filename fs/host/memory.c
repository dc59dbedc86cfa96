/*
 * Memory, uio and messages on the host. Objects come from malloc() one by one, so that the address
 * sanitizer sees every misuse.
 */
#include <host/host.h>
#include <kernel/log.h>
#include <lib/compiler.h>
#include <mm/kmem.h>
#include <mm/page.h>
#include <mm/uio.h>

#include <abi/errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool host_quiet;
uintptr_t host_fault_address;
uint64_t host_memory_left;
int64_t host_memory_in_use;
unsigned int host_block_size = 1024;

static bool memory_fails(void)
{
	if (host_memory_left == 0)
		return false;
	if (host_memory_left > 1) {
		host_memory_left--;
		return false;
	}
	return true;
}

static void *memory_alloc(size_t alignment, size_t size)
{
	void *memory = memory_fails() ? NULL : aligned_alloc(alignment, ALIGN_UP(size, alignment));

	if (memory != NULL) {
		host_memory_in_use++;
		memset(memory, 0xa5, size);
	}
	return memory;
}

static void memory_free(void *memory)
{
	host_memory_in_use--;
	free(memory);
}

void *page_alloc(void)
{
	return memory_alloc(PAGE_SIZE, PAGE_SIZE);
}

void *page_alloc_zeroed(void)
{
	void *page = page_alloc();

	return page != NULL ? memset(page, 0, PAGE_SIZE) : NULL;
}

void page_free(void *page)
{
	memory_free(page);
}

size_t page_count_free(void)
{
	return host_memory_left == 0 ? 1 << 20 : host_memory_left - 1;
}

void kmem_cache_init(struct kmem_cache *cache, const char *name, size_t size)
{
	memset(cache, 0, sizeof(*cache));
	cache->name = name;
	cache->size = (uint32_t)size;
}

void *kmem_alloc(struct kmem_cache *cache)
{
	return memory_alloc(16, cache->size);
}

void *kmem_alloc_zeroed(struct kmem_cache *cache)
{
	void *object = kmem_alloc(cache);

	return object != NULL ? memset(object, 0, cache->size) : NULL;
}

void kmem_free(struct kmem_cache *cache, void *object)
{
	(void)cache;
	memory_free(object);
}

/* Bytes at the beginning of the range that can be accessed. */
static size_t accessible(const struct uio *uio, size_t length)
{
	if (!uio->user || host_fault_address == 0 || uio->address + length <= host_fault_address)
		return length;
	return uio->address >= host_fault_address ? 0 : host_fault_address - uio->address;
}

int uio_prefault(struct uio *uio, size_t length)
{
	return length > 0 && accessible(uio, length) == 0 ? -EFAULT : 0;
}

static size_t uio_advance(struct uio *uio, size_t length)
{
	uio->address += length;
	uio->left -= length;
	return length;
}

size_t uio_write(struct uio *uio, const void *from, size_t length)
{
	length = accessible(uio, length < uio->left ? length : uio->left);
	memcpy((void *)(uintptr_t)uio->address, from, length);
	return uio_advance(uio, length);
}

size_t uio_zero(struct uio *uio, size_t length)
{
	length = accessible(uio, length < uio->left ? length : uio->left);
	memset((void *)(uintptr_t)uio->address, 0, length);
	return uio_advance(uio, length);
}

size_t uio_read(struct uio *uio, void *to, size_t length)
{
	length = accessible(uio, length < uio->left ? length : uio->left);
	memcpy(to, (const void *)(uintptr_t)uio->address, length);
	return uio_advance(uio, length);
}

void kprintf(const char *format, ...)
{
	va_list arguments;

	if (host_quiet)
		return;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
}

void panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("panic: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	abort();
}
