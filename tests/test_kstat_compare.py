"""tools/kstat: the formats, what can be compared, what is refused, what is measured by booting.

The expected outputs lie in tests/kstat; GOLDEN says which command writes each.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest

from kstatlib import boot, causes, compare, features, measure, subjects, symbols
from kstatlib.errors import UserError
from kstatlib.image import Image
from runner.builds import Build, BuildError
from support import COMMAND_SECONDS, exec_guest, top_path, variant

DATA = top_path("tests", "kstat", "two.json")
GOLDEN = {"compare.txt": ["compare"], "compare-all.txt": ["compare", "--all"],
          "compare.md": ["compare", "-f", "markdown"], "compare.csv": ["compare", "-f", "csv"],
          "compare-wide.csv": ["compare", "-f", "csv", "--wide"],
          "two.json": ["compare", "-f", "json"], "symbols.txt": ["compare", "--symbols"],
          "size.txt": ["size", "-h"]}


def kstat(*words):
    return subprocess.run([sys.executable, top_path("tools", "kstat"), *map(str, words)],
                          capture_output=True, text=True, cwd=top_path())


@pytest.mark.parametrize("name", GOLDEN)
def test_format(name):
    """`tools/kstat COMMAND tests/kstat/two.json > tests/kstat/NAME` writes it anew."""
    result = kstat(*GOLDEN[name], DATA)
    assert result.returncode == 0, result.stderr
    with open(top_path("tests", "kstat", name), encoding="utf-8") as file:
        assert result.stdout == file.read()


def two():
    return measure.load_document(DATA)


def test_first_is_the_base():
    table = compare.compare(list(reversed(two())))
    rows = {row.key: row for block in table.blocks if block.key == "size" for row in block.rows}
    assert [(cell.value, cell.delta) for cell in rows["text"].cells] == [(1500, None), (300, -1200)]


def test_equal_objects_have_no_difference():
    first = two()[0]
    table = compare.compare([first, dict(first, name="again")])
    assert table.blocks == [] and table.notes[0] == "There is no difference."


def test_option_that_differs_by_itself_is_not_below_another():
    """FPU depends on MMU, but is off in the second though that has MMU."""
    branches = causes.Causes([{"PROC": "y", "FPU": "y"}, {"PROC": "y", "FPU": "n"},
                              {"PROC": "n"}]).tree()
    assert branches == [("PROC", []), ("FPU", [])] or branches == [("FPU", []), ("PROC", [])]
    branches = causes.Causes([{"PROC": "y", "SYSCALLS": "y"}, {"PROC": "n"}]).tree()
    assert branches == [("PROC", [("SYSCALLS", [])])]


def test_symbols_sum_to_the_sections(full, shell):
    objects = subjects.measure_all([full.folder, shell.folder], None, with_boot=False)
    found = symbols.changes(*objects)
    for section in (".text", ".rodata", ".data", ".bss"):
        sizes = [next(node["size"] for node in item["tree"]["children"]
                      if node["name"] == section) for item in objects]
        assert sum(symbols.delta_of(change) for change in found if change[0] == section) \
            == sizes[1] - sizes[0]


def test_folders_sum_to_what_is_loaded(full):
    """Nothing is left out of the rows by folder."""
    (item,) = subjects.measure_all([full.folder], None, with_boot=False)
    rows = list(csv.DictReader(io.StringIO(compare.csv_long([item]))))
    for group, parts in (("loaded", ("text", "rodata", "data")), ("cleared", ("bss", "stacks"))):
        total = sum(int(row["value"]) for row in rows if row["group"] == group)
        assert total == sum(item["size"][part] for part in parts)
    assert item["size"]["memory"] == item["tree"]["size"] + item["size"]["between_sections"]


def test_ninja_targets_and_elf_files_alone(tmp_path):
    """An ELF file without its folder has the same sizes."""
    tiny = variant("tiny")
    lone = tmp_path / "lone.elf"
    lone.write_bytes(measure.read_bytes(tiny.kernel))
    result = kstat("size", "-f", "json", "--no-build", tiny.folder, lone)
    folder, elf = json.loads(result.stdout)["presets"]
    for group in ("text", "rodata", "data", "bss", "stacks", "memory"):
        assert folder["size"][group] == elf["size"][group]
    shown = subprocess.run(["ninja", "-C", tiny.folder, "size"], capture_output=True, text=True)
    assert re.search(rf"\.text: code +{folder['size']['text']}$", shown.stdout, re.M)


def test_elf_file_alone_tells_its_options(tmp_path):
    """They are those of the build folder, and the preset is known."""
    shell = variant("shell")
    lone = tmp_path / "lone.elf"
    lone.write_bytes(measure.read_bytes(shell.kernel))
    options, preset = features.carried(str(lone))
    assert preset == "shell" and options == features.options(shell.folder)


@pytest.mark.parametrize("by, kind", [("dir", "fs"), ("object", "file.c"), ("symbol", "file_get")])
def test_footprint(full, by, kind):
    result = kstat("footprint", "--no-build", "--by", by, full.folder)
    rows = re.findall(r"^( +)(\S.*?) +(\d+) +([\d.]+)$", result.stdout, re.M)
    assert kind in [name for _, name, _, _ in rows]
    top = [int(size) for indent, _, size, _ in rows if len(indent) == 4]
    assert sum(top) == int(rows[0][2]) and rows[0][3] == "100.0"


def test_calls_of_the_image_are_those_of_the_options(full, shell):
    """The dispatch table in the ELF file has just what the options promise."""
    for build in (full, shell, variant("tiny")):
        options = features.options(build.folder)
        promised = {str(number): name for number, (name, option) in features.call_table().items()
                    if options.get(option) == "y"}
        assert features.calls(Image(build.kernel)) == promised


@pytest.mark.parametrize("name", ["shell", "full"])
def test_calls_of_the_image_are_those_that_answer(name, tmp_path):
    """A program that tries every number in a guest finds the calls that the image claims."""
    build = variant(name)
    build.make("sdk")
    probe = tmp_path / "probe"
    subprocess.run([build.path("sdk", "bin", "strata-cc"), "-O1",
                    top_path("tests", "kstat", "probe.c"), "-o", probe], check=True)
    result = exec_guest(build, "/probe", additions=[f"{probe}:/probe"])
    assert result.status == 0, result.text
    claimed = features.calls(Image(build.kernel)).keys() - {"93", "94", "139"}
    assert set(result.text.split()) == claimed


def test_instructions_are_those_the_kernel_counts(full, tmp_path):
    """The plugin's counts and /proc/boot of the same run agree: the kernel's has the few
    instructions of counting more and those of waiting less."""
    machine = boot.Machine(full, Image(full.kernel))
    output = tmp_path / "counts"
    marks = [f"mark={address:#x}:{name}" for address, name in machine.marks]
    plugin = ["-plugin", ",".join([boot.plugin(), f"out={output}"] + marks)]
    result = exec_guest(full, "cat /proc/boot", icount=True, extra=plugin)
    kernel = dict(re.findall(r"^(\w+) (\d+)$", result.text, re.M))
    counted = boot.read_counts(str(output))
    assert counted.keys() == {"main", "scheduler", "root", "init"}
    assert all(abs(int(kernel[name]) - counted[name]) < 400 + counted[name] // 200
               for name in counted)


@pytest.mark.parametrize("name, last", [("tiny", "scheduler"), ("shell", "prompt"),
                                        ("full", "prompt")])
def test_start_is_measured(name, last):
    """By booting: what happens before the disk is waited for is the same in each measurement, and
    the rest nearly, as far as a busy host lets it."""
    machine = boot.Machine(variant(name), Image(variant(name).kernel))
    (first, runs), (second, _) = machine.instructions(), machine.instructions()
    assert boot.RUNS <= runs <= boot.MOST_RUNS
    counts = [first[milestone]["min"] for milestone in first]
    assert list(first)[0] == "main" and list(first)[-1] == last
    assert counts == sorted(counts) and counts[0] > 0
    for key in ("main", "scheduler"):
        assert first[key]["min"] == second[key]["min"] and first[key]["spread"] == 0
    assert all(abs(first[key]["min"] - second[key]["min"]) <= first[key]["min"] // 5
               for key in first)


@pytest.mark.parametrize("name", ["full", "full-perhart"])
def test_memory_is_what_the_kernel_says(name):
    """Also where harts keep free pages at hand."""
    build = variant(name)
    figures = boot.Machine(build, Image(build.kernel)).memory({"init", "prompt"})
    result = exec_guest(build, "cat /proc/meminfo", harts=1)
    meminfo = {name: int(value) for name, value in re.findall(r"^(\w+): +(\d+) kB", result.text,
                                                              re.M)}
    assert meminfo["MemTotal"] == figures["init"]["managed_pages"] * 4
    assert figures["init"]["free_pages"] * 4 >= meminfo["MemFree"] > \
        figures["init"]["free_pages"] * 4 * 99 // 100
    assert 0 < figures["init"]["table_pages"] * 4 <= meminfo["PageTables"]
    assert 0 < figures["init"]["heap_used_bytes"] < figures["prompt"]["heap_pages"] * 4096


@pytest.mark.slow
def test_smallest_memory_is_the_smallest():
    shell = variant("shell")
    machine = boot.Machine(shell, Image(shell.kernel))
    mib, is_floor = machine.smallest_memory("prompt")
    assert machine.reaches("prompt", mib)[0]
    reached, refused = machine.reaches("prompt", mib - 1)
    assert not reached and refused == is_floor


def test_image_without_milestones_is_not_measured(tmp_path):
    """As of a revision from before there were any: the rest is shown, and the reason."""
    tiny = variant("tiny")
    old = tmp_path / "strata.elf"
    subprocess.run(["riscv64-unknown-elf-objcopy", "--remove-section=.boot_marks", tiny.kernel,
                    old], check=True)
    assert "no milestones" in boot.measure(tiny, Image(str(old)))["failed"]


@pytest.mark.parametrize("words, message", [
    (["size", "nosuch"], "no such preset, build folder or file; presets: debug, full"),
    (["size", "git:HEAD"], "git:REV:PRESET"),
    (["size", "git:nosuchrevision:tiny"], "git knows no revision 'nosuchrevision'"),
    (["size", "git:HEAD:nosuch"], "has no preset 'nosuch'"),
    (["size", "kernel"], "this folder was not configured"),
    (["report", DATA, "-o", "doc"], "doc: Is a directory"),
    (["compare", "--symbols", DATA, DATA], "compares two")])
def test_bad_arguments(words, message):
    result = kstat(*words)
    assert result.returncode == 1 and message in result.stderr and not result.stdout
    assert "Traceback" not in result.stderr


def test_no_jobs_at_a_time(tmp_path):
    result = kstat("cost", "tiny", "-j", "0", "--output", tmp_path / "costs.json")
    assert result.returncode == 2 and "must be from 1" in result.stderr


def test_a_plugin_that_does_not_compile(tmp_path, monkeypatch):
    """The compiler's own words are what is told."""
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\necho no header >&2\nexit 1\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(boot, "work_folder", lambda: str(tmp_path))
    with pytest.raises(BuildError, match="no header"):
        boot.plugin()


