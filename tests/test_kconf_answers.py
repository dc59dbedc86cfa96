"""What tools/kconf answers: enable, why, whynot, whatif, info, diff, trace, harden, search."""

import json
import os
import re

import pytest

from kconf_support import edits, generate, kconf, option, write
from kconflib import cmakefiles, facts, tree, uses
from kconflib.inputs import preset_names, preset_path
from support import top_path


@pytest.fixture
def tiny(tmp_path):
    folder = tmp_path / "tiny"
    generate(folder, "--defconfig", "tiny", status=0)
    return folder


@pytest.fixture
def full(tmp_path):
    folder = tmp_path / "full"
    generate(folder, "--defconfig", "full", status=0)
    return folder


def answer(folder, *words):
    return kconf(*words, "-B", folder, status=0).stdout


# enable and disable

def test_enable_turns_on_what_is_needed(tiny):
    printed = answer(tiny, "enable", "FS_SYMLINKS")
    assert edits(tiny) == [f"CONFIG_{name}=y" for name in
                           ("TIMER", "MMU", "SCHED", "BLK", "FS", "FS_SYMLINKS")]
    assert "FS=y                         File system" in printed
    assert option(tiny, "FS_SYMLINKS") == "CONFIG_FS_SYMLINKS=y"


def test_a_dry_run_shows_the_plan_and_changes_nothing(tiny):
    before = (tiny / ".config").read_text()
    printed = answer(tiny, "enable", "FS_SYMLINKS", "--dry-run")
    assert "FS_SYMLINKS=y" in printed and "newly there: FS_IMAGE_MIB=16" in printed
    assert (tiny / ".config").read_text() == before and not edits(tiny)


def test_enable_lists_the_ways_when_there_is_a_choice(tmp_path):
    folder = tmp_path / "b"
    preset = write(tmp_path / "p_defconfig", "CONFIG_BOOT_SBI=y\nCONFIG_TIMER=y\n")
    generate(folder, "--defconfig", preset, status=0)
    result = kconf("enable", "TIMER_SSTC", "-B", folder, status=1)
    assert "there are 2 ways; take one with --pick N" in result.stdout
    assert "BOOT_MMODE=y TIMER_SSTC=y" in result.stdout
    assert "FDT=y TIMER_SSTC=y" in result.stdout
    assert not edits(folder)
    ways = [line.strip() for line in result.stdout.splitlines() if re.match(r"^  \d: ", line)]
    pick = next(line[0] for line in ways if "FDT=y" in line)
    answer(folder, "enable", "TIMER_SSTC", "--pick", pick)
    assert option(folder, "TIMER_SSTC") == "CONFIG_TIMER_SSTC=y"
    assert option(folder, "BOOT_SBI") == "CONFIG_BOOT_SBI=y"


@pytest.mark.parametrize("wish, sets", [
    (["enable", "SMP"], ["NR_HARTS=2"]),
    (["enable", "TTY"], ["TIMER=y", "MMU=y", "SCHED=y", "PROC=y", "SYSCALLS=y"]),
    (["enable", "TIMER_SBI"], ["BOOT_SBI=y", "TIMER=y", "TIMER_SBI=y"]),
    (["enable", "KERNEL_MAP_ISOLATED"], ["MMU=y", "KERNEL_MAP_ISOLATED=y"]),
    (["enable", "LOG_SHIFT=12"], ["LOG_RING=y", "LOG_SHIFT=12"]),
    (["enable", "LOG_SHIFT"], ["LOG_RING=y"]),
    (["enable", "MM_COW", "LOG_RING"],
     ["LOG_RING=y", "TIMER=y", "MMU=y", "SCHED=y", "PROC=y", "MM_COW=y"]),
    (["disable", "LTO"], ["LTO=n"]),
    (["enable", "OPT_DEBUG"], ["OPT_DEBUG=y"]),
])
def test_plans_for_tiny(tiny, wish, sets):
    printed = answer(tiny, *wish, "-n").splitlines()
    assert printed[0] == "sets:"
    end = next((index for index, line in enumerate(printed) if ": " in line or "->" in line),
               len(printed))
    found = [line.split()[0] for line in printed[1:end]]
    assert sorted(found) == sorted(sets)


