"""What people write wrongly in presets, fragments, -D and command lines, and what they are told."""

import os
import re
import subprocess

import pytest

from kconf_support import KCONF, copy_tree, edits, generate, kconf, option, write
from support import top_path

# Lines of a preset, and what is said of the last of them.
WRONG_LINES = {
    "misspelt": ("CONFIG_NR_HART=2", "CONFIG_NR_HART: no such option; did you mean NR_HARTS"),
    "misspelt twice": ("CONFIG_SYMLINK=y", "did you mean FS_SYMLINKS"),
    "shortened": ("CONFIG_READ_AHEAD=y", "did you mean FS_READ_AHEAD"),
    "lower case": ("CONFIG_nr_harts=2", "no such option; did you mean NR_HARTS"),
    "like nothing": ("CONFIG_QQQQQQ=y", "CONFIG_QQQQQQ: no such option"),
    "choice": ("CONFIG_KERNEL_MAP=y", "is a choice, not an option: set one of "
               "KERNEL_MAP_ISOLATED, KERNEL_MAP_SHARED to y"),
    "derived": ("CONFIG_SMP=y", "has no prompt: its value follows from other options (now n)"),
    "derived number": ("CONFIG_FS_BLOCK_SIZE=4096", "has no prompt"),
    "no prefix": ("NR_HARTS=2", "not understood: 'NR_HARTS=2' (the name begins with CONFIG_"),
    "no value": ("CONFIG_OPT_SIZE", "not understood: 'CONFIG_OPT_SIZE' (expected CONFIG_NAME=v"),
    "blanks around =": ("CONFIG_NR_HARTS = 2", "there must be no blanks before or around the ="),
    "indented": ("  CONFIG_NR_HARTS=2", "there must be no blanks before or around the ="),
    "export": ("export CONFIG_NR_HARTS=2", "not understood"),
    "other language": ("set(CONFIG_NR_HARTS 2)", "not understood"),
    "almost a comment": ("#  CONFIG_OPT_SIZE is not set", "almost '# CONFIG_NAME is not set'"),
    "comment without prefix": ("# OPT_SIZE is not set", "almost '# CONFIG_NAME is not set'"),
    "unset": ("# CONFIG_OPT_SIZE is unset", "almost '# CONFIG_NAME is not set'"),
    "no blank": ("#CONFIG_LTO is not set", "almost '# CONFIG_NAME is not set'"),
    "include": ('#include "other.config"', "#include means nothing here"),
    "bool maybe": ("CONFIG_OPT_SIZE=maybe", "the value of a bool is y or n, not 'maybe'"),
    "bool module": ("CONFIG_FDT=m", "the value of a bool is y or n, not 'm'"),
    "bool capital": ("CONFIG_FDT=Y", "the value of a bool is y or n, not 'Y'"),
    "bool one": ("CONFIG_FDT=1", "the value of a bool is y or n, not '1'"),
    "bool quoted": ('CONFIG_FDT="y"', "the value of a bool is y or n, not '\"y\"'"),
    "bool empty": ("CONFIG_FDT=", "the value of a bool is y or n, not ''"),
    "bool with a comment": ("CONFIG_FDT=y # yes", "the value of a bool is y or n"),
    "word for a number": ("CONFIG_NR_HARTS=many", "'many' is not a number"),
    "hex for an int": ("CONFIG_NR_HARTS=0x2", "'0x2' is not a number"),
    "leading zero": ("CONFIG_NR_HARTS=02", "'02' is not a plain decimal number"),
    "plus": ("CONFIG_NR_HARTS=+2", "'+2' is not a plain decimal number"),
    "underscore": ("CONFIG_QEMU_MEMORY=1_0", "'1_0' is not a number"),
    "unit": ("CONFIG_QEMU_MEMORY=64M", "'64M' is not a number"),
    "fraction": ("CONFIG_QEMU_MEMORY=1.5", "'1.5' is not a number"),
    "quoted number": ('CONFIG_NR_HARTS="2"', "is not a number"),
    "empty number": ("CONFIG_NR_HARTS=", "'' is not a number"),
    "too large": ("CONFIG_NR_HARTS=99", "99 is out of range 1..64"),
    "too small": ("CONFIG_NR_HARTS=0", "0 is out of range 1..64"),
    "negative": ("CONFIG_NR_HARTS=-1", "-1 is out of range 1..64"),
    "huge": ("CONFIG_NR_HARTS=99999999999999999999", "is out of range 1..64"),
    "unmet for a number": ("CONFIG_FS_IMAGE_MIB=8",
                           "its dependencies are not met: FS (=n) || BLK_VIRTIO (=n)"),
    "unmet for a bool": ("CONFIG_SCHED=y", "its dependencies are not met: MMU (=n), TIMER (=n)"),
    "unmet or": ("CONFIG_BOOT_SBI=y\nCONFIG_TIMER=y\nCONFIG_TIMER_SSTC=y",
                 "its dependencies are not met: BOOT_MMODE (=n) || FDT_DEVICES (=n)"),
    "unmet in a choice": ("CONFIG_CONSOLE_INTERRUPT=y", "its dependencies are not met: PLIC (=n)"),
    "unmet choice": ("CONFIG_KERNEL_MAP_SHARED=y", "its dependencies are not met: MMU (=n)"),
    "unmet not": ("".join(f"CONFIG_{name}=y\n" for name in (
        "TIMER", "MMU", "SCHED", "PROC", "SYSCALLS", "BLK", "FS", "FILE_CALLS", "EXEC"))
        + "CONFIG_POWEROFF_AT_END=y", "its dependencies are not met: !EXEC (=y)"),
    "two of a choice": ("CONFIG_OPT_DEBUG=y\nCONFIG_OPT_SIZE=y", None),
    "none of a choice": ("# CONFIG_OPT_SPEED is not set", "is the default of its choice; set "
                         "another member to y instead"),
    "twice": ("CONFIG_QEMU_MEMORY=8\nCONFIG_QEMU_MEMORY=9", "was set before, at "),
    "twice the same": ("CONFIG_FDT=y\nCONFIG_FDT=y", "was set before, at "),
    "bare string": ("CONFIG_ROOTFS_OVERLAY=/tmp", "a string stands in double quotes, found /tmp"),
    "open string": ('CONFIG_ROOTFS_OVERLAY="/tmp', "a string stands in double quotes"),
    "string and more": ('CONFIG_ROOTFS_OVERLAY="a" b', "a string stands in double quotes"),
}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "build"


