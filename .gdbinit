# GDB for Strata; started by `./strata debug` or `ninja debug`, or by hand with
#
#   gdb-multiarch -x .gdbinit
#
# STRATA_BUILD names the build folder (build/full otherwise). The kernel's symbols are loaded at
# the addresses it is linked to and, where these differ, at the physical addresses that it runs at
# before paging is on. `program NAME` adds the symbols of a user program, `no-program` drops them.

set confirm off
set pagination off
set print pretty on
set architecture riscv:rv64

python
import os
import struct

BUILD = os.environ.get("STRATA_BUILD", "build/full")
KERNEL = os.path.join(BUILD, "strata.elf")


def virtual_offset(path):
    """Virtual minus physical address of the first segment that is loaded."""
    with open(path, "rb") as file:
        header = file.read(64)
        offset, = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        for index in range(count):
            file.seek(offset + index * size)
            kind, _, _, virtual, physical = struct.unpack("<IIQQQ", file.read(32))
            if kind == 1:
                return virtual - physical
    return 0


def program_path(name):
    for folder in ("bin", "sbin", ""):
        path = os.path.join(BUILD, "programs", folder, name)
        if os.path.exists(path):
            return path
    raise gdb.GdbError("no program %s in %s/programs" % (name, BUILD))


class AddProgram(gdb.Command):
    """program NAME: load the symbols of a user program."""

    def __init__(self):
        super().__init__("program", gdb.COMMAND_FILES, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        gdb.execute("add-symbol-file " + program_path(argument))


class RemoveProgram(gdb.Command):
    """no-program NAME: drop the symbols of a user program."""

    def __init__(self):
        super().__init__("no-program", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        gdb.execute("remove-symbol-file " + program_path(argument))


AddProgram()
RemoveProgram()
gdb.execute("file " + KERNEL)
OFFSET = virtual_offset(KERNEL)
if OFFSET:
    gdb.execute("add-symbol-file %s -o -%#x" % (KERNEL, OFFSET))
for name in os.environ.get("STRATA_PROGRAMS", "").split():
    gdb.execute("program " + name)
gdb.execute("target remote localhost:%s" % os.environ.get("STRATA_GDB_PORT", "1234"))
end
