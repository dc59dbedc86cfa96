"""usertests and grind: in guests, and on Linux where Linux decides what is right: this very program
under qemu-riscv64, and for what an emulator of processes does its own way (programs that start
programs, faults, bad pointers) the same source built for this machine."""

import os
import re
import subprocess
from itertools import zip_longest

import pytest

from support import COMMAND_SECONDS, EMULATOR, custom, exec_guest, host_program, top_path, variant

GUESTS = [("full", 1), ("full", 4)]
SLOW_GUESTS = [("full", 2), ("full-isolated", 4), ("full-perhart", 4), ("debug", 4)]
RESULT = re.compile(r"(ok|FAILED) +(\w+) \d+\.\d{3} s")


def failures(text):
    return "\n".join(line for line in text.splitlines() if not line.startswith("ok "))


def functions_of(*names):
    """The functions of these files of usertests that can be tests."""
    found = set()
    for name in names:
        with open(top_path("user", "usertests", f"{name}.c"), encoding="utf-8") as file:
            found |= set(re.findall(r"^static void (\w+)\(void\)", file.read(), re.M))
    return found


def run_quick_tests(machine, harts):
    result = exec_guest(variant(machine), "usertests -q", harts=harts, timeout=10 * COMMAND_SECONDS)
    assert result.status == 0, failures(result.text)
    assert " 0 failed" in result.text


@pytest.mark.parametrize("machine, harts", GUESTS)
def test_guest(machine, harts):
    run_quick_tests(machine, harts)


@pytest.mark.slow
@pytest.mark.parametrize("machine, harts", SLOW_GUESTS)
def test_other_guests(machine, harts):
    run_quick_tests(machine, harts)


@pytest.mark.parametrize("name, preset, options, harts", [
    ("threads-small", "shell", ["THREADS=y", "CALLS_PROCESS=y", "CALLS_FILES=y", "CALLS_SYSTEM=y",
                                "PROCFS=y", "FORMAT_MINIMAL=n", "FS_LONG_NAMES=y",
                                "PROG_USERTESTS=y"], 1),
    ("threads-one-hart", "full", ["NR_HARTS=1"], 1),
    pytest.param("threads-copied", "full", ["MM_COW=n", "MM_DEMAND=n", "SIGNALS=n"], 4,
                 marks=pytest.mark.slow),
    pytest.param("no-threads", "full", ["THREADS=n"], 4, marks=pytest.mark.slow),
])
def test_threads_elsewhere(name, preset, options, harts):
    """Threads where memory is copied, on one hart and with few calls; and a kernel without."""
    build = custom(name, preset, options)
    listed = exec_guest(build, "usertests -l", harts=harts, memory=128).text.split()
    ours = functions_of("threads", "thread_memory", "thread_signals", "no_threads")
    wanted = [test for test in listed if test in ours]
    assert wanted
    result = exec_guest(build, f"usertests {' '.join(wanted)}", harts=harts, memory=128)
    assert result.status == 0, failures(result.text)


@pytest.mark.slow
@pytest.mark.parametrize("machine", ["full", "full-isolated"])
@pytest.mark.parametrize("harts", [1, 2, 4])
def test_all_of_them(machine, harts):
    result = exec_guest(variant(machine), "usertests", harts=harts, timeout=1200)
    assert result.status == 0, failures(result.text)


def test_a_disk_that_fills_up(full, tmp_path):
    """What is slow on a large disk: the last block and the last inode of a small one. Nothing is
    wrong with it afterwards."""
    image = str(tmp_path / "small.img")
    features = [f"--feature={name}" for name in ("large-files", "symlinks", "long-names", "times")]
    subprocess.run([full.path("tools", "mkfs"), "--size", "16M", "--block-size", "4096", *features,
                    "--inodes", "700", "--manifest", top_path("user", "rootfs.manifest"), image,
                    full.path("rootfs")], check=True)
    tests = "disk_space_runs_out_and_comes_back inodes_run_out_and_come_back"
    result = exec_guest(full, f"usertests {tests}", harts=2, image=image)
    assert result.status == 0, failures(result.text)
    check = subprocess.run([full.path("tools", "fsck"), image], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


def run_on_linux(command, folder):
    folder = folder / "work"
    folder.mkdir()
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=400)
    assert result.returncode == 0, failures(result.stdout) + result.stderr
    assert not list(folder.iterdir())
    return result.stdout


@pytest.mark.skipif(EMULATOR is None, reason="qemu-riscv64 is not installed")
@pytest.mark.parametrize("command", ["usertests -q", "grind -s 11 -n 3"])
def test_linux_agrees_with_the_same_program(full, tmp_path, command):
    name, *arguments = command.split()
    run_on_linux([EMULATOR, full.path("programs", "bin", name), *arguments], tmp_path)


def test_linux_agrees_with_the_same_source(full, tmp_path):
    """All that Linux decides, but for what is only riscv64's."""
    output = run_on_linux([host_program("usertests", tmp_path), "-q"], tmp_path)
    ran = {match[2] for match in map(RESULT.fullmatch, output.splitlines()) if match}
    listed = [line.split() for line in exec_guest(full, "usertests -l").text.splitlines()]
    wanted = {words[0] for words in listed if "linux" in words and "slow" not in words}
    with open(top_path("user", "usertests", "riscv", "machine.c"), encoding="utf-8") as file:
        only_riscv = set(re.findall(r'(?:{ "|TEST\()(\w+)', file.read()))
    with open(top_path("user", "usertests", "riscv", "floats.c"), encoding="utf-8") as file:
        only_riscv |= set(re.findall(r'(?:{ "|TEST\()(\w+)', file.read()))
    only_riscv |= functions_of("signals", "signal_frames", "signal_waits", "groups", "threads",
                               "thread_memory", "thread_signals")
    assert ran == wanted - only_riscv
    assert {"exec_takes_any_number_of_arguments", "reading_nowhere_is_sigsegv"} <= ran


