"""What a build folder holds: options, calls, programs, drivers, the source that was compiled."""

import json
import os
import re
import subprocess
import tempfile

from runner.builds import TOP, CONFIG_LINE

CALL = re.compile(r"^SYSCALL\d\((CONFIG_\w+), (\d+), (\w+)", re.M)
CALL_TABLE = os.path.join("kernel", "include", "abi", "abi", "syscall.def")
PER_HART = re.compile(r"\b(\w+)\[CONFIG_NR_HARTS\]")


def options(folder):
    """name -> value of all options that the configuration has a value for; bools are y or n."""
    values = {}
    with open(os.path.join(folder, ".config"), encoding="utf-8") as file:
        for line in file:
            match = CONFIG_LINE.match(line.rstrip("\n"))
            unset = re.match(r"# CONFIG_(\w+) is not set", line)
            if match:
                values[match[1]] = match[2] if match[2] is not None else match[3]
            elif unset:
                values[unset[1]] = "n"
    return values


def origins(folder):
    """name -> where its value comes from: why, and the file and line."""
    from kconflib import build as kconf_build
    from kconflib import origin
    merge = kconf_build.Build(folder).load(strict=False)
    result = {}
    for symbol in merge.kconf.unique_defined_syms:
        if symbol.config_string:
            found = origin.of(merge, symbol)
            result[symbol.name] = f"{found.text}, {found.place}"
    return result


def carried(path):
    """(options, preset) that a kernel says of itself; nothing when it says nothing. Numbers and
    defaults that it does not name are those of this tree."""
    from kconflib import note, tree
    from kconflib.inputs import ConfigurationError
    try:
        said = note.read(path)
    except ConfigurationError:
        return {}, ""
    kconf = tree.load_tree()
    with tempfile.NamedTemporaryFile("w", suffix=".config") as file:
        file.write(said.config)
        file.flush()
        kconf.load_config(file.name)
    return tree.assigned_values(kconf), said.preset


def call_table(top=TOP):
    """number -> (name, option) of every call there is."""
    with open(os.path.join(top, CALL_TABLE), encoding="utf-8") as file:
        return {int(number): (name, option[len("CONFIG_"):])
                for option, number, name in CALL.findall(file.read())}


def calls(image, top=TOP):
    """number -> name of the calls that the kernel has: what its dispatch table leads to."""
    slots = image.symbol("slots")
    if slots is None or not slots.size:
        return {}
    names = call_table(top)
    table = image.read(slots.address, slots.size)
    return {str(number): names.get(number, (f"call {number}", ""))[0]
            for number, slot in enumerate(table) if slot}


def programs(folder):
    """path -> bytes of the programs on the disk. A folder that was configured without a file system
    may still have those of an earlier configuration, which do not count."""
    result = {}
    if options(folder).get("FS") != "y":
        return result
    root = os.path.join(folder, "rootfs")
    for name in ["init"] + ["bin/" + entry for entry in sorted_entries(os.path.join(root, "bin"))]:
        path = os.path.join(root, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    result[name] = os.path.getsize(path)
    return result


def sorted_entries(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def compiled(folder):
    """The C and assembly files that were compiled, relative to the source tree."""
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    top = source_top(folder)
    return sorted({os.path.relpath(entry["file"], top) for entry in entries
                   if not os.path.relpath(entry["file"], folder).startswith("include/")})


def source_top(folder):
    """The source tree that a build folder was configured from."""
    try:
        with open(os.path.join(folder, "CMakeCache.txt"), encoding="utf-8") as file:
            match = re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", file.read(), re.M)
            return match[1] if match else TOP
    except OSError:
        return TOP


def source_figures(folder):
    """Files and lines that were compiled, the kernel's and the programs'."""
    top, figures = source_top(folder), {}
    for path in compiled(folder):
        whose = "program" if path.startswith("user/") else "kernel"
        with open(os.path.join(top, path), encoding="utf-8", errors="replace") as file:
            lines = sum(1 for _ in file)
        for metric, amount in ((f"{whose}_files", 1), (f"{whose}_lines", lines)):
            figures[metric] = figures.get(metric, 0) + amount
    return figures


def drivers(folder):
    """The names of the drivers' source files that were compiled."""
    return [os.path.splitext(os.path.basename(path))[0] for path in compiled(folder)
            if path.startswith("drivers/")]


def per_hart_bytes(folder, image):
    """The bytes of the variables that exist once for each hart."""
    top, names = source_top(folder), set()
    for path in compiled(folder):
        if not path.startswith("user/"):
            with open(os.path.join(top, path), encoding="utf-8", errors="replace") as file:
                names.update(PER_HART.findall(file.read()))
    return sum(symbol.size for name in names for symbol in [image.symbol(name)] if symbol)


def compiler(folder):
    """The compiler's name and version, and the flags that shape the kernel's code."""
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as file:
        command = next((entry["command"] for entry in json.load(file)
                        if entry["file"].endswith(".c")), "")
    words = command.split()
    if not words:
        return {"compiler": "", "flags": ""}
    said = subprocess.run([words[0], "--version"], capture_output=True, text=True).stdout
    flags = [word for word in words if word.startswith(("-O", "-march", "-mabi", "-mcmodel",
                                                        "-flto", "-fno-jump", "-msave"))]
    return {"compiler": said.splitlines()[0] if said else words[0], "flags": " ".join(flags)}