@pytest.mark.parametrize("name", WRONG_LINES)
def test_wrong_line_is_an_error_with_its_place(folder, tmp_path, name):
    lines, message = WRONG_LINES[name]
    source = write(tmp_path / "wrong_defconfig", "# a preset\n\n" + lines + "\n")
    result = generate(folder, "--defconfig", source, status=1)
    last = 2 + len(lines.splitlines())
    if message is None:
        last, message = 3, "another member of its choice was set in the same place: OPT_SIZE"
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, result.stderr
    assert f"wrong_defconfig:{last}: " in errors[0] and message in errors[0]
    assert not (folder / ".config").exists()


def test_there_are_enough_wrong_lines():
    assert len(WRONG_LINES) >= 40


def test_all_problems_are_reported_and_nothing_is_written(folder, tmp_path):
    """Of all inputs at once: preset, fragments that are there and not, -D."""
    wrong = [lines for lines, message in WRONG_LINES.values() if message and "\n" not in lines]
    source = write(tmp_path / "wrong_defconfig", "\n".join(wrong) + "\n")
    fragment = write(tmp_path / "wrong.config", "CONFIG_GONE=y\n")
    result = generate(folder, "--defconfig", source, "--fragment", fragment, "--fragment", "none",
                      "-DCONFIG_OTHER=y", "-DCONFIG_NR_HARTS=two", status=1)
    assert result.stderr.count("error: ") >= len(wrong) + 4
    for part in ("wrong.config:1: CONFIG_GONE: no such option", "none: no such fragment",
                 "-DCONFIG_OTHER=y: no such option", "-DCONFIG_NR_HARTS=two: 'two' is not a num"):
        assert part in result.stderr
    assert not (folder / ".config").exists()
    assert not (folder / "include").exists()


def test_problems_stand_in_the_order_of_the_file(folder, tmp_path):
    source = write(tmp_path / "wrong_defconfig",
                   "CONFIG_FS_LOG=y\nCONFIG_GONE=y\nwhat\nCONFIG_NR_HARTS=0\n")
    result = generate(folder, "--defconfig", source, status=1)
    lines = [line.split("wrong_defconfig:")[1].split(":")[0]
             for line in result.stderr.splitlines() if "wrong_defconfig:" in line]
    assert lines == ["1", "2", "3", "4"]