@pytest.mark.parametrize("wish, sets", [
    (["disable", "SMP"], ["NR_HARTS=1"]),
    (["enable", "POWEROFF_AT_END"], ["EXEC=n", "POWEROFF_AT_END=y"]),
    (["disable", "FS"], ["FS=n"]),
])
def test_plans_for_full(full, wish, sets):
    printed = answer(full, *wish, "-n")
    assert all(f"  {part} " in printed for part in sets), printed


def test_nothing_to_enable(full):
    assert answer(full, "enable", "FS", "NR_HARTS=8") == "nothing to change: FS, NR_HARTS=8\n"


def test_every_option_can_be_enabled_from_tiny():
    """Alone, over the smallest preset: there is a plan, and it works."""
    from kconflib import solve
    from kconflib.build import Build
    build = Build("/nonexistent/tiny")
    kconf_tree = build.load().kconf
    for symbol in kconf_tree.unique_defined_syms:
        if tree.has_prompt(symbol):
            value = "y" if tree.is_bool(symbol) else None
            assert solve.working_plans(build, symbol.name, value, {}), symbol.name


# why, whynot, whatif

def test_why_names_the_origin(tmp_path):
    folder = tmp_path / "b"
    fragment = write(tmp_path / "my.config", "# mine\nCONFIG_QEMU_MEMORY=77\n")
    generate(folder, "--defconfig", "full", "--fragment", fragment, "-DCONFIG_NPROC=32",
             status=0)
    kconf("set", "NOFILE=50", "-B", folder, status=0)
    lines = answer(folder, "why", "NR_HARTS", "QEMU_MEMORY", "NPROC", "NOFILE", "SMP", "FS_NBUF",
                   "TIMER_SSTC", "TIMER_CLINT", "ASSERTIONS", "LTO").splitlines()
    text = "\n".join(line for line in lines if not line.startswith(" "))
    for part in (
            r"NR_HARTS is 8: set by the preset \(configs/full_defconfig:\d+\)",
            r"QEMU_MEMORY is 77: set by a fragment \(.*my\.config:2\)",
            r"NPROC is 32: set on the command line \(-DCONFIG_NPROC=32\)",
            r"NOFILE is 50: set by you \(.*user\.config:2\)",
            r"SMP is y: default NR_HARTS > 1 \(kernel/Kconfig:\d+\)",
            r"FS_NBUF is 4096: default 4096 if FS_BLOCK_SIZE_4096 \(fs/Kconfig:\d+\)",
            r"TIMER_SSTC is y: the default of the choice TIMER_SOURCE \(arch/riscv/Kconfig:\d+\)",
            r"TIMER_CLINT is n: TIMER_SSTC is chosen instead",
            r"ASSERTIONS is n: it has no default, so it is off",
            r"LTO is n: its dependencies are not met: OPT_SIZE \(=n\)"):
        assert re.search(part, text), (part, text)


def test_whynot_follows_what_is_missing(tiny):
    printed = answer(tiny, "whynot", "FS_SYMLINKS")
    for part in ("FS_SYMLINKS is n: its dependencies are not met: FS (=n)",
                 "FS is n: wants BLK (=n), SCHED (=n)", "TIMER is n: can be set",
                 "`kconf enable FS_SYMLINKS` sets TIMER=y MMU=y SCHED=y BLK=y FS=y"):
        assert part in printed
    assert "MMU is n" in answer(tiny, "whynot", "KERNEL_MAP_SHARED")


def test_whynot_of_what_is_on(full):
    assert "FS is y; `kconf why FS`" in answer(full, "whynot", "FS")


def test_whatif_tells_what_follows(full):
    before = (full / ".config").read_text()
    printed = answer(full, "whatif", "FS=n")
    assert "FS y -> n" in printed
    gone = printed.split("no longer there: ")[1]
    assert "PROG_SH" in gone and "FS_LOG_BLOCKS" in gone
    assert (full / ".config").read_text() == before
    assert "default NR_HARTS > 1" not in answer(full, "whatif", "NR_HARTS=4")
    assert answer(full, "whatif", "FS=y") == "nothing would change\n"
    assert re.search(r"FS_NBUF 4096 -> 64 +default 64",
                     answer(full, "whatif", "FS_BLOCK_SIZE_1024=y"))


# info

