"""What the sources do with options: files that they choose, and places that name them."""

import functools
import os
import re

from . import cmakefiles, tree

FOLDERS = ("arch", "kernel", "mm", "fs", "drivers", "lib", "user", "tools", "cmake")
SUFFIXES = (".c", ".h", ".S", ".def", ".cmake", "-cc.in", ".lds", "CMakeLists.txt")
NAME = re.compile(r"\bCONFIG_([A-Z][A-Z0-9_]*)\b")
# Options that are read from a build folder's .config, in Python.
PYTHON_NAME = re.compile(r'config(?:\(\))?(?:\.get\(|\[)"([A-Z][A-Z0-9_]+)"'
                         r'|"([A-Z][A-Z0-9_]+)" (?:not )?in (?:\w+\.)*config\b')


def source_files(folders=FOLDERS, suffixes=SUFFIXES):
    """Paths of the sources, relative to the tree, without tests and without host code."""
    yield "CMakeLists.txt"
    for folder in folders:
        for parent, inside, names in os.walk(os.path.join(tree.SOURCE_TREE, folder)):
            inside[:] = sorted(name for name in inside if name not in ("test", "host"))
            for name in sorted(names):
                if name.endswith(suffixes):
                    yield os.path.relpath(os.path.join(parent, name), tree.SOURCE_TREE)


def lines_of(path):
    with open(os.path.join(tree.SOURCE_TREE, path), encoding="utf-8") as file:
        return file.read().splitlines()


@functools.lru_cache
def mentions():
    """option -> [(path, line)] of the places in the sources that name it."""
    found = {}
    for path in source_files():
        for number, line in enumerate(lines_of(path), 1):
            for name in NAME.findall(line):
                found.setdefault(name, []).append((path, number))
    return found


@functools.lru_cache
def tool_mentions():
    """option -> [(path, line)] of the places in tools and tests that read its value; the tests of
    this tool name what is not there."""
    found = {}
    for path in source_files(("tools", "tests"), (".py",)):
        if os.path.basename(path).startswith("test_kconf"):
            continue
        for number, line in enumerate(lines_of(path), 1):
            for match in PYTHON_NAME.finditer(line):
                found.setdefault(match[1] or match[2], []).append((path, number))
    return found


@functools.lru_cache
def compiled():
    """All uses of source files in the CMake files."""
    return cmakefiles.read_tree()


def files_gated_by(name):
    """(files compiled when the option is y, files compiled when it is n); those that want other
    options as well are among them."""
    on, off = [], []
    for use in compiled():
        for condition in use.conditions:
            if re.fullmatch(rf"NOT \(?CONFIG_{name}\)?", condition):
                off.append(use.path)
            elif re.search(rf"\bCONFIG_{name}\b", condition):
                on.append(use.path)
    return sorted(set(on)), sorted(set(off) - set(on))


def files_naming(name):
    """{path: [lines]} of the sources that name the option; without the CMakeLists.txt files, when
    they do it to choose sources."""
    found = {}
    chooses = any(files_gated_by(name))
    for path, line in mentions().get(name, []):
        if not (chooses and path.endswith("CMakeLists.txt")):
            found.setdefault(path, []).append(line)
    return found
