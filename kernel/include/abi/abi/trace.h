/*
 * Tracing of system calls (STRACE), which is Strata's own.
 *
 *	prctl(PR_STRATA_TRACE, fd, pid, follow)
 *
 * lets the process `pid` (0: the caller), all its threads, write a record of each of its calls to
 * the file that `fd` leads to, a pipe as a rule, in whose reader's time it then runs; with `follow`
 * its children do so too, from their start. fd -1 ends that. It also ends, and the process runs on,
 * when a record can not be written, because there is no reader any more. The process keeps the file
 * open by itself.
 *
 * A record is written in one piece: struct abi_trace_record, then pieces of the program's memory,
 * each a struct abi_trace_piece with its bytes, filled up to a multiple of 8 bytes.
 */
#pragma once

#include <stdint.h>

#define PR_STRATA_TRACE 0x53545200

#define TRACE_ENTER 1 /* a call begins: number, arguments, what it will read */
#define TRACE_LEAVE 2 /* it has ended: the same arguments, the result, what it has written */
#define TRACE_EXIT 3  /* the process or thread ends: result is its status as wait4 reports it */

#define TRACE_RECORD_MAX 4096 /* bytes */
#define TRACE_BYTES_MAX 256   /* of a buffer or of a string */
#define TRACE_STRINGS_MAX 32  /* of an array */

struct abi_trace_record {
	uint32_t size; /* with all pieces */
	uint16_t what; /* TRACE_* */
	uint16_t number;
	int32_t pid; /* or tid */
	uint32_t reserved;
	int64_t result;
	uint64_t arguments[6];
};

#define TRACE_CUT 1  /* the string or buffer goes on */
#define TRACE_LAST 2 /* of the strings of an array, the array ends here */

struct abi_trace_piece {
	uint16_t argument; /* which it belongs to */
	uint16_t flags;	   /* TRACE_CUT, TRACE_LAST */
	uint32_t length;
};