def test_info_tells_everything(full):
    text = " ".join(answer(full, "info", "FS_SYMLINKS").split())
    for part in ("FS_SYMLINKS = y Symbolic links", "bool, fs/Kconfig:", "in File system",
                 "following of links in paths", "depends on: FS (=y)",
                 "compiled with y: fs/symlink.c", "named in: fs/inode_disk.c:",
                 "system calls: symlinkat (36), readlinkat (78)"):
        assert part in text, text
    assert re.search(r"presets: tiny -, .*shell n, .*full y, debug y", text)
    assert "wanted by: FS_LOG_BLOCKS" in " ".join(answer(full, "info", "FS_LOG").split())
    assert "compiled with n: fs/nojournal.c" in " ".join(answer(full, "info", "FS_LOG").split())
    assert "choice: OPT: OPT_SIZE (=n)" in " ".join(answer(full, "info", "OPT_SPEED").split())
    assert "range: 1 to 64" in " ".join(answer(full, "info", "CONFIG_NR_HARTS").split())
    assert "programs: sh" in " ".join(answer(full, "info", "prog_sh").split())
    assert re.search("programs: .*usertests", " ".join(answer(full, "info", "PIPES").split()))


def test_info_shows_measured_costs(full, tmp_path, monkeypatch):
    (tmp_path / "full.json").write_text(json.dumps({
        "FS_SYMLINKS": {"value": "y", "flipped": "n",
                        "delta": {"text": -1204, "rodata": 0, "ram": -4096, "programs": None,
                                  "instructions": -31}}}))
    (tmp_path / "shell.json").write_text("{ damaged")
    (tmp_path / "tiny.json").write_text('{"FS_SYMLINKS": 3}')
    monkeypatch.setattr(facts, "costs_folder", lambda: str(tmp_path))
    facts.costs.cache_clear()
    try:
        printed = answer(full, "info", "FS_SYMLINKS")
    finally:
        facts.costs.cache_clear()
    assert "measured cost:\n  full: y -> n: -1204 bytes of text, -4096 bytes of ram, " \
        "-31 instructions\n" in printed


def test_costs_in_the_tree_can_be_read():
    """What tools/kstat has written, where it has."""
    known = {symbol.name for symbol in tree.load_tree().unique_defined_syms}
    for entry in os.listdir(facts.costs_folder()) if os.path.isdir(facts.costs_folder()) else []:
        assert entry[:-len(".json")] in facts.costs(), f"{entry} is damaged"
    for table in facts.costs().values():
        for name, cost in table.items():
            assert name in known and {"value", "flipped"} <= set(cost)
            assert set(cost.get("delta", {})) <= set(facts.UNITS)


@pytest.mark.parametrize("preset", ["tiny", "stage3", "stage7", "shell", "full", "debug"])
def test_files_that_options_choose_are_those_that_cmake_compiles(preset):
    """The reading of the CMake files, against what CMake made of them."""
    from support import variant
    build = variant(preset)
    with open(build.path("compile_commands.json"), encoding="utf-8") as file:
        compiled = {os.path.relpath(entry["file"], top_path()) for entry in json.load(file)}
    kconf_tree = tree.load_tree()
    kconf_tree.load_config(build.path(".config"))
    expected = {use.path for use in cmakefiles.read_tree() if use.holds(kconf_tree)}
    assert {path for path in compiled if not path.startswith("build/")} == expected


def test_mentions_know_their_lines():
    path, line = next(place for place in uses.mentions()["NPROC"] if place[0].endswith(".c"))
    assert "CONFIG_NPROC" in uses.lines_of(path)[line - 1]


# diff and trace

def test_diff_of_edits(full):
    assert answer(full, "diff") == ""
    kconf("set", "NR_HARTS=1", "ROOTFS_OVERLAY=some where", "-B", full, status=0)
    lines = answer(full, "diff").splitlines()
    assert lines[:3] == [" ROOTFS_OVERLAY  -> some where", " NR_HARTS 8 -> 1", "-SMP y"]
    assert "-SCHED_SMP y" in lines and all(line.startswith("-") for line in lines[2:])
    assert answer(full, "diff", "-m").splitlines() == [
        'CONFIG_ROOTFS_OVERLAY="some where"', "CONFIG_NR_HARTS=1"]


