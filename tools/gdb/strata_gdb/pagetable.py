"""strata pt"""

import gdb

from . import kernel, memory, objects, walk
from .commands import Command, pid_argument, table

# Sv39 (RISC-V privileged specification, section 4.4; arch/riscv/include/arch/impl/pte.h).
LEVELS = 3
ENTRIES = 512
VALID, READ, WRITE, EXECUTE, USER, GLOBAL = 1, 2, 4, 8, 16, 32
COW = 256
RIGHTS = READ | WRITE | EXECUTE
ROOT_USER_ENTRIES = ENTRIES // 2
# More than a program of this kernel's can have; each is a page that is read.
MOST_TABLES = 16384


def canonical(address):
    """Sv39 addresses have 39 bits, the highest of which is repeated upwards."""
    return address | -(1 << 39) & (1 << 64) - 1 if address >> 38 & 1 else address


def span_of(level):
    return memory.PAGE_SIZE << 9 * level


class Range:
    """Pages of one size with the same flags, neighbours in both kinds of addresses."""

    def __init__(self, start, physical, flags, level):
        self.start, self.physical, self.flags, self.level = start, physical, flags, level
        self.size = span_of(level)

    @property
    def end(self):
        return self.start + self.size

    def take(self, other):
        """Merge with the next one if it continues this one."""
        continues = (other.start == self.end and other.flags == self.flags
                     and other.physical == self.physical + self.size
                     and other.level == self.level)
        if continues:
            self.size += other.size
        return continues

    @property
    def writable_code(self):
        return self.flags & WRITE and self.flags & EXECUTE


def memory_range():
    """The physical addresses of memory. QEMU lets one read others too, as zeroes."""
    platform = kernel.known("platform")
    start = int(platform["memory_base"])
    return range(start, start + int(platform["memory_size"]))


class Walker:
    """Reads a page table into ranges. The tables are read as physical memory."""

    def __init__(self, report):
        self.report = report
        self.memory = memory_range()
        self.tables = set()
        self.ranges = []
        self.pages = [0] * LEVELS

    def read(self, root, first=0, count=ENTRIES):
        """The part of a table that `count` root entries from `first` on map."""
        with memory.physical_addresses():
            self.table(root, LEVELS - 1, 0, range(first, first + count))

    def table(self, address, level, start, indices):
        entries = self.entries(address)
        for index in indices if entries else ():
            entry = entries[index]
            if entry & VALID:
                self.entry(entry, level, start + index * span_of(level), address)

    def entries(self, address):
        if address in self.tables:
            self.report(f"the table at {address:#x} is reached twice: the page table is damaged")
            return None
        if len(self.tables) == MOST_TABLES:
            self.report(f"more than {MOST_TABLES} tables: given up")
            return None
        self.tables.add(address)
        if address not in self.memory:
            self.report(f"there is no memory at {address:#x}, where a table should be")
            return None
        page = gdb.selected_inferior().read_memory(address, memory.PAGE_SIZE)
        return page.cast("B").cast("Q")

    def entry(self, entry, level, start, table):
        address = (entry >> 10 & memory.SATP_ROOT_MASK) << memory.PAGE_SHIFT
        if entry & RIGHTS:
            self.leaf(Range(canonical(start), address, entry & 0x3ff, level))
        elif level > 0:
            self.table(address, level - 1, start, range(ENTRIES))
        else:
            self.report(f"the entry {entry:#x} for {canonical(start):#x}, in the table at "
                        f"{table:#x}, is valid but has no rights")

    def leaf(self, new):
        self.pages[new.level] += 1
        if new.physical & (new.size - 1):
            self.report(f"the page of {size_text(new.size)} at {new.start:#x} is not aligned: "
                        f"{new.physical:#x}")
        if not self.ranges or not self.ranges[-1].take(new):
            self.ranges.append(new)


def size_text(size):
    for unit, shift in (("GiB", 30), ("MiB", 20)):
        if size >= 1 << shift and size % (1 << shift) == 0:
            return f"{size >> shift} {unit}"
    return f"{size >> 10} KiB"


def rights_text(flags):
    text = "".join(letter if flags & bit else "-"
                   for letter, bit in (("r", READ), ("w", WRITE), ("x", EXECUTE), ("u", USER),
                                       ("g", GLOBAL)))
    return text + (" cow" if flags & COW else "")


class PageTable(Command):
    """The page table of a process, or the kernel's own.

Usage: strata pt PID
       strata pt kernel

A line for each range of pages that are neighbours, as addresses and in physical memory, with the
same rights: r w x, u for user mode, g for global, cow for shared until somebody writes. Then comes
what lies there. Of a process with the kernel map SHARED the user's half is shown."""

    name = "pt"

    def run(self, arguments, report):
        kernel.require("MMU", "page tables")
        if len(arguments) != 1:
            raise gdb.GdbError("Usage: strata pt PID, or strata pt kernel")
        memory.guest()
        with memory.kernel_view():
            walker = Walker(report)
            if arguments[0] == "kernel":
                walker.read(memory.kernel_root())
                parts = kernel_parts()
                name_of = lambda piece: kernel_name(piece, parts)
            else:
                name_of = read_process(walker, pid_argument(arguments[0]), report)
        show(walker, name_of, report)


