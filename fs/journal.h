/*
 * Transactions: what the rest of fs/ sees of the journal. Twins: journal.c, and nojournal.c which
 * keeps none. See journal.c for the rules.
 */
#pragma once

#include <lib/types.h>

struct buffer;

/*
 * Metadata blocks that one operation may change at most. That many takes the move of a directory to
 * a name for which its new parent grows: the blocks of the three inodes, of the old name and of
 * `..`, the new block, three indirect ones that lead to it, and four of the bitmap. What could need
 * more is cut into several operations, each leaving a consistent state (data.c, truncate.c).
 */
#define JOURNAL_OPERATION_BLOCKS 13

/*
 * journal_start - begin on a freshly mounted image: replay was done. Returns 0, -ENOMEM, -EINVAL.
 */
int journal_start(void);

/* journal_stop - commit all, end the thread; later operations get -EROFS. Returns 0 or -EIO. */
int journal_stop(void);

/* Blocks that one operation allocates at most, for files and otherwise. */
#define JOURNAL_OPERATION_ALLOCATIONS 24

/*
 * journal_begin - start an operation; `allocates` when it may take blocks or inodes. Waits while
 * the log or the cache is full, and, if it allocates and the disk is short of free blocks, for
 * those that a commit sets free. Returns 0 or -EROFS. Has a place in the lock order: the caller may
 * hold locks of inodes, and takes none until journal_end(). May sleep.
 */
int journal_begin(bool allocates);

/* journal_end - the operation is complete. */
void journal_end(void);

/*
 * journal_modify - the caller is about to change the contents of this metadata buffer. It holds the
 * lock that guards them; on return `buffer->data` may have moved. May sleep.
 */
void journal_modify(struct buffer *buffer);

/*
 * journal_update / journal_peek - change or read some bytes of a metadata block that several
 * holders of different locks share (inodes). May sleep / does not.
 */
void journal_update(struct buffer *buffer, uint32_t offset, const void *bytes, uint32_t length);
void journal_peek(struct buffer *buffer, uint32_t offset, void *bytes, uint32_t length);

/* journal_forget - the metadata block is free now: the running transaction need not write it. */
void journal_forget(struct buffer *buffer);

/*
 * journal_note_data - file data became dirty: see that it goes home in time; `many`: better now.
 * Any context but interrupts.
 */
void journal_note_data(bool many);

/*
 * journal_sync - make all that was done so far durable. Returns 0, or -EIO when the log has failed,
 * or file data could not be written since somebody asked. May sleep.
 */
int journal_sync(void);

/* journal_is_committing - is a transaction being written? Its buffers will be free. Any context. */
bool journal_is_committing(void);

/*
 * journal_data_is_due - may dirty file data be part of a transaction that is closed? Then it must
 * go home. What this says stays true until the caller's operation ends, or becomes false.
 */
bool journal_data_is_due(void);

/*
 * journal_number - of the transaction in which the caller's operation is: what joined it stays in
 * memory at least until the operation ends. 0, which says nothing, without a journal.
 */
uint32_t journal_number(void);

/* journal_count - transactions written. */
uint64_t journal_count(void);

/* journal_failed - has an error made the file system read-only? */
bool journal_failed(void);

/*
 * log_recover - replay what the log holds (journal_start() was not called yet). Returns the blocks
 * replayed or -errno: -EINVAL when the log is not sound, or not empty and there is no journal.
 */
struct disk_layout;
int log_recover(const struct disk_layout *layout);
