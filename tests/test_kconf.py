"""tools/kconf: what people write is checked strictly; what they changed is kept."""

import os
import subprocess

import pytest

from support import top_path

KCONF = top_path("tools", "kconf")


def kconf(*arguments):
    return subprocess.run([KCONF, *arguments], capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "build"


def generate(folder, *arguments):
    return kconf("gen", "-B", str(folder), *arguments)


def write(path, text):
    path.write_text(text)
    return str(path)


def option(folder, name):
    """The line of .config that speaks of an option."""
    for line in (folder / ".config").read_text().splitlines():
        if line.startswith(f"CONFIG_{name}=") or line == f"# CONFIG_{name} is not set":
            return line
    return None


WRONG_LINES = [
    ("CONFIG_NR_HART=2", "no such option; did you mean NR_HARTS"),
    ("CONFIG_SMP=y", "has no prompt"),
    ("NR_HARTS=2", "not understood"),
    ("CONFIG_OPT_SIZE", "not understood"),
    ("#  CONFIG_OPT_SIZE is not set", "almost"),
    ("CONFIG_OPT_SIZE=maybe", "the value of a bool is y or n"),
    ("CONFIG_NR_HARTS=many", "is not a number"),
    ("CONFIG_NR_HARTS=99", "99 is out of range 1..64"),
    ("CONFIG_NR_HARTS=0", "0 is out of range 1..64"),
    ("CONFIG_FS_IMAGE_MIB=8", "its dependencies are not met: BLK (=n)"),
    ("CONFIG_OPT_SIZE=y\nCONFIG_OPT_DEBUG=y", "another member of its choice"),
    ("CONFIG_QEMU_MEMORY=8\nCONFIG_QEMU_MEMORY=9", "was set before"),
]


@pytest.mark.parametrize("lines, message", WRONG_LINES)
def test_wrong_line_is_an_error_with_its_place(folder, tmp_path, lines, message):
    source = write(tmp_path / "wrong_defconfig", "# a preset\n\n" + lines + "\n")
    result = generate(folder, "--defconfig", source)
    assert result.returncode == 1
    assert message in result.stderr
    assert f"wrong_defconfig:{2 + len(lines.splitlines())}: " in result.stderr \
        or "wrong_defconfig:3: " in result.stderr


def test_all_problems_are_reported_and_nothing_is_written(folder, tmp_path):
    source = write(tmp_path / "wrong_defconfig",
                   "".join(lines + "\n" for lines, _ in WRONG_LINES))
    result = generate(folder, "--defconfig", source)
    assert result.returncode == 1
    assert result.stderr.count("error: ") >= 9
    assert not (folder / ".config").exists()
    assert not (folder / "include").exists()


def test_wrong_definition_on_the_command_line(folder):
    result = generate(folder, "--defconfig", "tiny", "-DCONFIG_NR_HARTS=65")
    assert result.returncode == 1
    assert "-DCONFIG_NR_HARTS=65: CONFIG_NR_HARTS: 65 is out of range" in result.stderr


def test_unknown_preset_names_those_that_exist(folder):
    result = generate(folder, "--defconfig", "huge")
    assert result.returncode == 1
    assert "tiny" in result.stderr and "full" in result.stderr


def test_later_layers_win(folder, tmp_path):
    first = write(tmp_path / "first.config", "CONFIG_QEMU_MEMORY=33\nCONFIG_OPT_SIZE=y\n")
    second = write(tmp_path / "second.config", "CONFIG_QEMU_MEMORY=44\n")
    assert generate(folder, "--defconfig", "full", "--fragment", first,
                    "--fragment", second).returncode == 0
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=44"
    assert option(folder, "OPT_SIZE") == "CONFIG_OPT_SIZE=y"
    assert generate(folder, "--defconfig", "full", "--fragment", first, "--fragment", second,
                    "-DCONFIG_QEMU_MEMORY=55").returncode == 0
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=55"


def test_files_that_stay_equal_are_not_touched(folder):
    names = [".config", "include/generated/autoconf.h", "kconf/inputs.txt", "kconf/inputs.json"]
    assert generate(folder, "--defconfig", "full").returncode == 0
    before = [(folder / name).stat().st_mtime_ns for name in names]
    assert generate(folder, "--defconfig", "full").returncode == 0
    assert [(folder / name).stat().st_mtime_ns for name in names] == before


def test_edits_by_hand_survive_a_change_of_the_preset(folder, tmp_path):
    preset = tmp_path / "mine_defconfig"
    write(preset, "CONFIG_QEMU_MEMORY=40\n")
    assert generate(folder, "--defconfig", str(preset)).returncode == 0
    config = folder / ".config"
    write(config, config.read_text().replace("# CONFIG_FRAME_POINTER is not set",
                                             "CONFIG_FRAME_POINTER=y"))
    write(preset, "CONFIG_QEMU_MEMORY=50\n")
    assert generate(folder, "--defconfig", str(preset)).returncode == 0
    assert option(folder, "FRAME_POINTER") == "CONFIG_FRAME_POINTER=y"
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=50"
    assert "QEMU_MEMORY" not in (folder / "kconf" / "user.config").read_text()


def test_an_edit_that_no_longer_applies_is_a_note(folder):
    (folder / "kconf").mkdir(parents=True)
    write(folder / "kconf" / "user.config", "CONFIG_GONE=y\nCONFIG_QEMU_MEMORY=77\n")
    result = generate(folder, "--defconfig", "tiny")
    assert result.returncode == 0
    assert "note: " in result.stderr and "CONFIG_GONE" in result.stderr
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=77"


def test_header_leaves_out_what_is_off(folder):
    assert generate(folder, "--defconfig", "tiny").returncode == 0
    header = (folder / "include" / "generated" / "autoconf.h").read_text()
    assert "#define CONFIG_OPT_SIZE 1\n" in header
    assert "#define CONFIG_NR_HARTS 1\n" in header
    assert "CONFIG_OPT_DEBUG" not in header


def test_savedefconfig_is_minimal_and_keeps_the_header(folder, tmp_path):
    target = tmp_path / "saved_defconfig"
    write(target, "# What this is for.\nCONFIG_QEMU_MEMORY=4\n")
    assert generate(folder, "--defconfig", "full", "-DCONFIG_QEMU_MEMORY=99").returncode == 0
    assert kconf("savedefconfig", "-B", str(folder), "--out", str(target)).returncode == 0
    text = target.read_text()
    assert text.startswith("# What this is for.\n")
    assert "CONFIG_QEMU_MEMORY=99\n" in text
    again = tmp_path / "again"
    assert generate(again, "--defconfig", str(target)).returncode == 0
    assert (again / ".config").read_text().splitlines()[1:] \
        == (folder / ".config").read_text().splitlines()[1:]


def test_presets_are_valid_and_minimal():
    result = kconf("check")
    assert result.returncode == 0, result.stderr


def test_every_option_with_a_prompt_has_help():
    from kconflib import tree
    bare = [f"{node.filename}:{node.linenr}: {node.item.name}"
            for node in tree.load_tree().node_iter()
            if hasattr(node.item, "name") and node.prompt and not node.help
            and hasattr(node.item, "orig_type") and not hasattr(node.item, "syms")]
    assert not bare, "\n".join(bare)


def test_select_only_reaches_plain_helpers():
    from kconflib import tree
    wrong = []
    for symbol in tree.load_tree().unique_defined_syms:
        for target, _ in symbol.selects:
            if tree.has_prompt(target):
                wrong.append(f"{symbol.name} selects {target.name}, which has a prompt")
    assert not wrong, "\n".join(wrong)


def test_menuconfig_stores_a_delta(folder):
    import pexpect
    assert generate(folder, "--defconfig", "full").returncode == 0
    child = pexpect.spawn(KCONF, ["menuconfig", "-B", str(folder)], dimensions=(30, 100),
                          timeout=30, env=dict(os.environ, TERM="xterm"))
    child.expect("Strata configuration")
    child.send("/")
    child.expect("Jump to symbol")
    child.send("QEMU_MEMORY")
    child.expect("Memory of the virtual machine")
    child.send("\r")
    child.expect("Toggle/enter")
    child.send("\r")
    child.expect(r"\(int\)")
    child.send("\x7f" * 8 + "123\r")
    child.expect("Toggle/enter|Memory of the virtual machine|123")
    child.send("q")
    child.expect("[Ss]ave")
    child.send("y")
    child.expect(pexpect.EOF)
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=123"
    delta = (folder / "kconf" / "user.config").read_text()
    assert [line for line in delta.splitlines() if not line.startswith("#")] \
        == ["CONFIG_QEMU_MEMORY=123"]
