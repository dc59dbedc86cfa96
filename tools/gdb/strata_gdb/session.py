"""The session: which build, its symbols, those of programs, and the connection to QEMU.

STRATA_BUILD names the build folder, STRATA_PROGRAMS user programs whose symbols are loaded as well,
STRATA_GDB_PORT the port of QEMU's GDB server.
"""

import os
import struct

import gdb


def shown(path):
    """As people read it: from the folder that GDB runs in, if it leads further down."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


# Absolute, because GDB's command `cd` changes the folder.
BUILD = os.path.realpath(os.environ.get("STRATA_BUILD", "build/full"))
CONFIG = os.path.join(BUILD, ".config")
KERNEL = os.path.join(BUILD, "strata.elf")
PT_LOAD = 1


def virtual_offset(path):
    """Virtual minus physical address of the first segment that is loaded."""
    with open(path, "rb") as file:
        header = file.read(64)
        offset, = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        for index in range(count):
            file.seek(offset + index * size)
            kind, _, _, virtual, physical = struct.unpack("<IIQQQ", file.read(32))
            if kind == PT_LOAD:
                return virtual - physical
    return 0


def program_path(name):
    """The file of a user program, with its symbols."""
    for folder in ("bin", "sbin", ""):
        path = os.path.join(BUILD, "programs", folder, name)
        if name and os.path.isfile(path):
            return path
    raise gdb.GdbError(f"No program {name!r} in {shown(BUILD)}/programs")


class AddProgram(gdb.Command):
    """Load the symbols of a user program: program NAME"""

    def __init__(self):
        super().__init__("program", gdb.COMMAND_FILES, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        gdb.execute("add-symbol-file " + program_path(argument))


class RemoveProgram(gdb.Command):
    """Drop the symbols of a user program: no-program NAME"""

    def __init__(self):
        super().__init__("no-program", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        gdb.execute("remove-symbol-file " + program_path(argument))


def load_symbols():
    """Those of the kernel where it is linked and, where it is loaded elsewhere, a second time
    there, for the code that runs before paging is on."""
    gdb.execute("file " + shown(KERNEL))
    offset = virtual_offset(KERNEL)
    if offset:
        gdb.execute("add-symbol-file %s -o -%#x" % (shown(KERNEL), offset))
    for name in os.environ.get("STRATA_PROGRAMS", "").split():
        gdb.execute("program " + name)


def start():
    """Load, and attach to QEMU."""
    if not os.path.exists(KERNEL):
        raise gdb.GdbError(f"There is no {shown(KERNEL)}: build it, or set STRATA_BUILD")
    AddProgram()
    RemoveProgram()
    load_symbols()
    gdb.execute("target remote localhost:%s" % os.environ.get("STRATA_GDB_PORT", "1234"))
    print("`continue` lets the guest run, Ctrl-C stops it; `help strata` lists the commands that "
          "look into it.")
