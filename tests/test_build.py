"""What a change rebuilds, and how a wrong configuration stops; on a copy of the tree."""

import os
import shutil
import subprocess

import pytest

from support import top_path

LEFT_OUT = shutil.ignore_patterns("build", ".git", "__pycache__", "*.img")


def run(*command, status=0):
    result = subprocess.run(command, capture_output=True, text=True)
    output = result.stdout + result.stderr
    assert result.returncode == status, output
    return output


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the sources with `tiny` configured and built."""
    copy = tmp_path_factory.mktemp("copy") / "strata"
    shutil.copytree(top_path(), copy, ignore=LEFT_OUT, symlinks=True)
    run("cmake", "-G", "Ninja", "-S", str(copy), "-B", str(copy / "build" / "tiny"))
    run("ninja", "-C", str(copy / "build" / "tiny"))
    return copy


def ninja(tree, *arguments):
    return run("ninja", "-C", str(tree / "build" / "tiny"), *arguments)


def edges(output):
    """The descriptions of what Ninja did or would do."""
    return [line.partition("] ")[2] for line in output.splitlines() if line.startswith("[")]


def append(path, text):
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def test_nothing_to_do_after_a_build(tree):
    assert "no work to do" in ninja(tree)


def test_a_file_rebuilds_itself_and_the_kernel(tree):
    append(tree / "kernel" / "panic.c", "\n")
    done = edges(ninja(tree))
    assert len(done) == 2, done
    assert "panic.c" in done[0] and "strata.elf" in done[1]


def test_a_header_rebuilds_what_includes_it(tree):
    append(tree / "lib" / "include" / "lib" / "ring.h", "\n")
    done = edges(ninja(tree))
    assert done and not any("panic.c" in line for line in done)
    assert any("ring.c" in line for line in done)


def test_an_option_that_nothing_names_compiles_nothing(tree):
    append(tree / "lib" / "Kconfig", "\nconfig NEW_AND_UNUSED\n\tint\n\tdefault 3\n")
    ninja(tree)
    assert "no work to do" in ninja(tree)


def test_the_configuration_follows_the_preset(tree):
    append(tree / "configs" / "tiny_defconfig", "CONFIG_FRAME_POINTER=y\n")
    ninja(tree)
    header = tree / "build" / "tiny" / "include" / "generated" / "autoconf.h"
    assert "#define CONFIG_FRAME_POINTER 1" in header.read_text()


def test_a_wrong_preset_stops_the_build(tree):
    preset = tree / "configs" / "tiny_defconfig"
    before = preset.read_text()
    append(preset, "CONFIG_NR_HARTS=many\n")
    line = len(before.splitlines()) + 1
    output = run("ninja", "-C", str(tree / "build" / "tiny"), status=1)
    assert f"configs/tiny_defconfig:{line}: CONFIG_NR_HARTS: 'many' is not a number" in output
    assert "tools/kconf menuconfig -B" in output
    preset.write_text(before)
    ninja(tree)


def test_menuconfig_starts_although_the_configuration_is_wrong(tree):
    import pexpect
    preset = tree / "configs" / "tiny_defconfig"
    before = preset.read_text()
    append(preset, "CONFIG_GONE=y\n")
    child = pexpect.spawn(str(tree / "tools" / "kconf"),
                          ["menuconfig", "-B", str(tree / "build" / "tiny")],
                          dimensions=(30, 100), timeout=30, env=dict(os.environ, TERM="xterm"))
    child.expect("Strata configuration")
    child.send("q")
    child.expect(pexpect.EOF)
    preset.write_text(before)


def test_compile_commands_name_every_file(tree):
    text = (tree / "build" / "tiny" / "compile_commands.json").read_text()
    assert "kernel/panic.c" in text and "lib/string.c" in text


def test_two_folders_give_the_same_kernel(tree):
    other = tree / "build" / "tiny-again"
    run("cmake", "-G", "Ninja", "-S", str(tree), "-B", str(other), "-DSTRATA_PRESET=tiny")
    run("ninja", "-C", str(other), "strata.elf")
    ninja(tree)

    def loaded(folder):
        raw = folder / "strata.bin"
        run("riscv64-unknown-elf-objcopy", "-O", "binary", str(folder / "strata.elf"), str(raw))
        return raw.read_bytes()

    assert loaded(other) == loaded(tree / "build" / "tiny")
