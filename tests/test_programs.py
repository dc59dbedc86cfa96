"""The programs of tests/programs: first on the Linux of this machine, which has to agree with what
they expect, then in guests."""

import os
import subprocess

import pytest

from support import exec_guest, top_path, variant

PROGRAMS = ("faults", "files", "pointers", "processes", "signals")
MACHINES = [("shell-shared", 1), ("full", 1), ("full", 4), ("full-isolated", 4), ("debug", 4)]
# The compiler must not conclude from a call what a pointer can be.
FLAGS = ["-O1", "-fno-delete-null-pointer-checks", "-w"]


def source(name):
    return top_path("tests", "programs", f"{name}.c")


@pytest.mark.parametrize("name", PROGRAMS)
def test_linux_agrees(name, tmp_path):
    program = str(tmp_path / name)
    subprocess.run(["gcc", *FLAGS, "-o", program, source(name)], check=True)
    folder = tmp_path / "work"
    folder.mkdir()
    result = subprocess.run([program], cwd=folder, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout


def compiled(build, name):
    """The program for this build, made with the SDK as a user outside the tree would."""
    build.make("sdk")
    program = build.path("test-programs", name)
    os.makedirs(os.path.dirname(program), exist_ok=True)
    subprocess.run([build.path("sdk", "bin", "strata-cc"), *FLAGS, source(name), "-o", program],
                   check=True)
    return program


@pytest.mark.parametrize("machine, harts", [
    pytest.param(machine, harts, marks=pytest.mark.xdist_group(machine),
                 id=f"{machine}-{harts}") for machine, harts in MACHINES])
@pytest.mark.parametrize("name", PROGRAMS)
def test_guest(machine, harts, name):
    build = variant(machine)
    if name == "signals" and "SIGNALS" not in build.config():
        pytest.skip("this configuration has no signal handlers")
    result = exec_guest(build, f"mkdir /work; cd /work; exec /{name}", harts=harts,
                        additions=[f"{compiled(build, name)}:/{name}"])
    assert result.status == 0, result.text
    assert " 0 failed" in result.text
