"""usertests and grind: in guests, and on Linux under qemu-riscv64 where Linux decides what is
right."""

import shutil
import subprocess

import pytest

from support import exec_guest, variant

EMULATOR = shutil.which("qemu-riscv64")
GUESTS = [("full", 1), ("full", 4)]
SLOW_GUESTS = [("full", 2), ("full-isolated", 4), ("full-perhart", 4), ("debug", 4)]


def failures(text):
    return "\n".join(line for line in text.splitlines() if not line.startswith("ok "))


def run_quick_tests(machine, harts):
    result = exec_guest(variant(machine), "usertests -q", harts=harts)
    assert result.status == 0, failures(result.text)
    assert " 0 failed" in result.text


@pytest.mark.parametrize("machine, harts", GUESTS)
def test_guest(machine, harts):
    run_quick_tests(machine, harts)


@pytest.mark.slow
@pytest.mark.parametrize("machine, harts", SLOW_GUESTS)
def test_other_guests(machine, harts):
    run_quick_tests(machine, harts)


@pytest.mark.slow
def test_all_of_them(full):
    result = exec_guest(full, "usertests", harts=4, timeout=600)
    assert result.status == 0, failures(result.text)


@pytest.mark.skipif(EMULATOR is None, reason="qemu-riscv64 is not installed")
@pytest.mark.parametrize("command", ["usertests -q", "grind -s 11 -n 3"])
def test_linux_agrees(full, tmp_path, command):
    """Those that start programs are left out: the emulator cannot."""
    name, *arguments = command.split()
    result = subprocess.run([EMULATOR, full.path("programs", "bin", name), *arguments],
                            cwd=tmp_path, capture_output=True, text=True, timeout=90)
    assert result.returncode == 0, failures(result.stdout)
    assert not list(tmp_path.iterdir())


def test_every_test_can_be_listed_and_run_alone(full):
    """-l names each test once; a name runs just that test, and an unknown one is refused."""
    names = "copies_share_their_position exec_takes_any_number_of_arguments"
    commands = f"usertests -l; usertests {names}; echo status $?; usertests nothing; echo $?"
    lines = exec_guest(full, commands, harts=1).text.splitlines()
    end = next(index for index, line in enumerate(lines) if line.startswith("ok"))
    listed = [line.split()[0] for line in lines[:end]]
    assert len(listed) == len(set(listed)) >= 100
    assert lines[end + 2] == "2 tests passed, 0 failed"
    assert lines[end + 3] == "status 0"
    assert lines[-1] == "2"


@pytest.mark.parametrize("seed", [1, 2])
def test_grind(full, seed):
    result = exec_guest(full, f"grind -s {seed} -n 6", harts=4)
    assert result.status == 0, result.text
    assert f"6 rounds from seed {seed}" in result.text
