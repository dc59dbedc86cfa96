"""All figures of one build, as one object of the JSON document, kept until something changes.

A figure that cannot be had is missing, and `notes` says why. Nothing in an object depends on the
time or the place at which it was made.
"""

import contextlib
import functools
import hashlib
import json
import os
import re
import subprocess
import tempfile

from runner import qemu
from runner.builds import TOP

from . import attribution, boot, features, linkmap
from .errors import UserError
from .image import Image

SCHEMA = "strata-kstat/1"
STARTUP = (".text.entry", ".text.start")
TRAMPOLINE = ".trampoline"


def digest(*parts):
    """A name for what is made from the parts (bytes or text)."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


# What makes the figures of each kind: another version of it measures anew.
MAKERS = {"elf": ("image", "linkmap", "ownership", "attribution", "features", "measure"),
          "folder": ("image", "features", "measure"),
          "boot": ("image", "ownership", "gdbstub", "boot"), "smallest": ("image", "boot"),
          "cost": ("image", "ownership", "gdbstub", "boot", "features", "cost")}


@functools.cache
def tool_digest(kind):
    here = os.path.dirname(os.path.realpath(__file__))
    files = [os.path.join(here, name + ".py") for name in MAKERS[kind]]
    return digest(*map(read_bytes, files + [os.path.join(here, "milestones.c")]))


def read_bytes(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def folder_digest(folder):
    """What lies in a folder: names and contents."""
    total = hashlib.sha256()
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            total.update(os.path.relpath(path, folder).encode() + b"\0" + read_bytes(path))
    return total.hexdigest()


class NotKept(Exception):
    """A figure was not measured before, and only_kept() forbids to measure it now."""


measuring_allowed = [True]


@contextlib.contextmanager
def only_kept():
    """Within it NotKept is raised instead of measuring."""
    measuring_allowed.append(False)
    try:
        yield
    finally:
        measuring_allowed.pop()


def cached(kind, key, make):
    """What make() returned when it was last called for this key."""
    folder = os.path.join(boot.work_folder(), "cache")
    key = digest(key, tool_digest(kind))
    path = os.path.join(folder, f"{kind}-{key[:32]}.json")
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        pass
    if not measuring_allowed[-1]:
        raise NotKept
    result = make()
    os.makedirs(folder, exist_ok=True)
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(result, file, sort_keys=True)
    os.replace(temporary, path)
    return result


@functools.cache
def qemu_version():
    try:
        said = subprocess.run([qemu.QEMU, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return "none"
    match = re.search(r"version (\S+)", said)
    return match[1] if match else "unknown"


@functools.cache
def commit(top=TOP):
    """(commit, whether the tree differs from it); empty outside a repository."""
    def git(*words):
        return subprocess.run(["git", "-C", top, *words], capture_output=True, text=True)
    name = git("rev-parse", "--short=12", "HEAD")
    if name.returncode != 0:
        return "", False
    return name.stdout.strip(), bool(git("status", "--porcelain", "-uno").stdout.strip())


def config_hash(options):
    return digest(*(f"{name}={value}" for name, value in sorted(options.items())))[:12]


def static_figures(image, map_path):
    """What an ELF file and its map tell."""
    tree = attribution.Attribution(image, map_path).tree()
    size = dict(image.sizes(), loaded=image.loaded_bytes(), file_stripped=stripped_size(image.path))
    start, end = image.symbol("kernel_start"), image.symbol("kernel_end")
    if start and end:
        size["memory"] = end.address - start.address
        size["between_sections"] = size["memory"] - tree.size
    if map_path:
        pieces = [piece for section in linkmap.read(map_path).values()
                  for piece in section.pieces]
        size["startup"] = sum(piece.size for piece in pieces if piece.name in STARTUP)
        size["trampoline"] = sum(piece.size for piece in pieces if piece.name == TRAMPOLINE)
    return {"size": size, "tree": tree.as_data(), "calls": features.calls(image)}


def stripped_size(path):
    """The bytes of the file without symbols and debug information, None without the tool."""
    with tempfile.NamedTemporaryFile() as target:
        try:
            result = subprocess.run(["riscv64-unknown-elf-objcopy", "--strip-all", path,
                                     target.name], capture_output=True)
        except OSError:
            return None
        return os.path.getsize(target.name) if result.returncode == 0 else None


def folder_figures(folder, image):
    """What a build folder tells beyond the image."""
    programs = features.programs(folder)
    result = {"programs": programs, "drivers": features.drivers(folder),
              "source": features.source_figures(folder), "options": features.options(folder)}
    result["size"] = {"per_hart": features.per_hart_bytes(folder, image),
                      "programs": sum(programs.values())}
    disk = os.path.join(folder, "fs.img")
    if result["options"].get("BLK") == "y" and os.path.exists(disk):
        result["size"]["disk_image"] = os.path.getsize(disk)
    if features.source_top(folder) == TOP:
        result["origins"] = features.origins(folder)
    result["identity"] = features.compiler(folder)
    return result


def test_results(folder):
    """How many tests of this build ran and passed, by the last run of each."""
    try:
        with open(os.path.join(folder, "tests.json"), encoding="utf-8") as file:
            outcomes = json.load(file).values()
    except (OSError, ValueError):
        return None
    return {"run": len(outcomes), "passed": sum(outcome == "passed" for outcome in outcomes)}


def elf_figures(path, map_path):
    key = digest(read_bytes(path), read_bytes(map_path) if map_path else b"")
    return cached("elf", key, lambda: static_figures(Image(path), map_path))


def measure_elf(path, map_path=None, name=None):
    """The object of an ELF file alone, or with its map."""
    figures = elf_figures(path, map_path)
    options, preset = features.carried(path)
    notes = ["no build folder: nothing is known of memory, time, programs and source"]
    if not options:
        notes.append("the image does not say how it was configured")
    identity = {"preset": preset, "config_hash": config_hash(options)} if options else {}
    return dict(figures, name=name or os.path.basename(path), notes=notes, identity=identity,
                options=options)


def measure_folder(build, name, preset, with_boot=True, with_smallest=False, revision=None):
    """The object of a build folder that is up to date."""
    folder, kernel = build.folder, build.kernel
    map_path = os.path.join(folder, "strata.map")
    if not os.path.exists(kernel):
        raise UserError(f"{folder}: nothing is built there; ./strata build {name}")
    elf, config = read_bytes(kernel), read_bytes(os.path.join(folder, ".config"))
    root = folder_digest(os.path.join(folder, "rootfs"))
    figures = elf_figures(kernel, map_path if os.path.exists(map_path) else None)
    key = digest(elf, config, root, folder, read_bytes(os.path.join(folder, "kstat.stamp")))
    more = cached("folder", key, lambda: folder_figures(folder, Image(kernel)))
    figures["size"].update(more.pop("size"))
    figures.update(more)
    figures["name"] = name
    figures["notes"] = []
    top_commit, dirty = (revision, False) if revision else commit()
    figures["identity"].update(preset=preset, qemu=qemu_version(), commit=top_commit, dirty=dirty,
                               config_hash=config_hash(figures["options"]))
    tests = test_results(folder)
    if tests:
        figures["tests"] = tests
    if with_boot:
        add_boot(figures, build, digest(elf, config, root, qemu_version()),
                 with_smallest)
    return figures


def add_boot(figures, build, key, with_smallest):
    result = cached("boot", key, lambda: boot.measure(build, Image(build.kernel)))
    if with_smallest and "failed" not in result:
        result = dict(result, **cached("smallest", key, lambda: boot.measure_smallest(
            build, Image(build.kernel), result["milestones"])))
    if "failed" in result:
        figures["notes"].append(f"the start was not measured: {result['failed']}")
    else:
        figures["boot"] = result


def document(subjects):
    """The JSON document of several objects."""
    return {"schema": SCHEMA, "presets": subjects}


# What every object has, and of which type; the rest may be missing.
ALWAYS = {"name": str, "size": dict, "tree": dict, "notes": list, "identity": dict}


def is_object(item):
    return isinstance(item, dict) and all(isinstance(item.get(key), kind)
                                          for key, kind in ALWAYS.items())


def load_document(path):
    """The objects of a saved document."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except ValueError as error:
        raise UserError(f"{path}: not JSON ({error})") from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise UserError(f"{path}: its schema is {schema!r} and not {SCHEMA!r}; write it again with "
                        "this tools/kstat, or read it with the one that wrote it")
    presets = data.get("presets")
    if not isinstance(presets, list) or not presets or not all(map(is_object, presets)):
        raise UserError(f"{path}: what it says of presets is damaged or missing; write it again")
    return presets
