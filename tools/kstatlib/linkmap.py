"""The linker's map: which input section of which object lies where.

GNU ld writes a line for each output section, which begins at the left margin, and an indented line
for each input section with its address, its size after relaxation and its object. Long names stand
on a line of their own. Bytes that the linker put in for alignment are lines named *fill*.
"""

import re
from dataclasses import dataclass, field

from .errors import UserError

FILL = "*fill*"
BEGIN = "Linker script and memory map"
PLACE = re.compile(r"^\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s+(.*))?$")
OUTPUT = re.compile(r"^(\.?[A-Za-z_][\w.$-]*)(\s.*)?$")
INPUT = re.compile(r"^ (\*fill\*|\.?[A-Za-z_][\w.$-]*)(\s.*)?$")
ASSIGNED = re.compile(r"^\s+0x[0-9a-f]+\s+([\w.$]+) = ")
LOAD_ADDRESS = re.compile(r"\s*load address 0x[0-9a-f]+$")


@dataclass
class Piece:
    """An input section as it lies in the image; `object` is empty for fill."""
    name: str
    address: int
    size: int
    object: str

    @property
    def end(self):
        return self.address + self.size


@dataclass
class Section:
    """An output section."""
    name: str
    address: int
    size: int
    pieces: list = field(default_factory=list)


class Map(dict):
    """Output sections by name; `assigned` are the symbols that the linker script defines."""

    def __init__(self):
        super().__init__()
        self.assigned = set()


def joined_lines(text):
    """The lines of the memory map; a name that stands alone is joined with the next line."""
    start = text.find(BEGIN)
    if start < 0:
        return
    waiting = None
    for line in text[start + len(BEGIN):].splitlines():
        if waiting is not None:
            if PLACE.match(line):
                line = waiting + line
            waiting = None
        if re.match(r"^ ?\.?[A-Za-z_][\w.$-]*$", line):
            waiting = line
            continue
        yield line


def parse(text):
    """The Map. UserError when the text is none."""
    sections, current = Map(), None
    for line in joined_lines(text):
        match = ASSIGNED.match(line)
        if match:
            sections.assigned.add(match[1])
            continue
        match = OUTPUT.match(line)
        if match:
            place = PLACE.match(match[2] or "")
            current = None
            if place:
                current = Section(match[1], int(place[1], 16), int(place[2], 16))
                sections[current.name] = current
            continue
        match = INPUT.match(line)
        place = match and current and PLACE.match(match[2] or "")
        if place and int(place[2], 16):
            current.pieces.append(Piece(match[1], int(place[1], 16), int(place[2], 16),
                                        (place[3] or "").strip()))
    if not sections:
        raise UserError("it is not a map of GNU ld (no section in it)")
    return sections


def read(path):
    """The Map in a file; UserError names the file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        return parse(LOAD_ADDRESS.sub("", text))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; build with ./strata build PRESET") from error
    except UserError as error:
        raise UserError(f"{path}: {error}") from error
