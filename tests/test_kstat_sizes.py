"""tools/kstat: every byte of an image has an owner, and everything adds up."""

import functools
import os
import re
import shlex
import subprocess

import pytest

from kstatlib import attribution, linkmap
from kstatlib.errors import UserError
from kstatlib.image import Image
from support import top_path, variant

PRESETS = ["tiny", "shell", "full"]

MAP = """
Discarded input sections

 .text          0x0000000000000000        0x8 fs/CMakeFiles/fs.dir/gone.c.obj

Linker script and memory map

                0x0000000080000000                . = 0x80000000

.text           0x0000000080000000       0x30 load address 0x0000000080000000
 *(.text .text.*)
 .text.first    0x0000000080000000       0x10 kernel/proc/CMakeFiles/proc.dir/__/main.c.obj
                0x0000000080000000                first
 *fill*         0x0000000080000010        0x8 
 .text.a_name_that_is_long
                0x0000000080000018       0x14 fs/CMakeFiles/fs.dir/file.c.obj
                0x0000000080000018                a_name_that_is_long
 .text.div      0x000000008000002c        0x4 /usr/lib/gcc/libgcc.a(div.o)

.a_section_with_a_long_name
                0x0000000080001000        0x8
 .rodata.f.str1.8
                0x0000000080001000        0x5 fs/CMakeFiles/fs.dir/file.c.obj
                                          0x8 (size before relaxing)
OUTPUT(strata.elf elf64-littleriscv)
"""


@functools.cache
def tree_of(build, with_map=True):
    image = Image(build.kernel)
    return image, attribution.Attribution(
        image, build.path("strata.map") if with_map else None).tree()


def rows(node, path=()):
    """(path of names, size) of the nodes without children."""
    if not node.children:
        yield path, node.size
    for child in node.children.values():
        yield from rows(child, path + (child.name,))


def size_program(build):
    """Section sizes as the toolchain's own program tells them."""
    output = subprocess.run(["riscv64-unknown-elf-size", "-A", build.kernel], check=True,
                            capture_output=True, text=True).stdout
    return {name: int(size) for name, size, address
            in re.findall(r"^(\.\S+)\s+(\d+)\s+(\d+)$", output, re.M) if int(address)}


def test_map_is_read():
    sections = linkmap.parse(MAP)
    assert [(p.name, p.size, p.object) for p in sections[".text"].pieces] == [
        (".text.first", 16, "kernel/proc/CMakeFiles/proc.dir/__/main.c.obj"),
        ("*fill*", 8, ""),
        (".text.a_name_that_is_long", 20, "fs/CMakeFiles/fs.dir/file.c.obj"),
        (".text.div", 4, "/usr/lib/gcc/libgcc.a(div.o)")]
    assert sections[".text"].size == 0x30
    assert sections.assigned == {"."}
    assert [p.size for p in sections[".a_section_with_a_long_name"].pieces] == [5]


@pytest.mark.parametrize("name, source", [
    ("kernel/proc/CMakeFiles/proc.dir/__/main.c.obj", "kernel/main.c"),
    ("/top/build/full/fs/CMakeFiles/fs.dir/file.c.obj", "fs/file.c"),
    ("/usr/lib/gcc/libgcc.a(div.o)", None),
    ("/tmp/ccZ6hCIB.ltrans0.ltrans.o", "")])
def test_source_of_an_object(name, source):
    assert attribution.source_of_object(name, "/top/build/full") == source


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("with_map", [True, False], ids=["map", "no-map"])
def test_it_adds_up(preset, with_map):
    """Children sum to parents, sections are what size -A says, nothing is negative."""
    build = variant(preset)
    image, root = tree_of(build, with_map)
    root.check()
    expected = {name: size for name, size in size_program(build).items() if size}
    assert {node.name: node.size for node in root.children.values()} == expected
    assert sum(size for _, size in rows(root)) == sum(image.sizes().values()) == root.size
    assert all(size > 0 for _, size in rows(root))


@pytest.mark.parametrize("preset", PRESETS)
def test_nearly_every_byte_has_a_source(preset):
    """Also where the map has one object for all: with optimisation at link time."""
    _, root = tree_of(variant(preset))
    unknown = sum(size for path, size in rows(root) if attribution.UNKNOWN in path)
    assert unknown <= root.size // 1000
    assert all(os.path.exists(top_path(*path[1:3])) for path, _ in rows(root)
               if path[1] not in attribution.BUCKETS and not path[1].startswith("/"))


