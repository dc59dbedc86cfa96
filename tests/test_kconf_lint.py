"""tools/kconf lint: the tree passes, and each rule finds what it is there for."""

import pytest

from kconf_support import copy_tree, kconf


def test_the_tree_passes():
    result = kconf("lint")
    assert result.returncode == 0, result.stderr


def test_presets_are_valid_and_minimal():
    result = kconf("check")
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return copy_tree(tmp_path_factory.mktemp("lint") / "strata")


USED = 'config EXTRA\n\tbool "{}"\n\thelp\n\t  Help.\n'


def entry(text):
    return "lib/Kconfig", "\n" + text


# A text that is put at the end of a file, and what is said of it.
WRONG = {
    "verb": (*entry(USED.format("Enable extra things")), "is not a noun phrase"),
    "verb in lower case": (*entry(USED.format("use extra things")), "is not a noun phrase"),
    "sentence": (*entry(USED.format("Extra things.")), "ends like a sentence"),
    "no help": (*entry('config EXTRA\n\tbool "Extra"\n'), "EXTRA: has a prompt and no help"),
    "lower case": (*entry('config extra\n\tdef_bool FDT\n'), "is not a name in upper case"),
    "two underscores": (*entry('config EX__TRA\n\tdef_bool FDT\n'), "is not a name in upper"),
    "negative": (*entry('config FS_NO_LOG\n\tdef_bool FDT\n'), "is negative"),
    "disable": (*entry('config EXTRA_DISABLE\n\tdef_bool FDT\n'), "is negative"),
    "ability with a prompt": (*entry('config CPU_HAS_X\n\tbool "X"\n\thelp\n\t  Help.\n'),
                              "is an ability, which has no prompt"),
    "select with a prompt": (*entry('config EXTRA\n\tdef_bool FDT\n\tselect RTC\n'),
                             "EXTRA: selects RTC, which has a prompt"),
    "select with dependencies": (
        *entry('config EXTRA\n\tdef_bool FDT\n\tselect BASE\n\nconfig BASE\n\tbool\n'
               '\tdepends on MMU\n'), "selects BASE, which depends on MMU"),
    "select chain": (
        *entry('config EXTRA\n\tdef_bool FDT\n\tselect ONE\n\nconfig ONE\n\tbool\n\tselect TWO\n\n'
               'config TWO\n\tbool\n'), "selects ONE, which selects others"),
    "imply without a prompt": (
        *entry('config EXTRA\n\tdef_bool FDT\n\timply ONE\n\nconfig ONE\n\tbool\n'),
        "implies ONE, which nobody can refuse"),
    "no range": (*entry('config EXTRA\n\tint "Extra"\n\tdefault 3\n\thelp\n\t  Help.\n'),
                 "EXTRA: has no range"),
    "no default": (*entry('config EXTRA\n\tint "Extra"\n\trange 1 9\n\thelp\n\t  Help.\n'),
                   "EXTRA: has no default"),
    "default out of range": (
        *entry('config EXTRA\n\tint "Extra"\n\trange 1 9\n\tdefault 10\n\thelp\n\t  Help.\n'),
        "default 10 is out of range 1..9"),
    "hex default out of range": (
        *entry('config EXTRA\n\thex "Extra"\n\trange 0x1 0x9\n\tdefault 0x10\n\thelp\n'
               '\t  Help.\n'), "default 0x10 is out of range 0x1..0x9"),
    "default n": (*entry('config EXTRA\n\tbool "Extra"\n\tdefault n\n\thelp\n\t  Help.\n'),
                  "'default n' says nothing"),
    "default empty": (*entry('config EXTRA\n\tstring "Extra"\n\tdefault ""\n\thelp\n'
                             '\t  Help.\n'), "says nothing"),
    "choice without a name": (
        *entry('choice\n\tprompt "Kind"\n\tdefault KIND_A\n\thelp\n\t  Help.\n\n'
               'config KIND_A\n\tbool "A"\n\thelp\n\t  Help.\n\n'
               'config KIND_B\n\tbool "B"\n\thelp\n\t  Help.\n\nendchoice\n'), "has no name"),
    "choice without a default": (
        *entry('choice KIND\n\tprompt "Kind"\n\thelp\n\t  Help.\n\n'
               'config KIND_A\n\tbool "A"\n\thelp\n\t  Help.\n\n'
               'config KIND_B\n\tbool "B"\n\thelp\n\t  Help.\n\nendchoice\n'), "has no default"),
    "choice of one": (
        *entry('choice KIND\n\tprompt "Kind"\n\tdefault KIND_A\n\thelp\n\t  Help.\n\n'
               'config KIND_A\n\tbool "A"\n\thelp\n\t  Help.\n\nendchoice\n'),
        "is no choice with one member"),
    "member of another name": (
        *entry('choice KIND\n\tprompt "Kind"\n\tdefault KIND_A\n\thelp\n\t  Help.\n\n'
               'config KIND_A\n\tbool "A"\n\thelp\n\t  Help.\n\n'
               'config SORT_B\n\tbool "B"\n\thelp\n\t  Help.\n\nendchoice\n'),
        "SORT_B: is a member of KIND and does not begin with KIND_"),
    "menu of one": (*entry('menu "Extra"\n\n' + USED.format("Extra") + "\nendmenu\n"),
                    "the menu 'Extra' has no two entries"),
    "empty menuconfig": (*entry('menuconfig EXTRA\n\tbool "Extra"\n\thelp\n\t  Help.\n'),
                         "EXTRA: is a menuconfig with nothing in it"),
    "undefined in Kconfig": (*entry('config EXTRA\n\tdef_bool NONESUCH\n'), "NONESUCH"),
    "wide": (*entry('# ' + 100 * "x" + "\n"), "is wider than 100 columns"),
    "blanks at the end": (*entry("# comment \n"), "ends in blanks"),
    "blanks before a property": (*entry('config EXTRA\n  def_bool FDT\n'),
                                 "def_bool stands behind one tab"),
    "no blank line": ("lib/Kconfig", 'config EXTRA\n\tdef_bool FDT\n',
                      "wants a blank line before it"),
    "endif of nothing": (*entry('if FDT\n\nconfig EXTRA\n\tdef_bool SMP\n\nendif\n'),
                         "wants to be 'endif # FDT'"),
    "help not indented": (*entry('config EXTRA\n\tbool "Extra"\n\thelp\n\t Help.\n'),
                          "help text stands behind a tab and two blanks"),
    "pattern": (*entry('orsource "*/Kconfig.none"\n'), "hides new files from the build"),
    "unused": (*entry('config EXTRA\n\tbool "Extra"\n\thelp\n\t  Help.\n'),
               "EXTRA: nothing in the sources names it"),
    "undefined in C": ("kernel/panic.c", "\n/* CONFIG_NR_HART */\n",
                       "CONFIG_NR_HART: no such option; did you mean NR_HARTS"),
    "undefined in IS_ENABLED": ("kernel/panic.c", "\nint x = IS_ENABLED(CONFIG_FS_LOGS);\n",
                                "CONFIG_FS_LOGS: no such option; did you mean FS_LOG"),
    "undefined in CMake": ("kernel/CMakeLists.txt", "\nif(CONFIG_NONESUCH)\nendif()\n",
                           "kernel/CMakeLists.txt:"),
    "undefined in a tool": ("tools/runner/qemu.py", '\nX = config.get("NR_HART")\n',
                            "CONFIG_NR_HART: no such option"),
    "IS_ENABLED without prefix": ("kernel/panic.c", "\nint x = IS_ENABLED(FS_LOG);\n",
                                  "IS_ENABLED(FS_LOG) lacks the prefix"),
    "IS_ENABLED of a number": ("kernel/panic.c", "\nint x = IS_ENABLED(CONFIG_NPROC);\n",
                               "of an option that is no bool"),
    "preset not minimal": ("configs/full_defconfig", "CONFIG_HZ=100\n", "is not minimal"),
    "preset wrong": ("configs/full_defconfig", "CONFIG_GONE=y\n", "CONFIG_GONE: no such option"),
    "harden of nothing": ("configs/harden", "GONE=y  for no reason\n", "GONE: no such option"),
    "harden unreadable": ("configs/harden", "FS_LOG\n", "not understood"),
    "renamed but there": ("configs/renamed", "FS_LOG FS_TIMES 0.2\n", "FS_LOG: is still an option"),
    "renamed to nothing": ("configs/renamed", "OLD GONE 0.2\n", "OLD: GONE: no such option"),
    "gone without a reason": ("configs/renamed", "OLD - 0.2\n", "OLD: is gone without a reason"),
    "renamed unreadable": ("configs/renamed", "OLD\n", "not understood"),
}


@pytest.mark.parametrize("name", WRONG)
def test_rule(tree, name):
    path, text, message = WRONG[name]
    file = tree / path
    before = file.read_text()
    file.write_text(before + text)
    try:
        result = kconf("lint", program=tree / "tools" / "kconf")
    finally:
        file.write_text(before)
    assert result.returncode in (1, 3), result.stdout + result.stderr
    assert message in result.stderr


def test_help_texts_that_are_too_wide_are_broken_anew(tree):
    file = tree / "lib" / "Kconfig"
    before = file.read_text()
    text = "\nconfig EXTRA\n\tdef_bool FDT\n\thelp\n\t  {}\n\n\t  Short.\n\n\t    wide {}\n"
    wide = text.format("word " * 30 + "end.", "x" * 99)
    file.write_text(before + wide)
    try:
        result = kconf("lint", "--fix", program=tree / "tools" / "kconf", status=1)
        after = file.read_text()
    finally:
        file.write_text(before)
    assert result.stdout == "lib/Kconfig: help texts broken anew\n"
    assert result.stderr.count("is wider than") == 1
    added = after[len(before):]
    assert added.split() == wide.split() and "\t  Short.\n" in added
    assert len([line for line in added.splitlines() if "word" in line]) == 2
