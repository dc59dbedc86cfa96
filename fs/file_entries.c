/*
 * getdents64: directory entries in the form that Linux gives them to programs.
 */
#include "file_private.h"
#include "volume.h"

#include <abi/dirent.h>
#include <abi/errno.h>
#include <abi/stat.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/uio.h>

#define PREFAULT_MAX (4 * PAGE_SIZE) /* what more there is room for may be left unused */

struct packing {
	struct uio *uio;
	size_t bytes; /* filled so far */
	int error;    /* why the last entry was not taken */
};

/* One entry, in whole words: the largest has a name of 255 bytes. */
union record {
	struct abi_dirent64 entry;
	uint64_t words[ABI_DIRENT_SIZE(DISK_LONG_NAME_MAX) / 8];
};

/* Copy the record, all of it or nothing. */
static int record_copy(struct uio *uio, const union record *record)
{
	struct uio before = *uio;
	size_t length = record->entry.d_reclen;

	if (length > uio_left(uio))
		return -EINVAL;
	if (uio_write(uio, record, length) == length)
		return 0;
	*uio = before;
	return -EFAULT;
}

static bool pack(void *context, const char *name, size_t length, uint64_t inode, uint32_t mode,
		 uint64_t next)
{
	struct packing *packing = context;
	union record record;
	size_t size = ABI_DIRENT_SIZE(length);

	if (length > DISK_LONG_NAME_MAX)
		return true;
	record.words[size / 8 - 1] = 0;
	record.entry.d_ino = inode;
	record.entry.d_off = (int64_t)next;
	record.entry.d_reclen = (uint16_t)size;
	record.entry.d_type = DT_OF_MODE(mode);
	memcpy(record.entry.d_name, name, length);
	record.entry.d_name[length] = '\0';
	packing->error = record_copy(packing->uio, &record);
	if (packing->error == 0)
		packing->bytes += size;
	return packing->error == 0;
}

ssize_t file_getdents(struct file *file, struct uio *uio)
{
	struct packing packing = { .uio = uio };
	int error;

	if (!file_is_seekable(file) || file->inode->ops->read_entries == NULL)
		return -ENOTDIR;
	error = uio_prefault(uio, MIN(uio_left(uio), PREFAULT_MAX));
	if (error)
		return error;
	mutex_lock(&file->offset_lock);
	error = file->inode->ops->read_entries(file->inode, &file->offset, pack, &packing);
	mutex_unlock(&file->offset_lock);
	if (packing.bytes > 0)
		return (ssize_t)packing.bytes;
	return error ? error : packing.error;
}