def test_a_difference_is_a_fragment_that_makes_it(tmp_path):
    lines = kconf("diff", "shell", "full", "-m", status=0).stdout
    fragment = write(tmp_path / "d.config", lines)
    folder, other = tmp_path / "a", tmp_path / "b"
    generate(folder, "--defconfig", "shell", "--fragment", fragment, status=0)
    generate(other, "--defconfig", "full", status=0)
    assert kconf("diff", folder, other, status=0).stdout == ""


def test_diff_takes_presets_files_and_folders(tiny, tmp_path):
    path = write(tmp_path / "x_defconfig", "CONFIG_OPT_SIZE=y\nCONFIG_QEMU_MEMORY=17\n")
    assert kconf("diff", "tiny", path, status=0).stdout.splitlines() \
        == [" QEMU_MEMORY 16 -> 17", " POWEROFF_AT_END y -> n"]
    assert kconf("diff", path, tiny, status=0).stdout.splitlines() \
        == [" QEMU_MEMORY 17 -> 16", " POWEROFF_AT_END n -> y"]
    assert kconf("diff", path, "-B", tiny, status=0).stdout.splitlines() \
        == [" QEMU_MEMORY 17 -> 16", " POWEROFF_AT_END n -> y"]


def test_trace_has_every_option_in_three_forms(full):
    rows = json.loads(answer(full, "trace", "--json"))
    config = (full / ".config").read_text()
    assert len(rows) == sum("CONFIG_" in line for line in config.splitlines())
    by_name = {row["option"]: row for row in rows}
    assert by_name["NR_HARTS"] == {
        "option": "NR_HARTS", "value": "8", "kind": "preset", "text": "set by the preset",
        "place": by_name["NR_HARTS"]["place"]}
    assert by_name["NR_HARTS"]["place"].startswith("configs/full_defconfig:")
    assert {row["kind"] for row in rows} >= {"preset", "default", "choice", "nothing"}
    table = answer(full, "traceconfig", "--md").splitlines()
    assert len(table) == len(rows) + 2
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert len(answer(full, "trace").splitlines()) == len(rows)


def test_places_are_right(full):
    """A preset's line that trace names says just that."""
    for row in json.loads(answer(full, "trace", "--json")):
        if row["kind"] == "preset":
            path, line = row["place"].rsplit(":", 1)
            with open(top_path(path), encoding="utf-8") as file:
                assert row["option"] in file.read().splitlines()[int(line) - 1]


# harden, search, tree

def test_harden_compares_and_gives_reasons(full):
    printed = answer(full, "harden")
    assert re.search(r"unmet +KERNEL_MAP_ISOLATED=y +now n +programs run on page tables", printed)
    assert "MMU=y" not in printed
    everything = answer(full, "hardenconfig", "--all")
    assert re.search(r"ok +MMU=y", everything) and re.search(r"ok +KSTACK_SHIFT>=13", everything)


def test_harden_leaves_alone_what_is_not_there(tiny):
    assert re.search(r"off +FS_LOG=y +now not there", answer(tiny, "harden", "--all"))


def test_what_harden_wants_can_be_had(full):
    from kconflib import harden
    for wish in harden.table():
        if wish.relation == "=":
            answer(full, "enable", f"{wish.name}={wish.value}")
    assert "unmet" not in answer(full, "harden")


def test_search_finds_names_prompts_and_help(full):
    assert answer(full, "search", "symlinks").split()[0] == "FS_SYMLINKS"
    assert "FS_LOG " in answer(full, "search", "power cut", "log")
    assert answer(full, "search", "^FS_L", "blocks").splitlines()[0].startswith("FS_LOG")


def test_tree_shows_values(full):
    printed = answer(full, "tree", "memory")
    assert printed.splitlines()[0] == "Memory:"
    assert "    (X) The upper half" in printed.replace("      (X)", "    (X)")
    assert "[*] Paging  MMU" in printed and "NR_HARTS" not in printed
    assert "(8) Largest number of harts  NR_HARTS" in answer(full, "tree")


def test_tree_hides_what_can_not_be_set(tiny):
    assert "FS_LOG" not in answer(tiny, "tree")
    assert "FS_LOG" in answer(tiny, "tree", "--all")


def test_presets_in_order_of_size():
    names = list(facts.preset_merges())
    assert sorted(names) == sorted(preset_names())
    assert names.index("tiny") < names.index("shell") < names.index("full")
    assert all(preset_path(name) for name in names)
