"""Commands whose output this machine's own shell and programs decide: each case of
user/test/*.cases runs here and in a guest, and has to write the same and end with the same
status."""

import os
import subprocess

import pytest

from support import exec_guest, top_path, variant

# Of each file of cases the machines that have its programs.
FULL = [("full", 1), ("full", 4), ("full-isolated", 4)]
MACHINES = {"shell": [("shell", 1), *FULL], "program": [("shell", 1), *FULL], "tools": FULL,
            "trap": FULL}
MARK = "=@= "


def read_cases(name):
    with open(top_path("user", "test", f"{name}.cases"), encoding="utf-8") as file:
        return [case + "\n" for case in file.read().rstrip("\n").split("\n---\n")]


def run_here(case, folder):
    """What the case writes and its status, with Debian's shell in an empty folder."""
    os.makedirs(folder)
    script = f"{folder}.sh"
    with open(script, "w", encoding="utf-8") as file:
        file.write(case)
    result = subprocess.run(["sh", script], cwd=folder, stdin=subprocess.DEVNULL, timeout=60,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env={"PATH": "/bin:/usr/bin", "HOME": "/", "LC_ALL": "C"})
    return result.stdout.decode(), result.returncode


def run_in_guest(build, harts, scripts):
    """The same for all scripts, in one guest."""
    commands = "n=0; while [ $n -lt %d ]; do mkdir /work; cd /work; " \
        "sh /case.$n < /dev/null 2> /dev/null; echo \"%s$?\"; cd /; rm -rf /work; " \
        "n=$((n+1)); done" % (len(scripts), MARK)
    result = exec_guest(build, commands, harts=harts, additions=[
        f"{script}:/case.{number}" for number, script in enumerate(scripts)])
    outcomes = []
    rest = result.text
    while MARK in rest:
        output, _, rest = rest.partition(MARK)
        status, _, rest = rest.partition("\n")
        outcomes.append((output, int(status)))
    assert len(outcomes) == len(scripts), result.text[-2000:]
    return outcomes


@pytest.mark.parametrize("name, machine, harts", [
    pytest.param(name, machine, harts, marks=pytest.mark.xdist_group(machine),
                 id=f"{name}-{machine}-{harts}")
    for name, machines in MACHINES.items() for machine, harts in machines])
def test_cases(name, machine, harts, tmp_path):
    cases = read_cases(name)
    expected = [run_here(case, str(tmp_path / str(number))) for number, case in enumerate(cases)]
    scripts = [str(tmp_path / f"{number}.sh") for number in range(len(cases))]
    found = run_in_guest(variant(machine), harts, scripts)
    wrong = [f"{case}\nhere: {here}\nguest: {there}"
             for case, here, there in zip(cases, expected, found) if here != there]
    assert not wrong, "\n\n".join(wrong)
