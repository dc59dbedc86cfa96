/*
 * Copies between the kernel and user memory, page by page through the kernel's own map. Walking the
 * table costs some twenty instructions a page and leaves sstatus.SUM alone, a change of which makes
 * emulators and some hardware drop all their translations.
 */
#include <abi/errno.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <kernel/thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/ucopy.h>
#include <mm/uio.h>

/*
 * With THREADS another thread could have a page taken away while it is copied: interrupts are
 * masked from the look at the table to the end of the copy, and whoever takes it away waits until
 * all harts have served an interrupt (shoot_down.c).
 */
static irq_state_t pin(void)
{
	return IS_ENABLED(CONFIG_THREADS) ? arch_irq_save() : 0;
}

static void unpin(irq_state_t state)
{
	if (IS_ENABLED(CONFIG_THREADS))
		arch_irq_restore(state);
}

/* Until the page is seen: what was fetched may be gone again before interrupts are masked. */
static __slow void *fetch_missing(struct aspace *aspace, uaddr_t address, enum access access)
{
	void *byte = NULL;

	while (!byte) {
		int error;

		arch_irq_enable();
		error = aspace_fault(aspace, address, access);
		arch_irq_disable();
		if (error)
			return NULL;
		byte = aspace_translate(aspace, address, access);
	}
	return byte;
}

/*
 * The kernel's address of a user byte, fetched if need be; NULL for a bad one. The caller has
 * pinned, with interrupts on before.
 */
static void *fetch(struct aspace *aspace, uaddr_t address, enum access access)
{
	void *byte;

	if (!aspace)
		return NULL;
	byte = aspace_translate(aspace, address, access);
	if (IS_ENABLED(CONFIG_THREADS))
		return likely(byte) ? byte : fetch_missing(aspace, address, access);
	if (!byte && aspace_fault(aspace, address, access) == 0)
		byte = aspace_translate(aspace, address, access);
	return byte;
}

static size_t bytes_on_page(uaddr_t address, size_t left)
{
	return MIN(left, PAGE_SIZE - (address & PAGE_MASK));
}

int copy_from_user(void *to, uaddr_t from, size_t size)
{
	struct aspace *aspace = thread_current()->aspace;

	while (size > 0) {
		size_t step = bytes_on_page(from, size);
		irq_state_t state = pin();
		const void *bytes = fetch(aspace, from, ACCESS_READ);

		if (bytes)
			memcpy(to, bytes, step);
		unpin(state);
		if (!bytes)
			return -EFAULT;
		to = (char *)to + step;
		from += step;
		size -= step;
	}
	return 0;
}

static __quick int write_bytes(struct aspace *aspace, uaddr_t to, const void *from, size_t size)
{
	while (size > 0) {
		size_t step = bytes_on_page(to, size);
		irq_state_t state = pin();
		void *bytes = fetch(aspace, to, ACCESS_WRITE);

		if (bytes)
			memcpy(bytes, from, step);
		unpin(state);
		if (!bytes)
			return -EFAULT;
		from = (const char *)from + step;
		to += step;
		size -= step;
	}
	return 0;
}

int copy_to_user(uaddr_t to, const void *from, size_t size)
{
	return write_bytes(thread_current()->aspace, to, from, size);
}

int aspace_write(struct aspace *aspace, uaddr_t to, const void *from, size_t size)
{
	return write_bytes(aspace, to, from, size);
}

size_t aspace_peek(struct aspace *aspace, void *to, uaddr_t from, size_t size)
{
	size_t done = 0;

	mutex_lock(&aspace->lock);
	while (done < size) {
		size_t step = bytes_on_page(from + done, size - done);
		const void *bytes = aspace_translate(aspace, from + done, ACCESS_READ);

		if (!bytes)
			break;
		memcpy((char *)to + done, bytes, step);
		done += step;
	}
	mutex_unlock(&aspace->lock);
	return done;
}

ssize_t copy_string_from_user(char *to, uaddr_t from, size_t size)
{
	struct aspace *aspace = thread_current()->aspace;
	size_t copied = 0;

	while (copied < size) {
		size_t step = bytes_on_page(from, size - copied);
		irq_state_t state = pin();
		const char *bytes = fetch(aspace, from, ACCESS_READ);
		size_t length = 0;

		if (bytes) {
			length = strnlen(bytes, step);
			memcpy(to + copied, bytes, length);
		}
		unpin(state);
		if (!bytes)
			return -EFAULT;
		copied += length;
		if (length < step) {
			to[copied] = '\0';
			return (ssize_t)copied;
		}
		from += step;
	}
	return -ENAMETOOLONG;
}

static bool make_present(struct aspace *aspace, uaddr_t address, enum access access)
{
	irq_state_t state = pin();
	bool present = fetch(aspace, address, access) != NULL;

	unpin(state);
	return present;
}

int uio_prefault(struct uio *uio, size_t length)
{
	enum access access = uio->to_user ? ACCESS_WRITE : ACCESS_READ;
	struct aspace *aspace = thread_current()->aspace;
	uaddr_t address = uio->address;
	uaddr_t end = address + MIN(length, uio->left);

	if (!uio->user || uio->left == 0)
		return 0;
	if (!make_present(aspace, address, access))
		return -EFAULT;
	do {
		address = ALIGN_DOWN(address, PAGE_SIZE) + PAGE_SIZE;
	} while (address < end && make_present(aspace, address, access));
	return 0;
}

/* Up to how many bytes, from which kernel address on, the next step of a copy can move. */
static size_t next_step(const struct uio *uio, enum access access, size_t length, void **bytes)
{
	if (!uio->user) {
		*bytes = (void *)uio->address;
		return length;
	}
	*bytes = aspace_translate(thread_current()->aspace, uio->address, access);
	return *bytes ? bytes_on_page(uio->address, length) : 0;
}

/* What uio_move() does with each piece of the range. */
enum move { MOVE_IN, MOVE_OUT, MOVE_ZERO };

static void move_bytes(enum move move, void *range, char *kernel, size_t size)
{
	if (move == MOVE_OUT)
		memcpy(range, kernel, size);
	else if (move == MOVE_IN)
		memcpy(kernel, range, size);
	else
		memset(range, 0, size);
}

/* Move up to `length` bytes between the range and `kernel`, as far as its pages are present. */
static size_t uio_move(struct uio *uio, char *kernel, size_t length, enum move move)
{
	const enum access access = move == MOVE_IN ? ACCESS_READ : ACCESS_WRITE;
	const size_t wanted = MIN(length, uio->left);
	size_t done = 0;
	void *bytes;

	while (done < wanted) {
		irq_state_t state = pin();
		size_t step = next_step(uio, access, wanted - done, &bytes);

		if (step > 0)
			move_bytes(move, bytes, kernel + done, step);
		unpin(state);
		if (step == 0)
			break;
		uio->address += step;
		uio->left -= step;
		done += step;
	}
	return done;
}

size_t uio_write(struct uio *uio, const void *from, size_t length)
{
	return uio_move(uio, (char *)from, length, MOVE_OUT);
}

size_t uio_zero(struct uio *uio, size_t length)
{
	return uio_move(uio, NULL, length, MOVE_ZERO);
}

size_t uio_read(struct uio *uio, void *to, size_t length)
{
	return uio_move(uio, to, length, MOVE_IN);
}