def test_a_file_that_is_no_text(folder, tmp_path):
    path = tmp_path / "wrong_defconfig"
    path.write_bytes(b"CONFIG_NR_HARTS=2\n\xff\xfe\n")
    result = generate(folder, "--defconfig", path, status=1)
    assert "can not be read" in result.stderr


@pytest.mark.parametrize("definition, message", [
    ("CONFIG_NR_HARTS=65", "-DCONFIG_NR_HARTS=65: 65 is out of range 1..64"),
    ("CONFIG_NR_HARTS", "-DCONFIG_NR_HARTS: not understood (expected -DCONFIG_NAME=value)"),
    ("CONFIG_NRHARTS=2", "did you mean NR_HARTS?"),
    ("CONFIG_FS=y", "-DCONFIG_FS=y: its dependencies are not met: BLK (=n), SCHED (=n)"),
    ("CONFIG_SMP=n", "has no prompt"),
])
def test_wrong_definition_on_the_command_line(folder, definition, message):
    result = generate(folder, "--defconfig", "tiny", f"-D{definition}", status=1)
    assert message in result.stderr


def test_a_definition_of_a_string_needs_no_quotes(folder):
    generate(folder, "--defconfig", "full", "-DCONFIG_ROOTFS_OVERLAY=some/folder", status=0)
    assert option(folder, "ROOTFS_OVERLAY") == 'CONFIG_ROOTFS_OVERLAY="some/folder"'


@pytest.mark.parametrize("line", [["check"], ["randconfig", "--constraints"],
                                  ["defconfig"], ["diff", "tiny"]])
def test_what_is_no_text_is_not_taken_for_a_mistake_of_the_tool(folder, tmp_path, line):
    path = tmp_path / "wrong_defconfig"
    path.write_bytes(b"\xff\xfe\n")
    place = [] if line[0] == "check" else ["-B", folder]
    assert "not a text in UTF-8" in kconf(*line, path, *place, status=1).stderr


def test_a_file_that_is_no_text_is_written_over(folder, tmp_path):
    path = tmp_path / "wrong_defconfig"
    path.write_bytes(b"\xff\xfe\n")
    kconf("savedefconfig", "-B", folder, "--out", path, status=0)
    assert path.read_text().startswith("CONFIG_")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["--help"], ["info", "--help"], ["info", "FS"]], ids=" ".join)
