"""tools/kconf: making a configuration from its inputs, and keeping what a person changed."""

import os
import subprocess

import pytest

from kconf_support import KCONF, edits, environment, generate, kconf, option, write
from support import COMMAND_SECONDS, top_path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "build"


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
    assert kconf("savedefconfig", "-B", folder, "--out", target).returncode == 0
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


def test_savedefconfig_writes_through_a_link_and_to_a_pipe(folder, tmp_path):
    """/dev/stdout is the one or the other; a file in its place would be a loss."""
    generate(folder, "--defconfig", "tiny", status=0)
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    kconf("savedefconfig", "-B", folder, "--out", link, status=0)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    subprocess.run([KCONF, "savedefconfig", "-B", folder, "--out", pipe], check=True,
                   timeout=COMMAND_SECONDS)
    assert os.read(reader, 65536).decode() == target.read_text() != ""
    os.close(reader)
    assert link.is_symlink() and pipe.is_fifo()


def test_every_preset_is_its_own_savedefconfig(tmp_path):
    from kconflib.inputs import preset_names, preset_path
    for name in preset_names():
        target = tmp_path / f"{name}_defconfig"
        with open(preset_path(name), encoding="utf-8") as file:
            before = file.read()
        target.write_text("".join(line for line in before.splitlines(True)
                                  if line.startswith("# ") and "is not set" not in line))
        generate(tmp_path / name, "--defconfig", name, status=0)
        kconf("savedefconfig", "-B", tmp_path / name, "--out", target, status=0)
        assert target.read_text() == before


def test_a_default_that_changes_is_followed(folder, tmp_path):
    """State is minimal: what nobody decided is not pinned. FS_NBUF follows the block size."""
    preset = tmp_path / "mine_defconfig"
    text = (top_path("configs", "full_defconfig"))
    with open(text, encoding="utf-8") as file:
        write(preset, file.read())
    generate(folder, "--defconfig", preset, status=0)
    assert option(folder, "FS_NBUF") == "CONFIG_FS_NBUF=4096"
    kconf("set", "FRAME_POINTER=n", "-B", folder, status=0)
    write(preset, preset.read_text().replace("CONFIG_FS_BLOCK_SIZE_4096=y\n", ""))
    generate(folder, "--defconfig", preset, status=0)
    assert option(folder, "FS_NBUF") == "CONFIG_FS_NBUF=64"
    assert edits(folder) == ["# CONFIG_FRAME_POINTER is not set"]


def test_an_edit_without_effect_waits_until_it_has_one(folder):
    generate(folder, "--defconfig", "full", status=0)
    kconf("set", "FS_SYMLINKS=n", "NR_HARTS=3", "-B", folder, status=0)
    generate(folder, "--defconfig", "tiny", status=0)
    kconf("set", "QEMU_MEMORY=20", "-B", folder, status=0)
    assert "# CONFIG_FS_SYMLINKS is not set" in edits(folder)
    generate(folder, "--defconfig", "full", status=0)
    assert option(folder, "FS_SYMLINKS") == "# CONFIG_FS_SYMLINKS is not set"
    assert option(folder, "NR_HARTS") == "CONFIG_NR_HARTS=3"


def test_what_can_not_be_on_may_be_set_to_n(folder):
    """It is off as wished, and stays so where it could be on."""
    generate(folder, "--defconfig", "tiny", status=0)
    kconf("set", "PIPES=n", "-B", folder, status=0)
    assert edits(folder) == ["# CONFIG_PIPES is not set"]
    generate(folder, "--defconfig", "full", status=0)
    assert option(folder, "PIPES") == "# CONFIG_PIPES is not set"
    kconf("set", "PIPES=y", "-B", folder, status=0)
    assert option(folder, "PIPES") == "CONFIG_PIPES=y"


def test_a_line_deleted_by_hand_drops_the_edit(folder):
    generate(folder, "--defconfig", "full", status=0)
    kconf("set", "NR_HARTS=3", "-B", folder, status=0)
    config = folder / ".config"
    write(config, config.read_text().replace("CONFIG_NR_HARTS=3\n", ""))
    generate(folder, "--defconfig", "full", status=0)
    assert option(folder, "NR_HARTS") == "CONFIG_NR_HARTS=8"


