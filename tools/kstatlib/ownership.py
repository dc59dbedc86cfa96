"""Who owns the code and the variables of an image that was optimised at link time.

There the map knows one object for everything. The debug information still tells: each function and
each piece of a function that was moved into another is derived from an entry of the compile unit
in which it was written. A function from a header belongs to whoever called it, as it does without
that optimisation.
"""

import bisect
from dataclasses import dataclass


@dataclass(frozen=True)
class Owner:
    """The source file, and the function or variable in it."""
    source: str
    name: str


@dataclass
class Variable:
    """A variable that has a place in the image; `type` is the entry of its type, or None."""
    owner: Owner
    address: int
    type: object = None


class DebugInfo:
    """What the DWARF sections of an image say: see code_owner() and variables."""

    def __init__(self, image):
        self.dwarf = image.elf.get_dwarf_info() if image.elf.has_dwarf_info() else None
        self.code = []       # (start, end, depth, Owner)
        self.variables = {}  # address -> Variable
        self.primary = {}    # offset of a compile unit -> {index of its own file}
        if self.dwarf:
            self.ranges = self.dwarf.range_lists()
            for unit in self.dwarf.iter_CUs():
                self.read_unit(unit)
        self.flat = flatten(self.code)
        self.starts = [start for start, _, _ in self.flat]

    def read_unit(self, unit):
        top = unit.get_top_DIE()
        base = value(top, "DW_AT_low_pc", 0)
        for child in top.iter_children():
            self.read_entry(child, unit, base, None, 0)

    def read_entry(self, entry, unit, base, owner, depth):
        if entry.tag in ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine"):
            spans = self.spans(entry, unit, base)
            if spans:
                owner = self.owner_of(entry, owner)
                depth += 1
                self.code += [(start, end, depth, owner) for start, end in spans]
        elif entry.tag == "DW_TAG_variable":
            self.read_variable(entry)
        if entry.has_children and entry.tag in ("DW_TAG_subprogram", "DW_TAG_lexical_block",
                                                "DW_TAG_inlined_subroutine"):
            for child in entry.iter_children():
                self.read_entry(child, unit, base, owner, depth)

    def spans(self, entry, unit, base):
        """The ranges of addresses of an entry's code."""
        if "DW_AT_ranges" in entry.attributes:
            return self.listed_spans(value(entry, "DW_AT_ranges"), unit, base)
        low = value(entry, "DW_AT_low_pc")
        if low is None or "DW_AT_high_pc" not in entry.attributes:
            return []
        high = entry.attributes["DW_AT_high_pc"]
        end = high.value if high.form == "DW_FORM_addr" else low + high.value
        return [(low, end)] if end > low else []

    def listed_spans(self, offset, unit, base):
        spans = []
        for item in self.ranges.get_range_list_at_offset(offset, unit):
            if hasattr(item, "base_address"):
                base = item.base_address
                continue
            add = 0 if getattr(item, "is_absolute", False) else base
            if item.end_offset > item.begin_offset:
                spans.append((add + item.begin_offset, add + item.end_offset))
        return spans

    def owner_of(self, entry, surrounding):
        origin = original(entry)
        name = value(origin, "DW_AT_name", b"?").decode("utf-8", "replace")
        source = unit_name(origin.cu)
        if surrounding and not self.is_in_own_file(origin):
            return surrounding
        return Owner(source, name)

    def is_in_own_file(self, entry):
        """Whether it was written in the unit's file itself and not in a header."""
        unit = entry.cu
        if unit.cu_offset not in self.primary:
            self.primary[unit.cu_offset] = self.own_file_numbers(unit)
        return value(entry, "DW_AT_decl_file", 1) in self.primary[unit.cu_offset]

    def own_file_numbers(self, unit):
        program = self.dwarf.line_program_for_CU(unit)
        name = unit_name(unit).rsplit("/", 1)[-1].encode()
        first = 0 if unit["version"] >= 5 else 1
        files = program["file_entry"] if program else []
        return {number for number, entry in enumerate(files, first)
                if entry.name.rsplit(b"/", 1)[-1] == name} or {1}

    def read_variable(self, entry):
        location = entry.attributes.get("DW_AT_location")
        if location is None or location.form != "DW_FORM_exprloc" \
                or len(location.value) != 9 or location.value[0] != 0x03:
            return
        address = int.from_bytes(bytes(location.value[1:]), "little")
        origin = original(entry)
        name = value(origin, "DW_AT_name")
        if name:
            owner = Owner(unit_name(origin.cu), name.decode("utf-8", "replace"))
            self.variables[address] = Variable(owner, address, underlying_type(origin))

    def structures(self, name):
        """(address, members) of each structure of that name in the variables, also in arrays and in
        other structures; members: {name: (offset, size)} of those that are numbers."""
        holders = {}
        for variable in self.variables.values():
            for address, entry in places(variable.type, variable.address, name, holders):
                yield address, members(entry)

    def owners_between(self, start, end):
        """(start, end, Owner or None) for the parts of a range, in order and without gaps."""
        position = start
        for begin, stop, owner in self.flat[max(bisect.bisect_right(self.starts, start) - 1, 0):]:
            if begin >= end:
                break
            if stop <= position:
                continue
            if begin > position:
                yield position, begin, None
                position = begin
            yield position, min(stop, end), owner
            position = min(stop, end)
        if position < end:
            yield position, end, None

    def code_owner(self, address):
        """The Owner of the function that begins at the address, or None."""
        outer = [owner for start, _, depth, owner in self.code if start == address and depth == 1]
        return outer[0] if outer else None


