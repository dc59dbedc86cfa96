"""The programs of tests/programs: first on the Linux of this machine, which has to agree with what
they expect, then in guests."""

import subprocess

import pytest

from support import PROGRAM_FLAGS, compiled_program, exec_guest, program_source, variant

PROGRAMS = ("faults", "files", "pointers", "processes", "signals")
MACHINES = [("shell-shared", 1), ("full", 1), ("full", 4), ("full-isolated", 4), ("debug", 4)]


@pytest.mark.parametrize("name", PROGRAMS)
def test_linux_agrees(name, tmp_path):
    program = str(tmp_path / name)
    subprocess.run(["gcc", *PROGRAM_FLAGS, "-o", program, program_source(name)], check=True)
    folder = tmp_path / "work"
    folder.mkdir()
    result = subprocess.run([program], cwd=folder, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("machine, harts", [
    pytest.param(machine, harts, marks=pytest.mark.xdist_group(machine),
                 id=f"{machine}-{harts}") for machine, harts in MACHINES])
@pytest.mark.parametrize("name", PROGRAMS)
def test_guest(machine, harts, name):
    build = variant(machine)
    if name == "signals" and "SIGNALS" not in build.config():
        pytest.skip("this configuration has no signal handlers")
    result = exec_guest(build, f"mkdir /work; cd /work; exec /{name}", harts=harts,
                        additions=[f"{compiled_program(build, name)}:/{name}"])
    assert result.status == 0, result.text
    assert " 0 failed" in result.text