def test_output_to_a_full_disk(words, unbuffered):
    environment = dict(os.environ, PYTHONUNBUFFERED=unbuffered)
    with open("/dev/full", "w", encoding="ascii") as full:
        result = subprocess.run([KCONF, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                env=environment)
    assert result.returncode == 1 and re.fullmatch(r"error: .*\n", result.stderr), result.stderr


# Command lines that are wrong in themselves: status 2.
WRONG_USAGE = [
    [], ["frobnicate"], ["gen", "--nonesuch"], ["info"], ["why"], ["whynot"], ["get"], ["set"],
    ["enable"], ["whatif"], ["search"], ["diff", "a", "b", "c"], ["trace", "--md", "--json"],
    ["randconfig", "--seed", "many"], ["randconfig", "--probability", "101"],
    ["enable", "FS", "--pick", "0"], ["doc", "--format", "pdf"], ["extract"], ["check", "--all"],
]


@pytest.mark.parametrize("line", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_status_2(line):
    assert "usage: kconf" in kconf(*line, status=2).stderr


# Commands that are right, about something that is not there or not possible: status 1.
WRONG_REQUESTS = [
    (["info", "FS_SYMLINK"], "FS_SYMLINK: no such option; did you mean FS_SYMLINKS"),
    (["why", "GONE"], "GONE: no such option"),
    (["whynot", "KERNEL_MAP"], "is a choice, not an option"),
    (["get", "CONFIG_NR_HART"], "did you mean NR_HARTS"),
    (["reset", "FS_SYMLINK"], "did you mean FS_SYMLINKS"),
    (["reset", "KERNEL_MAP"], "is a choice, not an option"),
    (["set", "NR_HARTS"], "NR_HARTS: not understood (expected NAME=value)"),
    (["set", "NR_HARTS=0"], "NR_HARTS=0: 0 is out of range 1..64"),
    (["set", "SMP=n"], "SMP=n: has no prompt"),
    (["set", "TIMER_SBI=y"], "TIMER_SBI=y: its dependencies are not met: BOOT_SBI (=n)"),
    (["set", "ROOTFS_OVERLAY=two\nlines"], "a string has one line"),
    (["enable", "NR_HARTS=65"], "65 is out of range 1..64"),
    (["enable", "NR_HARTS=x"], "'x' is not a number"),
    (["enable", "FS_BLOCK_SIZE=8"], "has no prompt"),
    (["disable", "NR_HARTS"], "is no bool"),
    (["enable", "NONE"], "no such option"),
    (["disable", "TIMER_SSTC", "--pick", "9"], "there are only 2 ways"),
    (["whatif", "NR_HARTS=0"], "out of range"),
    (["search", "("], "not a regular expression"),
    (["search", "nothinglikethis"], "nothing found"),
    (["tree", "Nonesuch"], "no such menu; menus: Build"),
    (["defconfig", "shel"], "shel: no such preset or file; did you mean shell?"),
    (["hsell_defconfig"], "no such preset or file"),
    (["check", "fulll"], "did you mean full?"),
    (["diff", "shell", "nonesuch"], "nonesuch: no such preset"),
    (["extract", "nonesuch.elf"], "nonesuch.elf: no such file"),
    (["extract", top_path("README.md")], "is not an ELF file"),
    (["randconfig", "--constraints", "nonesuch"], "nonesuch: no such fragment"),
]


@pytest.mark.parametrize("line, message", WRONG_REQUESTS,
                         ids=[" ".join(line)[:40] for line, _ in WRONG_REQUESTS])
def test_a_request_that_can_not_be_met_is_status_1(folder, line, message):
    needs_folder = line[0] not in ("check", "extract")
    arguments = line + (["-B", folder] if needs_folder else [])
    result = kconf(*arguments, status=1)
    assert message in result.stderr
    assert not (folder / ".config").exists()
    assert not edits(folder)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return copy_tree(tmp_path_factory.mktemp("kconfig") / "strata")


# What is wrong in the Kconfig files themselves: status 3, as nobody can configure with them.
WRONG_KCONFIG = {
    "syntax": ("config\n", "Kconfig:"),
    "unknown name": ("config EXTRA\n\tbool \"Extra\"\n\tdepends on NONESUCH\n", "NONESUCH"),
    "loop": ("config ROUND\n\tbool \"Round\"\n\tdepends on TRIP\n\n"
             "config TRIP\n\tbool \"Trip\"\n\tdepends on ROUND\n", "Dependency loop"),
    "no such file": ("rsource \"nonesuch/Kconfig\"\n", "nonesuch/Kconfig"),
    "default of another type": ("config COUNT\n\tint \"Count\"\n\tdefault many\n", "COUNT"),
}


@pytest.mark.parametrize("name", WRONG_KCONFIG)
@pytest.mark.parametrize("command", ["gen", "info", "olddefconfig"])
def test_a_mistake_in_the_kconfig_files_is_status_3(tree, tmp_path, name, command):
    text, message = WRONG_KCONFIG[name]
    path = tree / "lib" / "Kconfig"
    before = path.read_text()
    path.write_text(before + "\n" + text)
    try:
        more = ["FS"] if command == "info" else []
        result = kconf(command, *more, "-B", tmp_path / "b", program=tree / "tools" / "kconf",
                       status=3)
    finally:
        path.write_text(before)
    assert "in the Kconfig files" in result.stderr and message in result.stderr


def test_a_mistake_of_the_tool_is_status_3(monkeypatch, capsys):
    from kconflib import cli
    from kconflib.commands import explaining

    def broken(*arguments):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(explaining, "show_info", broken)
    assert cli.main(["info", "FS"]) == 3
    assert "a mistake in tools/kconf" in capsys.readouterr().err


COMMANDS = ["gen", "defconfig", "olddefconfig", "savedefconfig", "reset", "menuconfig",
            "guiconfig", "oldconfig", "listnewconfig", "allnoconfig", "allyesconfig",
            "alldefconfig", "tinyconfig", "randconfig", "get", "set", "enable", "disable", "info",
            "why", "whynot", "whatif", "diff", "diffconfig", "trace", "traceconfig", "search",
            "tree", "doc", "harden", "hardenconfig", "lint", "check", "extract"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    text = kconf(command, "--help", status=0).stdout
    assert "Example: tools/kconf " in text


def test_no_command_is_without_that_test():
    listed = kconf("--help", status=0).stdout.split("\n\n")
    named = {line.split()[0] for part in listed for line in part.splitlines()
             if line.startswith("    ") and not line.startswith("     ")}
    assert named and named <= set(COMMANDS)
