"""The texts that are made from a configuration, and writing them only when they change."""

import contextlib
import os
import tempfile

import kconfiglib

from . import sources, tree


def is_file_of_its_own(path):
    """Whether a new file may take its place: not that of a device, a pipe or a symbolic link."""
    return os.path.isfile(path) and not os.path.islink(path)


def write_if_changed(path, text):
    """Write the file unless it says just that already; returns whether it was written."""
    if os.path.lexists(path) and not is_file_of_its_own(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return True
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return False
    except (FileNotFoundError, UnicodeDecodeError):
        pass
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = path + ".new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
    return True


def write_keeping_old(path, text):
    """The same; what the file said before is in `path`.old afterwards."""
    with contextlib.suppress(FileNotFoundError):
        with open(path, "rb") as file:
            before = file.read()
        if before == text.encode():
            return
        with open(path + ".old", "wb") as file:
            file.write(before)
    write_if_changed(path, text)


def definition(symbol):
    """The line of autoconf.h for a symbol: y is 1, numbers are literal, strings are quoted; ""
    for what is off or not there."""
    value = symbol.str_value
    if not symbol.config_string or (tree.is_bool(symbol) and value == "n"):
        return ""
    if tree.is_bool(symbol):
        value = "1"
    elif tree.is_string(symbol):
        value = f'"{kconfiglib.escape(value)}"'
    return f"#define CONFIG_{symbol.name} {value}\n"


def autoconf_text(kconf):
    return "/* Made by tools/kconf; do not edit. */\n" \
        + "".join(definition(symbol) for symbol in kconf.unique_defined_syms)


def write_stamps(kconf, folder):
    """A file for each option, which says what autoconf.h says of it. Its time is that of the
    option's last change, so it is what a file that names the option depends on."""
    os.makedirs(folder, exist_ok=True)
    gone = set(os.listdir(folder))
    for symbol in kconf.unique_defined_syms:
        write_if_changed(os.path.join(folder, symbol.name), definition(symbol))
        gone.discard(symbol.name)
    for name in gone:
        write_if_changed(os.path.join(folder, name), "")


def config_text(kconf, header):
    """The whole configuration, as kconfiglib writes it."""
    return written(kconf.write_config, header, save_old=False)


def minimal_text(kconf):
    """The shortest file that gives this configuration."""
    return written(kconf.write_min_config, "")


def written(write, header, **arguments):
    """What one of kconfiglib's functions writes into a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config")
        write(path, header=header, **arguments)
        with open(path, encoding="utf-8") as file:
            return file.read()


def header_of(path):
    """The comment on top of a preset, which stays when the rest is written anew."""
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.readlines()
    count = 0
    while count < len(lines) and lines[count].startswith("#") \
            and not sources.UNSET.match(lines[count].rstrip("\n")):
        count += 1
    return "".join(lines[:count])