def test_nonsense_written_into_dot_config_is_a_note(folder):
    generate(folder, "--defconfig", "full", status=0)
    config = folder / ".config"
    write(config, config.read_text() + "CONFIG_GONE=y\nCONFIG_FDT=perhaps\nwhat\n")
    result = generate(folder, "--defconfig", "full", status=0)
    for part in ("CONFIG_GONE: no such option", "not 'perhaps'", "not understood: 'what'"):
        assert part in result.stderr
    assert not edits(folder)
    assert "GONE" not in config.read_text()


def test_reset_drops_one_edit_or_all(folder):
    generate(folder, "--defconfig", "full", status=0)
    kconf("set", "NR_HARTS=3", "QEMU_MEMORY=99", "FS_TIMES=n", "-B", folder, status=0)
    assert "1 edit dropped" in kconf("reset", "nr_harts", "-B", folder, status=0).stdout
    assert option(folder, "NR_HARTS") == "CONFIG_NR_HARTS=8"
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=99"
    assert "was not changed" in kconf("reset", "NR_HARTS", "-B", folder, status=0).stdout
    assert "2 edits dropped" in kconf("reset", "-B", folder, status=0).stdout
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=256"


def test_edits_are_folded_into_a_preset(folder, tmp_path):
    preset = tmp_path / "mine_defconfig"
    write(preset, "# mine\nCONFIG_QEMU_MEMORY=40\n")
    generate(folder, "--defconfig", preset, status=0)
    kconf("set", "FRAME_POINTER=y", "-B", folder, status=0)
    kconf("savedefconfig", "--update", "-B", folder, status=0)
    assert preset.read_text() == "# mine\nCONFIG_FRAME_POINTER=y\nCONFIG_QEMU_MEMORY=40\n"
    assert not edits(folder)
    generate(folder, "--defconfig", preset, status=0)
    assert option(folder, "FRAME_POINTER") == "CONFIG_FRAME_POINTER=y"


def test_a_chosen_preset_stands_until_cmake_is_given_another(folder):
    generate(folder, "--defconfig", "full", status=0)
    kconf("defconfig", "shell", "-B", folder, status=0)
    generate(folder, "--defconfig", "full", status=0)
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=16"
    generate(folder, "--defconfig", "debug", status=0)
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=512"
    kconf("tiny_defconfig", "-B", folder, status=0)
    kconf("defconfig", "-B", folder, status=0)
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=512"


@pytest.mark.parametrize("explicit, memory", [(True, 256), (False, 16)])
def test_what_was_chosen_before_cmake_ran(folder, explicit, memory):
    """A preset named to CMake wins over it, CMake's default does not."""
    kconf("defconfig", "shell", "-B", folder, status=0)
    generate(folder, "--defconfig", "full", *([] if explicit else ["--default"]), status=0)
    assert option(folder, "QEMU_MEMORY") == f"CONFIG_QEMU_MEMORY={memory}"


def test_a_folder_named_like_nothing_is_full(tmp_path):
    assert kconf("get", "NR_HARTS", "-B", tmp_path / "whatever", status=0).stdout == "8\n"


def test_the_folder_of_kconfig_config(tmp_path):
    printed = kconf("get", "NR_HARTS", status=0,
                    env=environment(KCONFIG_CONFIG=str(tmp_path / "tiny" / ".config")))
    assert printed.stdout == "1\n"


def test_another_prefix_in_the_environment_changes_nothing(tmp_path):
    kconf("defconfig", "tiny", "-B", tmp_path / "b", status=0, env=environment(CONFIG_="OTHER_"))
    assert option(tmp_path / "b", "NR_HARTS") == "CONFIG_NR_HARTS=1"


