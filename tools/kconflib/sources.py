"""Assignments and where they were written."""

import errno
import re
from dataclasses import dataclass

from . import tree

ASSIGNMENT = re.compile(r"^CONFIG_([A-Za-z0-9_]+)=(.*)$")
UNSET = re.compile(r"^# CONFIG_([A-Za-z0-9_]+) is not set$")
ALMOST_UNSET = re.compile(r"^\s*#+\s*(CONFIG_)?[A-Z][A-Z0-9_]*\s+is\s+(not|un)\s*set\b", re.I)
COMMENTED_OUT = re.compile(r"^#(include|define)\b")
STRING_VALUE = re.compile(r'^"((?:[^\\"]|\\.)*)"$')
LONGEST_SHOWN = 80
EXPECTED = "expected CONFIG_NAME=value or '# CONFIG_NAME is not set'"


@dataclass(frozen=True)
class Assignment:
    """One line `CONFIG_NAME=value`; `value` is as written, quotes included. `is_typed` is one on a
    command line, where strings need no quotes."""
    name: str
    value: str
    place: str
    line: int = 0
    is_typed: bool = False

    def problem(self, text):
        """(line, message), so that messages can be put into the order of the file."""
        name = "" if self.is_typed else f"CONFIG_{self.name}: "
        return self.line, f"{self.place}: {name}{text}"


@dataclass
class Layer:
    """The assignments of one input, in order, and as (line, message) what could not be
    understood in it. `kind` is preset, fragment, command line or edit."""
    title: str
    assignments: list
    problems: list
    kind: str = "preset"


def parse_lines(lines, shown_path, kind="preset"):
    """The Layer of a defconfig or fragment."""
    layer = Layer(shown_path, [], [], kind)
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        place = f"{shown_path}:{number}"
        match = ASSIGNMENT.match(line)
        unset = UNSET.match(line)
        if match:
            layer.assignments.append(Assignment(match[1], match[2], place, number))
        elif unset:
            layer.assignments.append(Assignment(unset[1], "n", place, number))
        else:
            reason = why_no_comment(line)
            if reason:
                layer.problems.append((number, f"{place}: {reason}"))
    return layer


def why_no_comment(line):
    """What is wrong with a line that is no assignment; None for comments and empty lines."""
    line = line if len(line) <= LONGEST_SHOWN else line[:LONGEST_SHOWN] + "..."
    if ALMOST_UNSET.match(line):
        return f"almost '# CONFIG_NAME is not set', but not quite: {line!r}"
    if COMMENTED_OUT.match(line):
        return f"{line.split()[0]} means nothing here; put files over each other with --fragment"
    if not line.strip() or line.startswith("#"):
        return None
    if re.match(r"^\s*(export\s+)?CONFIG_\w+\s*=", line):
        return f"not understood: {line!r} (there must be no blanks before or around the =)"
    if re.match(r"^[A-Z][A-Z0-9_]*=", line):
        return f"not understood: {line!r} (the name begins with CONFIG_ in files)"
    return f"not understood: {line!r} ({EXPECTED})"


def read_layer(path, shown_path, kind="preset"):
    """The Layer in a file; OSError when that can not be read or is no text."""
    with open(path, encoding="utf-8") as file:
        try:
            return parse_lines(file.readlines(), shown_path, kind)
        except UnicodeDecodeError as error:
            raise OSError(errno.EILSEQ, f"not a text in UTF-8 ({error.reason})", path) from error


def typed_layer(texts, title, prefix=""):
    """The Layer of arguments NAME=value, with or without the prefix CONFIG_; a place is `prefix`
    and the argument."""
    layer = Layer(title, [], [], "command line")
    for number, text in enumerate(texts):
        match = re.match(r"^(?:CONFIG_)?([A-Za-z0-9_]+)=(.*)$", text, re.S)
        if match:
            layer.assignments.append(
                Assignment(match[1], match[2], prefix + text, number, is_typed=True))
        else:
            layer.problems.append((number, f"{prefix}{text}: not understood (expected "
                                   f"{prefix and '-DCONFIG_'}NAME=value)"))
    return layer


def command_line_layer(definitions):
    """The Layer of the arguments of -D."""
    return typed_layer(definitions, "command line", "-D")


def decode_value(symbol, text, quotes_required):
    """The value that kconfiglib's set_value() takes, or None and the reason why there is none."""
    if tree.is_bool(symbol):
        if text in ("y", "n"):
            return text, None
        return None, f"the value of a bool is y or n, not {text!r}"
    if tree.is_string(symbol):
        return decode_string(text, quotes_required)
    return decode_number(symbol, text)


def decode_string(text, quotes_required):
    if "\n" in text:
        return None, "a string has one line"
    match = STRING_VALUE.match(text)
    if match:
        return re.sub(r"\\(.)", r"\1", match[1]), None
    if quotes_required or '"' in text:
        return None, f"a string stands in double quotes, found {text}"
    return text, None


def decode_number(symbol, text):
    if symbol.orig_type == tree.HEX:
        if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
            return text, None
        return None, f"{text!r} is not a hexadecimal number like 0x1f"
    if re.fullmatch(r"0|-?[1-9][0-9]*", text):
        return text, None
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return None, f"{text!r} is not a plain decimal number"
    return None, f"{text!r} is not a number"
