"""The ELF file of a kernel: sections, symbols, and what it says of itself."""

import bisect
import io
import os
import struct
from dataclasses import dataclass

from .errors import UserError

MARKS_SECTION = ".boot_marks"
MARK = struct.Struct("<QQ")
# In the order of enum boot_milestone (kernel/include/kernel/boot.h).
MILESTONES = ("main", "scheduler", "root", "init", "prompt")

GROUPS = ("text", "rodata", "data", "bss", "stacks")


@dataclass(frozen=True)
class ElfSection:
    """A section that takes memory in the guest; `group` is one of GROUPS."""
    name: str
    address: int
    size: int
    group: str
    in_file: bool


@dataclass(frozen=True)
class Symbol:
    name: str
    address: int
    size: int
    kind: str


class Image:
    """A kernel's ELF file, read whole. Other modules reach pyelftools through `elf`."""

    def __init__(self, path):
        from elftools.common.exceptions import ELFError
        from elftools.elf.elffile import ELFFile
        self.path = os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path
        try:
            with open(path, "rb") as file:
                self.bytes = file.read()
            self.elf = ELFFile(io.BytesIO(self.bytes))
            self.sections = [allocated(section) for section in self.elf.iter_sections()
                             if section["sh_flags"] & 2 and section["sh_size"]]
        except OSError as error:
            raise UserError(f"{path}: {error.strerror}") from error
        except ELFError as error:
            raise UserError(f"{path}: not an ELF file, or not all of one ({error})") from error
        if self.elf["e_machine"] != "EM_RISCV":
            raise UserError(f"{path}: not a kernel for riscv64 ({self.elf['e_machine']})")
        self.symbols = self.read_symbols()
        self.starts = [symbol.address for symbol in self.symbols]

    def read_symbols(self):
        """The symbols that have a place in an allocated section, by address."""
        table = self.elf.get_section_by_name(".symtab")
        if table is None:
            raise UserError(f"{self.path}: it has been stripped: without symbols nothing can be "
                            "told of it; take the strata.elf of a build folder")
        symbols = [Symbol(entry.name, entry["st_value"], entry["st_size"],
                          entry["st_info"]["type"][4:].lower())
                   for entry in table.iter_symbols()
                   if entry.name and isinstance(entry["st_shndx"], int)
                   and entry["st_info"]["type"] in ("STT_FUNC", "STT_OBJECT", "STT_NOTYPE")
                   and not entry.name.startswith(("$", ".L"))]
        return sorted(symbols, key=lambda symbol: (symbol.address, -symbol.size, symbol.name))

    def symbol(self, name):
        """The symbol of that name, without what the compiler appended to it, or None."""
        return next((symbol for symbol in self.symbols if plain_name(symbol.name) == name), None)

    def symbols_between(self, start, end):
        return self.symbols[bisect.bisect_left(self.starts, start):
                            bisect.bisect_left(self.starts, end)]

    def section_of(self, address):
        for section in self.sections:
            if section.address <= address < section.address + section.size:
                return section
        return None

    def read(self, address, size):
        """Bytes of the image as loaded; zeroes where it is only cleared. None outside."""
        section = self.section_of(address)
        if section is None or address + size > section.address + section.size:
            return None
        if not section.in_file:
            return bytes(size)
        data = self.elf.get_section_by_name(section.name).data()
        return data[address - section.address:][:size]

    def sizes(self):
        """Bytes by group; they sum to all that is allocated."""
        totals = dict.fromkeys(GROUPS, 0)
        for section in self.sections:
            totals[section.group] += section.size
        return totals

    def loaded_bytes(self):
        """What a loader reads from the file."""
        return sum(segment["p_filesz"] for segment in self.elf.iter_segments()
                   if segment["p_type"] == "PT_LOAD")

    def marks(self):
        """Where the milestones of the start are: a list of (address, name)."""
        section = self.elf.get_section_by_name(MARKS_SECTION)
        if section is None:
            return []
        data = section.data()
        pairs = [MARK.unpack_from(data, offset) for offset in range(0, len(data), MARK.size)]
        return [(address, MILESTONES[number]) for address, number in pairs
                if number < len(MILESTONES)]


def allocated(section):
    flags, name = section["sh_flags"], section.name
    in_file = section["sh_type"] != "SHT_NOBITS"
    if name == ".stacks":
        group = "stacks"
    elif flags & 4:
        group = "text"
    elif not flags & 1:
        group = "rodata"
    else:
        group = "data" if in_file else "bss"
    return ElfSection(name, section["sh_addr"], section["sh_size"], group, in_file)


def plain_name(name):
    """A symbol's name without .lto_priv.0, .constprop.0, .isra.0, .part.0 and numbers."""
    parts = name.split(".")
    keep = [parts[0]] if parts[0] else parts[:2]
    return ".".join(keep)
