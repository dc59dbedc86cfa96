"""/proc, as programs and people read it."""

import re
import subprocess

import pytest

from support import PROGRAM_FLAGS, compiled_program, exec_guest, program_source, variant

ARGUMENTS = "one 'two words' ''"


def test_linux_agrees(tmp_path):
    program = str(tmp_path / "proc")
    subprocess.run(["gcc", *PROGRAM_FLAGS, "-o", program, program_source("proc")], check=True)
    result = subprocess.run([program, "one", "two words", ""], cwd=tmp_path, capture_output=True,
                            text=True, timeout=60)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("machine, harts", [("full", 1), ("full", 4), ("full-isolated", 2)])
def test_guest(machine, harts):
    build = variant(machine)
    result = exec_guest(build, f"mkdir /work; cd /work; exec /proc {ARGUMENTS}"
                        .replace("/proc", "/bin/proc"), harts=harts,
                        additions=[f"{compiled_program(build, 'proc')}:/bin/proc"])
    assert result.status == 0, result.text
    assert " 0 failed" in result.text


def test_interrupts_are_counted_by_hart(full):
    """Those of the disk have come, on the first hart; there is a column for each hart."""
    lines = exec_guest(full, "sync; cat /proc/interrupts", harts=3).text.splitlines()
    assert lines[0].split() == ["CPU0", "CPU1", "CPU2"]
    disk = next(line.split() for line in lines if line.endswith("vda"))
    assert re.fullmatch(r"\d+:", disk[0]) and int(disk[1]) > 0
    assert disk[2:5] == ["0", "0", "PLIC"]


def test_self_and_the_folder_of_a_process_agree(full):
    result = exec_guest(full, "cat /proc/$$/cmdline; ls /proc/self; cat /proc/1/maps", harts=1)
    assert "cmdline" in result.text and "status" in result.text
    assert re.search(r"^[0-9a-f]{8}-[0-9a-f]{8} r-xp 00000000 00:01 \d+ +/init$", result.text,
                     re.MULTILINE)
