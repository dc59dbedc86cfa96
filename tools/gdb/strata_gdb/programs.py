"""Functions of user programs by their addresses, from the symbol tables of the files in the build.

GDB may have the symbols of some programs loaded (`program NAME`), but all programs lie at the same
addresses: what it says of one is wrong for a process that runs another.
"""

import bisect
import functools
import os
import struct

import gdb

from . import session

SHT_SYMTAB = 2
STT_FUNC = 2


def sections(data):
    """(type, offset, size, link) of the sections of an ELF file."""
    offset, = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    for index in range(count):
        yield struct.unpack_from("<4xI16xQQI", data, offset + index * size)


def text_at(data, offset):
    return data[offset:data.index(b"\0", offset)].decode("ascii", "replace")


def functions_of(data):
    """(address, size, name) of the functions of an ELF file."""
    table = list(sections(data))
    for kind, offset, size, link in table:
        if kind != SHT_SYMTAB:
            continue
        for place in range(offset, offset + size, 24):
            name, info, address, length = struct.unpack_from("<IB3xQQ", data, place)
            if info & 15 == STT_FUNC:
                yield address, length, text_at(data, table[link][1] + name)


@functools.cache
def functions(name):
    """The functions of a program, by address; none where there is no such program."""
    try:
        with open(session.program_path(name), "rb") as file:
            return sorted(functions_of(file.read()))
    except (gdb.GdbError, OSError, struct.error, ValueError, IndexError):
        return []


def place_in(name, pc):
    """The address with the function that it is in, as far as that is known."""
    table = functions(name)
    index = bisect.bisect_right(table, (pc + 1,)) - 1
    if index >= 0 and pc < table[index][0] + max(table[index][1], 1):
        return f"{pc:#x} in {table[index][2]} of {name}"
    return f"{pc:#x} of {name}"


def is_loaded_at(name, pc):
    """Has GDB the symbols of this program for that address?"""
    symtab = gdb.find_pc_line(pc).symtab
    return symtab is not None and os.path.basename(symtab.objfile.filename) == name