def test_files_are_found_again_from_another_folder(tmp_path):
    write(tmp_path / "my_defconfig", "CONFIG_QEMU_MEMORY=21\n")
    write(tmp_path / "my.config", "CONFIG_RTC=y\n")
    kconf("defconfig", "my_defconfig", "--fragment", "my.config", "-B", tmp_path / "b", status=0,
          cwd=tmp_path)
    kconf("olddefconfig", "-B", tmp_path / "b", status=0)
    assert option(tmp_path / "b", "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=21"
    assert option(tmp_path / "b", "RTC") == "CONFIG_RTC=y"


def test_a_folder_named_like_a_preset_is_that(tmp_path):
    assert kconf("get", "NR_HARTS", "-B", tmp_path / "tiny", status=0).stdout == "1\n"


BROKEN = {
    "inputs.json": ("kconf/inputs.json", b"{ nonsense"),
    "inputs of another kind": ("kconf/inputs.json", b"[1, 2]"),
    "preset that is gone": ("kconf/inputs.json", b'{"inputs": {"defconfig": "/gone", '
                            b'"fragments": ["nope"], "definitions": ["GONE=y"]}, "given": null}'),
    ".config": (".config", bytes(range(256))),
    "user.config": ("kconf/user.config", b"\xff\xfeCONFIG_\nCONFIG_GONE=y\n"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", [["info", "FS"], ["why", "FS"], ["trace"], ["diff"],
                                     ["olddefconfig"], ["savedefconfig"], ["harden"],
                                     ["set", "QEMU_MEMORY=9"]], ids=lambda words: words[0])
def test_commands_work_in_a_broken_folder(folder, name, command):
    generate(folder, "--defconfig", "full", status=0)
    path, data = BROKEN[name]
    (folder / path).write_bytes(data)
    kconf(*command, "-B", folder, status=0)


def test_listnewconfig_names_what_dot_config_does_not(folder):
    generate(folder, "--defconfig", "tiny", status=0)
    assert kconf("listnewconfig", "-B", folder, status=0).stdout == ""
    config = folder / ".config"
    write(config, "".join(line for line in config.read_text().splitlines(True)
                          if "KSTACK_SHIFT" not in line and "CONFIG_RTC" not in line))
    printed = kconf("listnewconfig", "-l", "-B", folder, status=0).stdout
    assert [line for line in printed.splitlines() if "CONFIG_" in line] \
        == ["CONFIG_KSTACK_SHIFT=13", "# CONFIG_RTC is not set"]
    assert "    Read date and time" in printed


def test_olddefconfig_takes_defaults_for_what_is_new(folder):
    generate(folder, "--defconfig", "tiny", status=0)
    config = folder / ".config"
    write(config, config.read_text().replace("CONFIG_KSTACK_SHIFT=13\n", ""))
    kconf("olddefconfig", "-B", folder, status=0)
    assert option(folder, "KSTACK_SHIFT") == "CONFIG_KSTACK_SHIFT=13"


@pytest.fixture
def renamed(tmp_path, monkeypatch):
    """A table of renamed options for one test."""
    from kconflib import renames
    table = tmp_path / "renamed"
    table.write_text("# comment\nHARTS NR_HARTS 0.2\nTURBO - 0.3 it never did anything\n")
    monkeypatch.setattr(renames, "table_path", lambda: str(table))
    renames.table.cache_clear()
    yield
    renames.table.cache_clear()


def test_an_option_under_its_old_name_is_taken_with_a_note(folder, tmp_path, renamed):
    preset = write(tmp_path / "old_defconfig", "CONFIG_HARTS=3\n")
    result = generate(folder, "--defconfig", preset, status=0)
    assert "old_defconfig:1: CONFIG_HARTS: is called NR_HARTS now" in result.stderr
    assert option(folder, "NR_HARTS") == "CONFIG_NR_HARTS=3"


def test_an_option_that_is_gone_is_an_error_with_the_reason(folder, tmp_path, renamed):
    preset = write(tmp_path / "old_defconfig", "CONFIG_TURBO=y\n")
    result = generate(folder, "--defconfig", preset, status=1)
    assert "CONFIG_TURBO: is gone since 0.3: it never did anything" in result.stderr


def test_a_preset_with_an_old_name_is_not_minimal(tmp_path, renamed):
    preset = write(tmp_path / "old_defconfig", "CONFIG_HARTS=3\n")
    assert "is called NR_HARTS now" in kconf("check", preset, status=1).stderr


def test_kconf_finds_a_python_with_kconfiglib(tmp_path):
    """Where another python3 comes first, which has no kconfiglib."""
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\nexec /usr/bin/python3 -S -I \"$@\"\n")
    fake.chmod(0o755)
    result = kconf(top_path("tools", "kconf"), "get", "NR_HARTS", "-B", tmp_path / "tiny",
                   program=str(fake), env=environment())
    assert (result.returncode, result.stdout) == (0, "1\n"), result.stderr
