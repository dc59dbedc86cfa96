"""Assignments and where they were written."""

import re
from dataclasses import dataclass

from . import tree

ASSIGNMENT = re.compile(r"^CONFIG_([A-Za-z0-9_]+)=(.*)$")
UNSET = re.compile(r"^# CONFIG_([A-Za-z0-9_]+) is not set$")
STRING_VALUE = re.compile(r'^"((?:[^\\"]|\\.)*)"$')


@dataclass(frozen=True)
class Assignment:
    """One line `CONFIG_NAME=value`; `value` is as written, quotes included."""
    name: str
    value: str
    place: str
    line: int = 0

    def problem(self, text):
        """(line, message), so that messages can be put into the order of the file."""
        return self.line, f"{self.place}: CONFIG_{self.name}: {text}"


@dataclass
class Layer:
    """The assignments of one input, in order, and as (line, message) what could not be
    understood in it."""
    title: str
    assignments: list
    problems: list


def parse_lines(lines, shown_path):
    """The Layer of a defconfig or fragment."""
    layer = Layer(shown_path, [], [])
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        place = f"{shown_path}:{number}"
        match = ASSIGNMENT.match(line)
        if match:
            layer.assignments.append(Assignment(match[1], match[2], place, number))
            continue
        match = UNSET.match(line)
        if match:
            layer.assignments.append(Assignment(match[1], "n", place, number))
        elif line.strip() and not line.startswith("#"):
            layer.problems.append((number, f"{place}: not understood: {line!r} (expected "
                                   "CONFIG_NAME=value or '# CONFIG_NAME is not set')"))
        elif re.match(r"^#\s*CONFIG_\w+\s+is not set", line):
            layer.problems.append((number, f"{place}: almost '# CONFIG_NAME is not set', but not "
                                   f"quite: {line!r}"))
    return layer


def read_layer(path, shown_path):
    with open(path, encoding="utf-8") as file:
        return parse_lines(file.readlines(), shown_path)


def command_line_layer(definitions):
    """The Layer of arguments NAME=value, with or without the prefix CONFIG_."""
    layer = Layer("command line", [], [])
    for number, definition in enumerate(definitions):
        place = f"-D{definition}"
        match = re.match(r"^(?:CONFIG_)?([A-Za-z0-9_]+)=(.*)$", definition)
        if match:
            layer.assignments.append(Assignment(match[1], match[2], place, number))
        else:
            layer.problems.append(
                (number, f"{place}: not understood (expected -DCONFIG_NAME=value)"))
    return layer


def decode_value(symbol, text, quotes_required):
    """The value that kconfiglib's set_value() takes, or None and the reason why there is none."""
    if tree.is_bool(symbol):
        if text in ("y", "n"):
            return text, None
        return None, f"the value of a bool is y or n, not {text!r}"
    if tree.is_string(symbol):
        match = STRING_VALUE.match(text)
        if match:
            return re.sub(r"\\(.)", r"\1", match[1]), None
        if quotes_required or '"' in text:
            return None, f"a string stands in double quotes, found {text}"
        return text, None
    base = 16 if symbol.orig_type == tree.HEX else 10
    try:
        number = int(text, base)
    except ValueError:
        return None, f"{text!r} is not a {'hexadecimal ' if base == 16 else ''}number"
    if base == 10 and text != str(number):
        return None, f"{text!r} is not a plain decimal number"
    return text, None
