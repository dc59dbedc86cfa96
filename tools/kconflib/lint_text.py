"""Rules on the text of the Kconfig files: indentation, width, blank lines, comments after endif."""

import itertools
import os
import re
import textwrap

from . import tree

WIDEST = 100
HELP_LINE = re.compile(r"^\t  \S")
ENTRY = re.compile(r"^(config|menuconfig|choice|menu|comment)\b")
KEYWORD = re.compile(r"^(\s*)(bool|int|hex|string|prompt|default|def_bool|depends|range|select"
                     r"|imply|visible|help)\b")


def lines_of(name):
    with open(os.path.join(tree.SOURCE_TREE, name), encoding="utf-8") as file:
        return file.read().splitlines()


def file_names(kconf):
    """The Kconfig files, relative to the tree."""
    return sorted({os.path.relpath(os.path.join(tree.SOURCE_TREE, name), tree.SOURCE_TREE)
                   for name in kconf.kconfig_filenames})


def problems(kconf):
    for name in file_names(kconf):
        lines = lines_of(name)
        yield from widths(name, lines)
        yield from structure(name, lines)
        yield from help_texts(name, lines)


def widths(name, lines):
    for number, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > WIDEST:
            yield f"{name}:{number}: is wider than {WIDEST} columns"
        if line != line.rstrip():
            yield f"{name}:{number}: ends in blanks"


def structure(name, lines):
    """Blank lines between entries, tabs before properties, and comments that say which if ends."""
    conditions = []
    in_help = False
    for number, line in enumerate(lines, 1):
        before = lines[number - 2] if number > 1 else ""
        if in_help and (not line.strip() or line.startswith("\t  ")):
            continue
        in_help = line.strip() == "help"
        if ENTRY.match(line) and before and not before.startswith("#"):
            yield f"{name}:{number}: wants a blank line before it"
        keyword = KEYWORD.match(line)
        if keyword and keyword[1] != "\t":
            yield f"{name}:{number}: {keyword[2]} stands behind one tab"
        if re.match(r"^(source|rsource|osource|orsource)\b.*[*?\[]", line):
            yield f"{name}:{number}: a pattern here hides new files from the build"
        if line.startswith("if "):
            conditions.append(line[3:].strip())
        if line.startswith("endif"):
            condition = conditions.pop() if conditions else ""
            if line != f"endif # {condition}":
                yield f"{name}:{number}: wants to be 'endif # {condition}'"


def help_texts(name, lines):
    """Each line of a help text stands behind a tab and two blanks."""
    in_help = False
    for number, line in enumerate(lines, 1):
        if line.strip() == "help":
            in_help = True
        elif in_help and line and not line.startswith("\t  "):
            in_help = False
            if line.startswith(("\t ", " ")):
                yield f"{name}:{number}: help text stands behind a tab and two blanks"


def rewrapped(lines):
    """The lines with the paragraphs of help texts that are too wide broken anew."""
    result = []
    for is_help, group in itertools.groupby(lines, lambda line: bool(HELP_LINE.match(line))):
        paragraph = list(group)
        if is_help and any(len(line.expandtabs(8)) > WIDEST for line in paragraph):
            words = " ".join(line.strip() for line in paragraph)
            paragraph = ["\t  " + line for line in textwrap.wrap(
                words, WIDEST - 10, break_long_words=False, break_on_hyphens=False)]
        result += paragraph
    return result


def fix(kconf):
    """Break what is too wide; returns the names of the files that were changed."""
    changed = []
    for name in file_names(kconf):
        lines = lines_of(name)
        better = rewrapped(lines)
        if better != lines:
            changed.append(name)
            with open(os.path.join(tree.SOURCE_TREE, name), "w", encoding="utf-8") as file:
                file.write("\n".join(better) + "\n")
    return changed