def test_every_test_can_be_listed_and_run_alone(full):
    """-l names each test once; a name runs just that test, and an unknown one is refused."""
    names = "copies_share_their_position exec_takes_any_number_of_arguments"
    commands = f"usertests -l; usertests {names}; echo status $?; usertests nothing; echo $?"
    lines = exec_guest(full, commands, harts=1).text.splitlines()
    end = next(index for index, line in enumerate(lines) if line.startswith("ok"))
    listed = [line.split()[0] for line in lines[:end]]
    assert len(listed) == len(set(listed)) >= 100
    assert [RESULT.fullmatch(line)[2] for line in lines[end:end + 2]] == names.split()
    assert lines[end + 2] == "2 tests passed, 0 failed"
    assert lines[end + 3] == "status 0"
    assert lines[-1] == "2"


# Tests that have to fail, and what each says, as regular expressions.
FAILING = {
    "a_wrong_value_fails": [r"expected getpid\(\) - getpid\(\) to give 1, got 0 "],
    "a_wrong_error_fails": [r'expected open\("absent", O_RDONLY\) to fail with 17 '
                            r"\(File exists\), got 2 \(No such file or directory\)$"],
    "a_success_instead_of_an_error_fails": [r"expected getppid\(\) > 0 to fail with 1 "
                                            r"\(Operation not permitted\), got the result 1$"],
    "a_condition_that_does_not_hold_fails": [r"expected getpid\(\) == 0 \(errno 28, "
                                             r"No space left on device\)$"],
    "a_child_that_fails_fails": [r'failing.c:\d+: expected chdir\("absent"\) to give 0, got -1 ',
                                 "expected a child to end with status 0, got 0x100"],
    "a_fault_fails": ["expected an exit, got signal 11"],
    "a_kill_fails": ["expected an exit, got signal 9"],
}
# What was not there before, or is not there any more; the process stays: it comes last.
LOSSES = {
    "a_file_left_behind_fails": [r"expected \d+ free inodes as before, got \d+",
                                 r"expected \d+ free blocks as before, got \d+"],
    "a_process_left_behind_fails": [r"expected \d+ processes as before, got \d+"],
}


def reports(text):
    """test -> (verdict, the lines before it)."""
    found, lines = {}, []
    for line in text.splitlines():
        match = RESULT.fullmatch(line)
        if match:
            found[match[2]] = (match[1], lines)
            lines = []
        else:
            lines.append(line)
    return found


def check_failing(text, expected):
    """Every test of `expected` has failed with its messages, and no other has."""
    found = reports(text)
    assert list(found) == list(expected), text
    for name, patterns in expected.items():
        verdict, lines = found[name]
        assert verdict == "FAILED"
        assert all(any(re.search(pattern, line) for line in lines) for pattern in patterns), text


def test_failures_are_seen_and_told(full):
    """Of each kind one. A test that passes before them passes in such a run, too."""
    good = "copies_share_their_position"
    result = exec_guest(full, f"usertests {good} {' '.join([*FAILING, *LOSSES])}", harts=2)
    assert result.status == 1
    assert f"1 tests passed, {len(FAILING) + len(LOSSES)} failed" in result.text
    first, _, rest = result.text.partition("\n")
    assert RESULT.fullmatch(first).groups() == ("ok", good)
    check_failing(rest, FAILING | LOSSES)


def test_a_hang_is_ended(full):
    result = exec_guest(full, "usertests -t 1 a_hang_fails")
    assert result.status == 1
    check_failing(result.text, {"a_hang_fails": ["expected an end within 1 s",
                                                 "expected an exit, got signal 9"]})


def test_failures_are_seen_on_linux(tmp_path):
    program = host_program("usertests", tmp_path)
    result = subprocess.run([program, *FAILING], cwd=tmp_path, capture_output=True, text=True,
                            timeout=400)
    assert result.returncode == 1
    check_failing(result.stdout, FAILING)
    assert os.listdir(tmp_path) == ["usertests"]


def differences(full, folder, seed, rounds):
    """Lines at which the calls of Linux and of Strata part."""
    command = f"grind -t -s {seed} -n {rounds}"
    program = host_program("grind", folder)
    here = run_on_linux([program, *command.split()[1:]], folder).splitlines()
    there = exec_guest(full, f"cd /tmp; {command}", harts=1, timeout=400).text.splitlines()
    assert here[-1] == f"grind: {rounds} rounds from seed {seed}"
    assert len(here) > 800 * rounds
    return [f"{number}: Linux {left!r}, Strata {right!r}"
            for number, (left, right) in enumerate(zip_longest(here, there), 1) if left != right]


@pytest.mark.parametrize("seed", [1, 1000, 2000])
def test_grind_gets_the_same_from_linux(full, tmp_path, seed):
    """Ten thousand calls from each seed: every result and every error."""
    assert not differences(full, tmp_path, seed, rounds=10)


@pytest.mark.slow
def test_grind_gets_the_same_from_linux_for_long(full, tmp_path):
    assert not differences(full, tmp_path, 3000, rounds=500)


@pytest.mark.parametrize("seed", [1, 2])
def test_grind(full, seed):
    result = exec_guest(full, f"grind -s {seed} -n 6", harts=4)
    assert result.status == 0, result.text
    assert f"6 rounds from seed {seed}" in result.text