def process_with(pid, report):
    kernel.require("PROC", "processes", "Its only page table is shown by `strata pt kernel`.")
    for slot, process in objects.processes():
        try:
            if int(process["pid"]) == pid:
                return process
        except gdb.MemoryError as error:
            report(f"the process in slot {slot} can not be read: {error}")
    raise gdb.GdbError(f"There is no process {pid}; `strata ps` shows all")


def read_process(walker, pid, report):
    process = process_with(pid, report)
    if not int(process["aspace"]):
        raise gdb.GdbError(f"Process {pid} has no address space (any more)")
    aspace = process["aspace"].dereference()
    root = int(aspace["root"])
    walker.read(root, 0, ROOT_USER_ENTRIES if kernel.has("KERNEL_MAP_SHARED") else ENTRIES)
    if kernel.has("KERNEL_MAP_SHARED"):
        check_kernel_half(root, report)
    regions = region_list(aspace, report)
    return lambda piece: region_name(piece, regions)


def check_kernel_half(root, report):
    """All tables have the same entries for the kernel's half; pt_new_root() copies them."""
    half = ROOT_USER_ENTRIES * 8
    if memory.physical(root + half, half) != memory.physical(memory.kernel_root() + half, half):
        report("the kernel's half of this table is not that of the kernel's own table")


def region_list(aspace, report):
    """(start, end, kind) of the regions."""
    regions = walk.sound(walk.structures(aspace["regions"], "aspace->regions", "struct region",
                                         "link"), report)
    return [(int(region["start"]), int(region["end"]), kernel.word(region["kind"], "REGION_"))
            for region in regions]


def region_name(piece, regions):
    for start, end, kind in regions:
        if start <= piece.start < end:
            return kind
    return crossing_name(piece) or ""


def show(walker, name_of, report):
    rows = [(f"{piece.start:#018x}-{piece.end:#018x}", size_text(piece.size),
             rights_text(piece.flags), f"{piece.physical:#x}", size_text(span_of(piece.level)),
             name_of(piece)) for piece in walker.ranges]
    if rows:
        table([("ADDRESSES", "SIZE", "RIGHTS", "PHYSICAL", "PAGES OF", "WHAT")] + rows, right=(1,))
    counts = ", ".join(f"{count} of {size_text(span_of(level))}"
                       for level, count in enumerate(walker.pages) if count)
    print(f"Pages: {counts or 'none'}. Tables: {len(walker.tables)}.")
    for piece in walker.ranges:
        if piece.writable_code:
            report(f"{piece.start:#x} is writable and executable")


def crossing_parts():
    """(name, physical page) of what the map ISOLATED has in all tables."""
    if not kernel.has("KERNEL_MAP_ISOLATED") or not kernel.has("PROC"):
        return []
    saves = kernel.variable("saves")
    places = (("trampoline", kernel.label("trampoline_entry")),
              ("save areas", kernel.address_of(saves) if saves is not None else None))
    return [(name, place & -memory.PAGE_SIZE) for name, place in places if place is not None]


def crossing_name(piece):
    return next((name for name, page in crossing_parts() if piece.physical == page), None)


def kernel_parts():
    """(name, start, end) by physical addresses: the image, by the linker script's symbols, then
    the devices, then all memory."""
    borders = (("text", "kernel_start", "text_end"), ("constants", "rodata_start", "data_start"),
               ("data", "data_start", "boot_stack_guard"))
    parts = [(name, memory.physical_of(kernel.label(start)), memory.physical_of(kernel.label(end)))
             for name, start, end in borders]
    parts += devices(kernel.known("platform"))
    return parts + [("memory", memory_range().start, memory_range().stop)]


def devices(platform):
    for field in platform.type.fields():
        kind, value = field.type.strip_typedefs(), platform[field.name]
        is_array = kind.code == gdb.TYPE_CODE_ARRAY
        for item in [value[index] for index in range(kind.range()[1] + 1)] if is_array else [value]:
            if item.type.strip_typedefs().tag == "platform_device" and int(item["base"]):
                yield field.name, int(item["base"]), int(item["base"]) + int(item["size"])


def kernel_name(piece, parts):
    """What a range of the kernel's table is. Of all that is not at its usual address, kernel
    stacks are what is not for crossing."""
    if memory.physical_of(piece.start) != piece.physical:
        return crossing_name(piece) or "kernel stack"
    return next((name for name, start, end in parts if start <= piece.physical < end), "")
