"""Every byte of a kernel's sections and whose it is: a tree of section, folders, source, symbol.

The linker's map tells the object of each byte. Where it does not, because the image was optimised
at link time or because there is no map, the debug information does (ownership.py). What belongs
to nobody's source has a name too: BUCKETS. The tree is checked when it is made: the children of a
node sum to it, and the sections are as large as the ELF file says.
"""

import os
import re
import struct
from dataclasses import dataclass, field

from . import linkmap
from .errors import UserError
from .image import plain_name
from .ownership import DebugInfo

FILL, LINKER, TOOLCHAIN, UNKNOWN = BUCKETS = (
    "alignment fill", "linker generated", "toolchain library", "source not known")
STRINGS, CONSTANTS = "(strings)", "(constants)"

OBJECT = re.compile(r"^(?:(.*)/)?CMakeFiles/[^/]+\.dir/(.*)\.(?:obj|o)$")
ARCHIVE = re.compile(r"([^/]+\.a\([^)]*\))$")
INPUT_NAME = re.compile(r"^\.(?:text|rodata|data|bss|srodata|sdata|sbss)"
                        r"(?:\.(?:unlikely|startup|hot|exit))?(?:\.(.+))?$")
MERGED = re.compile(r"(?:^|\.)(str|cst)[0-9]+(?:\.[0-9]+)?$")


@dataclass
class Node:
    """A part of the image. `kind` is image, section, folder, source, symbol or bucket."""
    name: str
    kind: str
    size: int = 0
    section: str = ""
    children: dict = field(default_factory=dict)

    def child(self, name, kind):
        node = self.children.get(name)
        if node is None:
            node = self.children[name] = Node(name, kind, 0, self.section)
        return node

    def add(self, path, size):
        """Count `size` bytes here and at each node of a path of (name, kind)."""
        node = self
        node.size += size
        for name, kind in path:
            node = node.child(name, kind)
            node.size += size

    def sorted_children(self):
        return sorted(self.children.values(), key=lambda node: (-node.size, node.name))

    def check(self):
        """The invariants; a failure is a defect of this program."""
        assert self.size >= 0, self.name
        if self.children:
            total = sum(node.size for node in self.children.values())
            assert total == self.size, f"{self.name}: {total} of {self.size} bytes"
        for node in self.children.values():
            node.check()

    def as_data(self):
        """For JSON: nested dictionaries, the largest first."""
        data = {"name": self.name, "kind": self.kind, "size": self.size}
        if self.section:
            data["section"] = self.section
        if self.children:
            data["children"] = [node.as_data() for node in self.sorted_children()]
        return data


def from_data(data):
    """The Node that as_data() was made from."""
    node = Node(data["name"], data["kind"], data["size"], data.get("section", ""))
    for child in data.get("children", ()):
        node.children[child["name"]] = from_data(child)
    return node


def source_path(source):
    """The path of nodes of a source file: its folders, then itself."""
    *folders, name = source.split("/")
    return [(folder, "folder") for folder in folders] + [(name, "source")]


def source_of_object(name, top=""):
    """The source of an object as the map names it, "" for one made at link time, None for a
    member of a library of the toolchain. `top` is the build folder."""
    if ARCHIVE.search(name):
        return None
    if top and name.startswith(top + "/"):
        name = name[len(top) + 1:]
    match = OBJECT.match(name)
    if match:
        return os.path.normpath(os.path.join(match[1] or "", match[2].replace("__", "..")))
    return "" if ".ltrans" in name or name.startswith("/tmp/") else name


