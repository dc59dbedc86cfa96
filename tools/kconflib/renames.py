"""Options that had another name, and options that are gone: configs/renamed.

Each line is `OLD NEW VERSION`, or `OLD - VERSION REASON` for an option without a successor. Where
somebody writes OLD, a renamed option is taken for NEW, with a note; one that is gone is an error
that tells the reason.
"""

import functools
import os
import re

from . import tree

LINE = re.compile(r"^([A-Z][A-Z0-9_]*)\s+([A-Z][A-Z0-9_]*|-)\s+(\S+)(?:\s+(.+))?$")


def table_path():
    return os.path.join(tree.SOURCE_TREE, "configs", "renamed")


@functools.lru_cache
def table():
    """old name -> (new name or None, version, reason)"""
    found = {}
    with open(table_path(), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = LINE.match(line.strip())
            if match:
                new = None if match[2] == "-" else match[2]
                found[match[1]] = (new, match[3], match[4] or "")
            elif line.strip() and not line.startswith("#"):
                raise tree.KconfigMistake(f"configs/renamed:{number}: not understood: {line!r}")
    return found


def new_name(name):
    """The present name of an option that was called `name`, or None."""
    entry = table().get(name)
    return entry[0] if entry else None


def why_gone(name):
    """Why there is no option `name` any more, or None."""
    entry = table().get(name)
    return f"is gone since {entry[1]}: {entry[2]}" if entry and not entry[0] else None
