/*
 * A range of bytes, in the kernel or in a user program, that data is moved to or from.
 *
 * File systems, pipes and devices take a uio and neither know nor care where the bytes live. User
 * memory may have to be fetched first, which may sleep and may need locks of the file system:
 * therefore the copies below never fetch. Before taking its locks, a reader or writer calls
 * uio_prefault(); under the locks it copies; if a copy comes out short (the page was taken away
 * again in between), it drops its locks and prefaults once more:
 *
 *	while (uio_left(uio) > 0) {
 *		error = uio_prefault(uio, chunk);   // no locks held; -EFAULT for a bad address
 *		lock; n = uio_write(uio, from, chunk); unlock;   // n may be less than chunk
 *	}
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

struct uio {
	uaddr_t address; /* next byte: a user address, or a kernel address when !user */
	size_t left;     /* bytes still to move */
	bool user;
	bool to_user;    /* the range will be written (a read call), so it must be writable */
	bool no_wait;    /* what is there is enough: a pipe gives -EAGAIN rather than wait for it */
};

/* The address of a range that reaches beyond what any program can have. */
#define UIO_NOWHERE UINTPTR_MAX

/* uio_is_possible - whether a program could have memory there; -EFAULT at once if not. */
static inline bool uio_is_possible(const struct uio *uio)
{
	return uio->address != UIO_NOWHERE;
}

/* A uio over kernel memory. */
#define UIO_KERNEL(pointer, size)                                                                  \
	((struct uio){ .address = (uaddr_t)(uintptr_t)(pointer), .left = (size) })

static inline size_t uio_left(const struct uio *uio)
{
	return uio->left;
}

/*
 * uio_prefault - make the first `length` bytes (at most uio->left) of the range present.
 * Returns 0, or -EFAULT when the first byte can not be accessed; a fault further on is met when
 * the copying comes there. Context: a thread without locks; may sleep. Nothing for kernel ranges.
 */
int uio_prefault(struct uio *uio, size_t length);

/*
 * uio_write - copy up to `length` bytes from the kernel's `from` into the range and advance it.
 * Returns the bytes copied, less than asked for at a page that is not present. Never sleeps.
 */
size_t uio_write(struct uio *uio, const void *from, size_t length);

/* uio_zero - the same with zero bytes. */
size_t uio_zero(struct uio *uio, size_t length);

/*
 * uio_write_part - copy what the range asks for of a text, the bytes from `offset` on; no more of a
 * program's memory is fetched than that. Returns the bytes copied, 0 behind the end of the text, or
 * -EFAULT. Context: a thread without locks; may sleep.
 */
static inline ssize_t uio_write_part(struct uio *uio, const char *text, size_t size,
				     uint64_t offset)
{
	int error;

	if (offset >= size)
		return 0;
	size = MIN(size - offset, uio_left(uio));
	error = uio_prefault(uio, size);
	return error ? error : (ssize_t)uio_write(uio, text + offset, size);
}

/* uio_read - copy up to `length` bytes out of the range to the kernel's `to` and advance it. */
size_t uio_read(struct uio *uio, void *to, size_t length);