@pytest.mark.parametrize("text, message", [
    ("{", "not JSON"), ("[]", "its schema is None"),
    ('{"schema": "strata-kstat/0", "presets": []}', "its schema is 'strata-kstat/0'"),
    ('{"schema": "strata-kstat/1"}', "damaged or missing"),
    ('{"schema": "strata-kstat/1", "presets": []}', "damaged or missing"),
    ('{"schema": "strata-kstat/1", "presets": [{"name": "tiny"}]}', "damaged or missing")])
def test_bad_documents(text, message, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        measure.load_document(str(path))


def test_folder_without_a_kernel_is_told_of(tmp_path):
    (tmp_path / "build.ninja").write_text("")
    result = kstat("size", "--no-build", tmp_path)
    assert result.returncode == 1 and "nothing is built there" in result.stderr


def test_a_revision_is_built_from_its_own_files():
    """git:HEAD:tiny is what is committed; its sizes are what a build of it has."""
    subject = subjects.resolve("git:HEAD:tiny")[0]
    assert isinstance(subject.build, Build) and subject.revision
    (item,) = subjects.measure_all(["git:HEAD:tiny"], sys.stderr, with_boot=False)
    assert item["identity"]["commit"] == subject.revision and not item["identity"]["dirty"]
    assert os.path.exists(subject.build.kernel) and item["size"]["text"] > 500


def test_strata_compare(shell):
    """The whole way: from the command to a table with figures of both presets."""
    result = subprocess.run([top_path("strata"), "compare", "tiny", "shell"], capture_output=True,
                            text=True, timeout=10 * COMMAND_SECONDS)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^ +tiny +shell$", result.stdout, re.M)
    assert re.search(r"^  prompt +- +\d{5,}$", result.stdout, re.M)
    assert re.search(r"^  MMU  \(\+\d+ dependent\) +n +y$", result.stdout, re.M)
    assert re.search(r"^  bin/sh +- +\d+$", result.stdout, re.M)
