"""What built kernels say of their configuration, to the host and to whoever is logged in."""

import os
import subprocess

import pytest

from kconf_support import generate, kconf
from support import custom, exec_guest, variant


def sections(path):
    """name -> (address, size, whether it is loaded)"""
    printed = subprocess.run(["riscv64-unknown-elf-readelf", "-SW", path], capture_output=True,
                             text=True, check=True).stdout
    found = {}
    for line in printed.splitlines():
        words = line.replace("[ ", "[").split()
        if len(words) > 7 and words[0].startswith("[") and words[1].startswith("."):
            found[words[1]] = (int(words[3], 16), int(words[5], 16), "A" in words[7])
    return found


def lines_without_comment(text):
    return [line for line in text.splitlines() if not line.startswith("# ")
            or line.endswith("is not set")]


@pytest.mark.parametrize("name", ["tiny", "shell", "full"])
def test_extract_gives_the_configuration_back(name, tmp_path):
    build = variant(name)
    printed = kconf("extract", build.kernel, status=0).stdout
    assert printed.startswith(f"# Strata 0.1, preset {name}, compiled by GNU ")
    source = tmp_path / "again_defconfig"
    source.write_text(printed)
    generate(tmp_path / "b", "--defconfig", source, status=0)
    with open(build.path(".config"), encoding="utf-8") as file:
        assert (tmp_path / "b" / ".config").read_text().splitlines()[1:] \
            == file.read().splitlines()[1:]


@pytest.mark.parametrize("name", ["tiny", "shell", "full"])
def test_the_note_takes_no_memory(name):
    found = sections(variant(name).kernel)
    address, size, loaded = found[".note.strata"]
    assert size > 100 and address == 0 and not loaded


def test_it_tells_what_was_put_over_the_preset():
    """Of a variant of a preset: the options with the variant's, not those of the preset."""
    build = custom("extract", "tiny", ["QEMU_MEMORY=19", "LOG_RING=y"])
    printed = kconf("extract", build.kernel, status=0).stdout
    assert "CONFIG_QEMU_MEMORY=19\n" in printed and "CONFIG_LOG_RING=y\n" in printed
    assert kconf("diff", build.kernel, build.folder, status=0).stdout == ""
    assert kconf("diff", "tiny", build.kernel, status=0).stdout.splitlines() \
        == [" QEMU_MEMORY 16 -> 19", " LOG_RING n -> y", "+LOG_SHIFT 14"]


def test_no_folder_of_this_machine_is_in_a_kernel():
    for name in ("tiny", "shell", "full"):
        build = variant(name)
        with open(build.kernel, "rb") as file:
            assert os.path.dirname(build.folder).encode() not in file.read(), name


def test_a_file_that_is_not_whole(tmp_path):
    path = tmp_path / "half.elf"
    with open(variant("tiny").kernel, "rb") as file:
        path.write_bytes(file.read(3000))
    assert "is not a whole ELF file" in kconf("extract", path, status=1).stderr


def test_a_program_carries_none():
    path = variant("shell").path("programs", "bin", "cat")
    assert "carries no configuration" in kconf("extract", path, status=1).stderr


@pytest.mark.xdist_group("full")
def test_the_running_kernel_shows_it(full):
    """Whole, in parts, and as a file that one can not write."""
    result = exec_guest(full, "cat /proc/config; echo end; head -c 3 /proc/config | wc -c; "
                        "tail -c 20 /proc/config; echo x > /proc/config || echo refused", harts=1)
    text, rest = result.text.split("end\n")
    assert text == kconf("extract", full.kernel, status=0).stdout
    lines = rest.splitlines()
    assert lines[0].split() == ["3"] and text.endswith(lines[1] + "\n")
    assert "refused" in rest


def test_without_the_option_there_is_nothing(tmp_path):
    build = custom("no-ikconfig", "full", ["IKCONFIG=n"])
    assert exec_guest(build, "cat /proc/config", harts=1).status != 0
    assert sections(build.kernel)[".note.strata"]