def link_with_canary(build, folder, flags):
    """Link the kernel of a build again, with an object of 1024 bytes more."""
    entry = subprocess.run(["ninja", "-C", build.folder, "-t", "commands", "strata.elf"],
                           check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    words = shlex.split(re.search(r"\S*gcc .*? -o strata\.elf .*?(?= &&|$)", entry)[0])
    source = folder / "canary.c"
    source.write_text("const char canary[1024] __attribute__((used)) = { 1 };\n")
    canary = folder / "canary/CMakeFiles/canary.dir/canary.c.obj"
    canary.parent.mkdir(parents=True)
    compiler = [words[0], "-march=rv64imac", "-mabi=lp64", "-mcmodel=medany", "-Os", "-g",
                "-ffreestanding", "-fno-common", "-fdata-sections", "-msmall-data-limit=0",
                f"-ffile-prefix-map={folder}/=canary/"]
    subprocess.run(compiler + flags + ["-c", "-o", canary, source], check=True)
    words = [re.sub(r"-Wl,-Map=.*", f"-Wl,-Map={folder}/strata.map", word) for word in words]
    words[words.index("-o") + 1] = str(folder / "strata.elf")
    relative = os.path.relpath(canary, build.folder)
    subprocess.run(words + [relative, "-Wl,-u,canary"], cwd=build.folder, check=True)


@pytest.mark.parametrize("preset, flags", [("full", []), ("shell", ["-flto"])])
def test_canary_moves_one_row(preset, flags, tmp_path):
    """1024 bytes more are 1024 bytes more in the row of their own, and nowhere else: with the
    map, and with optimisation at link time."""
    build = variant(preset)
    link_with_canary(build, tmp_path, flags)
    image = Image(str(tmp_path / "strata.elf"))
    before = dict(rows(tree_of(build)[1]))
    after = dict(rows(attribution.Attribution(image, str(tmp_path / "strata.map")).tree()))
    moved = {path: after.get(path, 0) - before.get(path, 0)
             for path in before.keys() | after.keys()
             if after.get(path, 0) != before.get(path, 0)}
    assert list(moved.values()) == [1024], moved
    (path,) = moved
    assert path[0] == ".rodata" and path[-1] == "canary" and "canary.c" in path


def test_stripped_image_is_refused(full, tmp_path):
    stripped = tmp_path / "stripped.elf"
    subprocess.run(["riscv64-unknown-elf-strip", "-o", stripped, full.kernel], check=True)
    with pytest.raises(UserError, match="stripped"):
        Image(str(stripped))


def test_map_of_another_build_is_refused(full, shell):
    with pytest.raises(UserError, match="not the map of"):
        attribution.Attribution(Image(full.kernel), shell.path("strata.map")).tree()


def test_what_is_no_map_is_refused(full):
    with pytest.raises(UserError, match="not a map"):
        attribution.Attribution(Image(full.kernel), full.path(".config"))


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF" + bytes(40)])
def test_what_is_no_elf_file_is_refused(content, tmp_path):
    path = tmp_path / "no.elf"
    path.write_bytes(content)
    with pytest.raises(UserError, match="ELF"):
        Image(str(path))


def test_a_part_of_an_elf_file_is_refused(full, tmp_path):
    """As a copy that did not end leaves it: the sections' names lie at the end."""
    path = tmp_path / "part.elf"
    with open(full.kernel, "rb") as file:
        path.write_bytes(file.read(5000))
    with pytest.raises(UserError, match="not all of one"):
        Image(str(path))


def test_kernel_of_another_machine_is_refused():
    with pytest.raises(UserError, match="riscv64"):
        Image("/bin/sh")


def test_milestones_take_no_memory():
    """What notes them in the ELF file is not loaded, and is there without BOOT_STATISTICS too."""
    tiny = variant("tiny")
    image = Image(tiny.kernel)
    assert [name for _, name in sorted(image.marks())] == ["main", "scheduler"]
    assert not any(section.name == ".boot_marks" for section in image.sections)
    assert all(image.section_of(address).group == "text" for address, _ in image.marks())


def test_without_a_map_objects_are_those_of_the_debug_information(full):
    """The two ways to attribute agree on what C files have in .text, up to 2 percent."""
    by_map = tree_of(full)[1].children[".text"].children
    by_debug = tree_of(full, with_map=False)[1].children[".text"].children
    for folder in ("fs", "drivers", "mm"):
        assert abs(by_map[folder].size - by_debug[folder].size) < by_map[folder].size / 50