class Attribution:
    """Makes the tree of one image. `map_path` is None when there is no map."""

    def __init__(self, image, map_path):
        self.image = image
        self.sections = linkmap.read(map_path) if map_path else linkmap.Map()
        self.map_path = map_path
        self.debug_info = None
        self.pointers = None

    @property
    def debug(self):
        if self.debug_info is None:
            self.debug_info = DebugInfo(self.image)
        return self.debug_info

    def tree(self):
        root = Node("image", "image")
        for section in self.image.sections:
            node = root.child(section.name, "section")
            node.section = section.name
            for path, size in self.section_parts(section):
                if size:
                    node.add(path, size)
            root.size += node.size
            assert node.size == section.size, (section.name, node.size, section.size)
        root.check()
        return root

    def section_parts(self, section):
        """(path, size) of all parts of a section."""
        if self.map_path:
            pieces = self.checked_pieces(section)
        else:
            pieces = [linkmap.Piece(section.name, section.address, section.size, "")]
        position = section.address
        for piece in pieces:
            if piece.address > position:
                yield [(LINKER, "bucket")], piece.address - position
            yield from self.piece_parts(piece)
            position = piece.end
        yield [(LINKER, "bucket")], section.address + section.size - position

    def checked_pieces(self, section):
        """The pieces of a section, without overlaps. The map must fit the image."""
        known = self.sections.get(section.name)
        if known is None or (known.address, known.size) != (section.address, section.size):
            raise UserError(f"{self.map_path}: it is not the map of {self.image.path} (section "
                            f"{section.name} differs); build again, or move the map away")
        result = []
        for piece in sorted(known.pieces, key=lambda piece: piece.address):
            if result and result[-1].end > piece.address:
                # Of strings that were merged with others the map shows more than there is.
                if not MERGED.search(result[-1].name):
                    raise UserError(f"{self.map_path}: {piece.name} lies in {result[-1].name}")
                result[-1].size = piece.address - result[-1].address
            result.append(piece)
        if result and MERGED.search(result[-1].name):
            result[-1].size = min(result[-1].size,
                                  section.address + section.size - result[-1].address)
        return [piece for piece in result if piece.size]

    def piece_parts(self, piece):
        if piece.name == linkmap.FILL:
            yield [(FILL, "bucket")], piece.size
            return
        source = source_of_object(piece.object, os.path.dirname(self.map_path or ""))
        if source is None:
            member = ARCHIVE.search(piece.object)[1]
            yield [(TOOLCHAIN, "bucket"), (member, "source")], piece.size
        elif source == "":
            yield from self.parts_by_debug_info(piece)
        else:
            path = source_path(source)
            for name, size in self.symbols_of(piece, source):
                yield path + [(name, "symbol")], size

    def symbols_of(self, piece, source):
        """(name, size) of what a piece consists of: what its section is named after, or the
        symbols in it."""
        name = INPUT_NAME.match(piece.name)
        if name and name[1] and not source.endswith(".S"):
            yield symbol_name(name[1]), piece.size
        else:
            yield from self.symbols_in(piece.address, piece.end, piece.name)

    def symbols_in(self, start, end, otherwise):
        """(name, size): each symbol reaches to the next; `otherwise` is before the first."""
        position, name = start, otherwise
        for symbol in self.image.symbols_between(start, end):
            if symbol.name in self.sections.assigned:
                continue
            if symbol.address > position:
                yield name, symbol.address - position
                position, name = symbol.address, plain_name(symbol.name)
            elif name == otherwise:
                name = plain_name(symbol.name)
        yield name, end - position

    def parts_by_debug_info(self, piece):
        """The parts of a piece whose object is not known."""
        section = self.image.section_of(piece.address)
        name = INPUT_NAME.match(piece.name)
        merged = name and name[1] and MERGED.search(name[1])
        if section.group == "text":
            for start, end, owner in self.debug.owners_between(piece.address, piece.end):
                yield from self.owned(owner, start, end, owner.name if owner else None)
        elif merged:
            yield from self.merged_parts(piece, name[1], merged[1])
        else:
            yield from self.variable_parts(piece)

    def owned(self, owner, start, end, name):
        if owner and owner.source.startswith("../"):
            yield [(TOOLCHAIN, "bucket"), (os.path.basename(owner.source), "source")], end - start
        elif owner:
            yield source_path(owner.source) + [(name, "symbol")], end - start
        else:
            for symbol, size in self.symbols_in(start, end, "(no name)"):
                yield [(UNKNOWN, "bucket"), (symbol, "symbol")], size

    def merged_parts(self, piece, name, kind):
        """Strings and constants: of the function they are named after, or of the variable that
        points to them."""
        function = MERGED.sub("", name)
        label = STRINGS if kind == "str" else CONSTANTS
        owner = self.function_owner(function) if function else None
        if owner:
            yield source_path(owner.source) + [(f"{owner.name} {label}", "symbol")], piece.size
        elif kind == "str":
            yield from self.pointed_parts(piece)
        else:
            yield [(UNKNOWN, "bucket"), (label, "symbol")], piece.size

    def function_owner(self, name):
        for symbol in self.image.symbols:
            if symbol.name == name and symbol.kind == "func":
                return self.debug.code_owner(symbol.address)
        return None

    def pointed_parts(self, piece):
        """Strings that initialise variables: each belongs to the variable with its address."""
        data = self.image.read(piece.address, piece.size)
        position = 0
        while position < piece.size:
            end = data.find(b"\0", position)
            end = piece.size if end < 0 else end + 1
            while end < piece.size and data[end] == 0:
                end += 1
            owner = self.pointing_owner(piece.address + position)
            path = source_path(owner.source) if owner else [(UNKNOWN, "bucket")]
            yield path + [(f"{owner.name} {STRINGS}" if owner else STRINGS, "symbol")], \
                end - position
            position = end

    def pointing_owner(self, address):
        if self.pointers is None:
            self.pointers = {}
            for section in self.image.sections:
                if section.in_file and section.group in ("rodata", "data"):
                    data = self.image.read(section.address, section.size // 8 * 8)
                    for number, (word,) in enumerate(struct.iter_unpack("<Q", data)):
                        self.pointers.setdefault(word, section.address + 8 * number)
        place = self.pointers.get(address)
        return self.variable_owner(place) if place is not None else None

    def variable_owner(self, address):
        """The Owner of the variable that an address lies in, or None."""
        for symbol in reversed(self.image.symbols_between(address - 65536, address + 1)):
            if symbol.address + max(symbol.size, 1) > address:
                variable = self.debug.variables.get(symbol.address)
                return variable.owner if variable else None
        return None

    def variable_parts(self, piece):
        """The variables of a piece, by their symbols."""
        position = piece.address
        for symbol in self.image.symbols_between(piece.address, piece.end):
            if symbol.kind != "object" or symbol.address < position or not symbol.size:
                continue
            end = min(symbol.address + symbol.size, piece.end)
            if symbol.address > position:
                yield from self.owned(None, position, symbol.address, None)
            variable = self.debug.variables.get(symbol.address)
            yield from self.owned(variable and variable.owner, symbol.address, end,
                                  plain_name(symbol.name))
            position = end
        if position < piece.end:
            yield from self.owned(None, position, piece.end, None)


def symbol_name(name):
    """The symbol that an input section is named after."""
    merged = MERGED.search(name)
    if merged:
        label = STRINGS if merged[1] == "str" else CONSTANTS
        function = plain_name(MERGED.sub("", name)) if MERGED.sub("", name) else ""
        return f"{function} {label}".strip()
    return plain_name(name)