def flatten(code):
    """(start, end, Owner) without overlaps: the innermost of what covers an address owns it."""
    borders = sorted({point for start, end, _, _ in code for point in (start, end)})
    index = {point: number for number, point in enumerate(borders)}
    owners = [None] * len(borders)
    for start, end, _, owner in sorted(code, key=lambda item: item[2]):
        for number in range(index[start], index[end]):
            owners[number] = owner
    flat = []
    for number, owner in enumerate(owners[:-1]):
        if owner is None:
            continue
        if flat and flat[-1][1] == borders[number] and flat[-1][2] == owner:
            flat[-1] = (flat[-1][0], borders[number + 1], owner)
        else:
            flat.append((borders[number], borders[number + 1], owner))
    return flat


def value(entry, name, default=None):
    attribute = entry.attributes.get(name)
    return default if attribute is None else attribute.value


def original(entry):
    """The entry that this one was made from, which has its name and its compile unit."""
    for _ in range(8):
        for name in ("DW_AT_abstract_origin", "DW_AT_specification"):
            if name in entry.attributes:
                entry = entry.get_DIE_from_attribute(name)
                break
        else:
            return entry
    return entry


def unit_name(unit):
    return value(unit.get_top_DIE(), "DW_AT_name", b"").decode("utf-8", "replace")


def underlying_type(entry):
    """The entry of the type behind typedefs and qualifiers, or None."""
    while "DW_AT_type" in entry.attributes:
        entry = entry.get_DIE_from_attribute("DW_AT_type")
        if entry.tag not in ("DW_TAG_const_type", "DW_TAG_volatile_type", "DW_TAG_typedef"):
            return entry
    return None


def is_structure(entry, name):
    return entry.tag == "DW_TAG_structure_type" \
        and value(entry, "DW_AT_name", b"").decode("utf-8", "replace") == name


def parts(entry):
    """(offset, type) of the elements of an array or the members of a structure."""
    if entry.tag == "DW_TAG_array_type":
        count, element = 1, underlying_type(entry)
        for child in entry.iter_children():
            bound = value(child, "DW_AT_upper_bound")
            count *= bound + 1 if isinstance(bound, int) else 0
        size = value(element, "DW_AT_byte_size", 0) if element is not None else 0
        return [(number * size, element) for number in range(count)] if size else []
    return [(value(child, "DW_AT_data_member_location", 0), underlying_type(child))
            for child in entry.iter_children() if child.tag == "DW_TAG_member"]


def holds(entry, name, holders):
    """Whether a structure of that name lies in a type; `holders` remembers the answers."""
    if entry is None or entry.tag not in ("DW_TAG_array_type", "DW_TAG_structure_type"):
        return False
    if entry.offset not in holders:
        holders[entry.offset] = is_structure(entry, name) or any(
            holds(kind, name, holders) for _, kind in
            (parts(entry)[:1] if entry.tag == "DW_TAG_array_type" else parts(entry)))
    return holders[entry.offset]


def places(entry, address, name, holders):
    """(address, entry) of each structure of that name in what has a type and lies at an address."""
    if not holds(entry, name, holders):
        return
    if is_structure(entry, name):
        yield address, entry
        return
    for offset, kind in parts(entry):
        yield from places(kind, address + offset, name, holders)


def members(structure):
    """name -> (offset, size) of the structure's members that are plain numbers."""
    found = {}
    for entry in structure.iter_children():
        kind = underlying_type(entry) if entry.tag == "DW_TAG_member" else None
        if kind is not None and kind.tag == "DW_TAG_base_type":
            found[value(entry, "DW_AT_name").decode()] = (
                value(entry, "DW_AT_data_member_location", 0), value(kind, "DW_AT_byte_size", 0))
    return found
