"""Rules of the source tree that a script can check: no conditionals in portable .c files, short
functions, every header compiles alone. Those on options are in tools/kconf lint."""

import json
import os
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from support import top_path, variant

CODE = ("arch", "kernel", "mm", "fs", "drivers", "lib", "user")
WITHOUT_CONDITIONALS = ("kernel", "mm", "fs", "lib", "user")
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b")
LONGEST_FUNCTION = 80
WIDEST_LINE = 100


def files(folders, *suffixes):
    """Paths below the folders, relative to the tree."""
    for folder in folders:
        for parent, _, names in os.walk(top_path(folder)):
            for name in sorted(names):
                if name.endswith(suffixes):
                    yield os.path.relpath(os.path.join(parent, name), top_path())


def lines_of(path):
    with open(top_path(path), encoding="utf-8") as file:
        return file.read().splitlines()


def test_no_conditionals_in_portable_code():
    found = [f"{path}:{number}: {line}" for path in files(WITHOUT_CONDITIONALS, ".c")
             for number, line in enumerate(lines_of(path), 1) if CONDITIONAL.match(line)]
    assert not found, "\n".join(found)


def test_headers_are_guarded_by_pragma_once():
    """Except <assert.h>, which may be included again with another NDEBUG."""
    without = [path for path in files(CODE, ".h") if "#pragma once" not in lines_of(path)
               and not path.endswith("/assert.h")]
    assert not without, "\n".join(without)


def test_lines_are_not_too_wide():
    wide = []
    for path in files(CODE + ("tools", "tests", "cmake"), ".c", ".h", ".S", ".py", ".cmake"):
        wide += [f"{path}:{number}" for number, line in enumerate(lines_of(path), 1)
                 if len(line.expandtabs(8)) > WIDEST_LINE]
    assert not wide, "\n".join(wide)


def functions_of(path):
    """(first line, name, number of lines) of the functions in kernel brace style."""
    start = None
    lines = lines_of(path)
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, lines[start - 2].strip(), number - start + 1
            start = None


def test_functions_are_short():
    long = [f"{path}:{start}: {count} lines: {title}" for path in files(CODE, ".c")
            for start, title, count in functions_of(path) if count > LONGEST_FUNCTION]
    assert not long, "\n".join(long)


def compile_commands(build):
    with open(build.path("compile_commands.json"), encoding="utf-8") as file:
        return json.load(file)


def flags_by_folder(build):
    """folder -> flags that a file in it is compiled with, without -c, -o and the file."""
    flags = {}
    for entry in compile_commands(build):
        if not entry["file"].endswith(".c"):
            continue
        words = shlex.split(entry["command"])
        folder = os.path.relpath(os.path.dirname(entry["file"]), top_path())
        flags[folder] = words[:words.index("-o")] + ["-fsyntax-only"]
    return flags


def flags_for_header(path, flags):
    """The flags of the nearest folder above the header, or beside it, in which code is
    compiled."""
    folder = os.path.dirname(path)
    while folder:
        if folder in flags:
            return flags[folder]
        inside = sorted(name for name in flags if name.startswith(folder + "/"))
        if inside:
            return flags[inside[0]]
        folder = os.path.dirname(folder)
    return None


def compile_alone(path, flags, folder):
    source = os.path.join(folder, path.replace("/", "_") + ".c")
    with open(source, "w", encoding="utf-8") as file:
        file.write(f'#include "{top_path(path)}"\n#include "{top_path(path)}"\n')
    result = subprocess.run(flags + [source], capture_output=True, text=True)
    return None if result.returncode == 0 else result.stderr


@pytest.mark.parametrize("name", ["full", "shell"])
def test_every_header_compiles_alone(name, tmp_path):
    """Not those in arch/impl, which are the second halves of the contract's headers."""
    build = variant(name)
    flags = flags_by_folder(build)
    jobs = [(path, flags_for_header(path, flags)) for path in files(CODE, ".h")
            if not any(part in path for part in ("/test/", "/host/", "/impl/"))]
    jobs = [(path, words) for path, words in jobs if words]
    assert jobs
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        errors = pool.map(lambda job: compile_alone(job[0], job[1], tmp_path), jobs)
        found = [error for error in errors if error]
    assert not found, "\n".join(found)


def test_a_forbidden_include_does_not_compile(tmp_path):
    flags = flags_by_folder(variant("full"))["mm"]
    source = tmp_path / "forbidden.c"
    source.write_text("#include <fs/inode.h>\n")
    result = subprocess.run(flags + [str(source)], capture_output=True, text=True)
    assert result.returncode != 0
    assert "No such file" in result.stderr
