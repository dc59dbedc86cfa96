#!/usr/bin/python3
"""Make copies of files of fs/ with mistakes in them, for test_planted.c.

  plant.py SOURCE-FOLDER OUTPUT-FOLDER

Each mistake is a piece of code that is replaced by one that asks planted("NAME") whether to go
wrong. A piece that is not there exactly once is an error: whoever changes the code looks here.
Writes the files that MISTAKES names, and mistakes.h with the names of the mistakes and of a
workload in which each shows."""

import os
import sys

# name, workload that shows it, file, the code as it is, the code with the mistake
MISTAKES = [
    # A flush left out.
    ("the log is not flushed before the record", "create", "commit.c",
     "	if (error == 0)\n"
     "		error = cache_flush();\n"
     "	return error ? error : header_write_record(count);",
     "	if (error == 0 && !planted(MISTAKE))\n"
     "		error = cache_flush();\n"
     "	return error ? error : header_write_record(count);"),
    ("the record is not flushed", "create", "commit.c",
     "	return error ? error : cache_flush();\n}\n\nstatic int write_log",
     "	return error || (count > 0 && planted(MISTAKE)) ? error : cache_flush();\n}\n\n"
     "static int write_log"),
    ("home is not flushed before the record is cleared", "create", "commit.c",
     "	if (error == 0)\n"
     "		error = cache_flush();\n"
     "	return error ? error : header_write_record(0);",
     "	if (error == 0 && !planted(MISTAKE))\n"
     "		error = cache_flush();\n"
     "	return error ? error : header_write_record(0);"),
    ("the cleared record is not flushed", "create", "commit.c",
     "	return error ? error : header_write_record(0);",
     "	if (planted(MISTAKE))\n"
     "		return header_clear_unflushed();\n"
     "	return error ? error : header_write_record(0);"),
    ("data alone is not flushed", "overwrite", "commit.c",
     "metadata ? write_log(slot) : cache_flush();",
     "metadata ? write_log(slot) : planted(MISTAKE) ? 0 : cache_flush();"),
    ("replay does not flush home before it clears the record", "create", "log.c",
     "	return error ? error : cache_flush();",
     "	return error || planted(MISTAKE) ? error : cache_flush();"),
    ("replay does not flush the cleared record", "create", "log.c",
     "	if (error == 0)\n"
     "		error = cache_flush();\n"
     "	return error ? error : count;",
     "	if (error == 0 && !planted(MISTAKE))\n"
     "		error = cache_flush();\n"
     "	return error ? error : count;"),
    # A record written early.
    ("the record is written before the log", "create", "commit.c",
     "	header_fill(slot);\n"
     "	walk_init(&walk, slot, journal.log_start + 1);",
     "	header_fill(slot);\n"
     "	if (planted(MISTAKE))\n"
     "		header_write_record(count);\n"
     "	walk_init(&walk, slot, journal.log_start + 1);"),
    ("the record is written with the rest of the header", "large-transaction", "commit.c",
     "	return cache_transfer(true, sector + 1, (char *)journal.header + DISK_SECTOR,\n",
     "	if (planted(MISTAKE))\n"
     "		return cache_transfer(true, sector, journal.header, BLOCK_SIZE);\n"
     "	return cache_transfer(true, sector + 1, (char *)journal.header + DISK_SECTOR,\n"),
    ("file data is written after the record", "write", "commit.c",
     "	error = cache_write_all();\n",
     "	error = planted(MISTAKE) ? write_log(slot) : 0;\n"
     "	error = cache_write_all();\n"),
    # A block used again too soon.
    ("what the running transaction freed is taken", "write", "alloc.c",
     "	if (group->undo != NULL)\n		taken |=",
     "	if (group->undo != NULL && !planted(MISTAKE))\n		taken |="),
    ("what the committing transaction freed is taken", "replace", "alloc.c",
     "	if (group->undo_closed != NULL)\n		taken |=",
     "	if (group->undo_closed != NULL && !planted(MISTAKE))\n		taken |="),
    # What else the journal's rules forbid.
    ("data that the committing transaction promises is dropped", "cut-short", "alloc.c",
     "pending && journal_data_is_due()",
     "pending && journal_data_is_due() && !planted(MISTAKE)"),
    ("the committing transaction writes what the next one changed", "create", "commit.c",
     "	write->data = transaction_data(buffer);",
     "	write->data = planted(MISTAKE) ? buffer->data : transaction_data(buffer);"),
    ("a transaction is closed while an operation is open", "create", "commit.c",
     "	while (journal.operations > 0)",
     "	while (journal.operations > 0 && !planted(MISTAKE))"),
    ("a file without a name is not noted", "unlink-open", "inode_disk.c",
     "	if (volume.classic)\n		return;",
     "	if (volume.classic || planted(MISTAKE))\n		return;"),
]

# What a mistake needs beside its own piece of code.
HELPERS = {
    "commit.c": ("static int write_home(uint32_t slot)",
                 "static int header_clear_unflushed(void)\n"
                 "{\n"
                 "	le32_set(&((struct disk_log_header *)journal.header)->count, 0);\n"
                 "	return cache_transfer(true, (uint64_t)journal.log_start *"
                 " BLOCK_SECTORS,\n"
                 "			      journal.header, DISK_SECTOR);\n"
                 "}\n\n"),
}


def replace_once(text, old, new, what):
    if text.count(old) != 1:
        sys.exit(f"plant.py: {what}: the code occurs {text.count(old)} times, not once:\n{old}")
    return text.replace(old, new)


def plant(file, text):
    if file in HELPERS:
        before, helper = HELPERS[file]
        text = replace_once(text, before, helper + before, file)
    for name, _, where, old, new in MISTAKES:
        if where == file:
            text = replace_once(text, old, new.replace("MISTAKE", f'"{name}"'), name)
    return f'#include "planted.h"\n#line 1 "{file}"\n{text}'


def main(source, output):
    for file in sorted({mistake[2] for mistake in MISTAKES}):
        with open(os.path.join(source, file), encoding="utf-8") as stream:
            text = plant(file, stream.read())
        with open(os.path.join(output, file), "w", encoding="utf-8") as stream:
            stream.write(text)
    with open(os.path.join(output, "mistakes.h"), "w", encoding="utf-8") as stream:
        for mistake in MISTAKES:
            stream.write(f'{{ "{mistake[0]}", "{mistake[1]}" }},\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
