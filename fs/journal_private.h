/* Shared by journal.c (operations join a transaction) and commit.c (a transaction is written). */
#pragma once

#include <kernel/waitq.h>
#include <lib/list.h>

#include "cache.h"
#include "journal.h"

/* Two slots: the running transaction, and the one before it while that is being written. */
struct transaction {
	struct list buffers; /* by transaction_link[slot] */
	uint32_t count;      /* of buffers */
};

/* Everything is guarded by `lock`, but `header` and `log_start` are the journal thread's. */
struct journal {
	struct spinlock lock;
	struct transaction slots[2];
	uint32_t running;      /* slot of the running transaction */
	uint32_t operations;   /* open in the running transaction */
	uint32_t capacity;     /* blocks of a transaction */
	bool started;
	bool closing;          /* no operation may begin until the open ones have ended */
	bool wanted;           /* somebody waits for a commit */
	bool write_back;       /* there is much dirty data */
	bool scheduled;        /* a commit is due at `deadline` */
	bool data_due;         /* file data of the closed transaction is not home yet */
	bool stopping;
	bool failed;           /* a write failed: nothing may change any more */
	int data_error;        /* of file data, for the next to ask */
	uint64_t deadline;     /* time_now() units */
	uint64_t sequence;     /* number of the running transaction */
	uint64_t durable;      /* all transactions up to this one are on the disk */
	uint64_t written;      /* transactions with metadata, ever */
	struct waitq room;     /* operations that want to begin */
	struct waitq idle;     /* the thread, for the open operations to end */
	struct waitq work;     /* the thread, for something to do */
	struct waitq done;     /* for `durable` to rise, or the thread to end */
	uint32_t log_start;
	void *header;          /* one block */
};

extern struct journal journal;

/* commit_thread - the journal's thread; runs until journal.stopping. */
void commit_thread(void *unused);

/* The version of a buffer's data that the transaction in `slot` writes. Lock held. */
static inline void *transaction_data(const struct buffer *buffer)
{
	return buffer->frozen != NULL ? buffer->frozen : buffer->data;
}
