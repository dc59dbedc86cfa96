"""What a cautious user wants: configs/harden.

Each line is `NAME=VALUE REASON`, or `NAME>=VALUE REASON` for a number. An option whose dependencies
are not met is nothing to be cautious about."""

import os
import re
from dataclasses import dataclass

from . import tree

LINE = re.compile(r"^([A-Z][A-Z0-9_]*)(=|>=)(\S+)\s+(.+)$")


@dataclass(frozen=True)
class Wish:
    """One line of the table."""
    name: str
    relation: str
    value: str
    reason: str
    place: str

    def holds(self, symbol):
        if self.relation == ">=":
            return tree.as_number(symbol, symbol.str_value or "0") >= int(self.value, 0)
        return symbol.str_value == self.value

    def state(self, symbol):
        """ok, unmet, or "off" where the option can not be set."""
        if self.holds(symbol):
            return "ok"
        return "unmet" if symbol.visibility else "off"


def table_path():
    return os.path.join(tree.SOURCE_TREE, "configs", "harden")


def table():
    """The Wishes, in the order of the file."""
    wishes = []
    with open(table_path(), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = LINE.match(line.strip())
            if match:
                wishes.append(Wish(*match.groups(), f"configs/harden:{number}"))
            elif line.strip() and not line.startswith("#"):
                raise tree.KconfigMistake(f"configs/harden:{number}: not understood: {line!r}")
    return wishes
