"""strace: what it shows of programs, and that it leaves them as they are."""

import re
import subprocess

import pytest

from support import custom, exec_guest, variant

# What a line shows that differs from run to run.
PID = r"\[pid +\d+\] "


def padded(call):
    """A call as strace writes it, up to the result."""
    return re.escape(f"{call} ".ljust(40)) + "= "


def expect_lines(text, expected):
    """The lines are just these patterns, in this order."""
    lines = text.splitlines()
    for line, pattern in zip(lines, expected):
        assert re.fullmatch(pattern, line), f"{line!r} is not {pattern!r} in:\n{text}"
    assert len(lines) == len(expected), text


def test_calls_with_their_arguments(full):
    result = exec_guest(full, "echo 'some \"text\"' > a; strace -o log cat a none > b; echo $?; "
                        "cat log", harts=1)
    expect_lines(result.text, [
        "cat: none: No such file or directory", "1",
        r'execve\("/bin/cat", \["cat", "a", "none"\], 0x3f[0-9a-f]+\) = 0',
        padded('openat(AT_FDCWD, "a", O_RDONLY)') + "3",
        r'read\(3, "some \\"text\\"\\n", 32768\) += 12',
        r'write\(1, "some \\"text\\"\\n", 12\) += 12',
        padded('read(3, "", 32768)') + "0",
        padded("close(3)") + "0",
        padded('openat(AT_FDCWD, "none", O_RDONLY)') + r"-1 ENOENT \(No such file or directory\)",
        r'write\(2, "cat: none: No such file or direc"\.\.\., 37\) = 37',
        padded("exit_group(1)") + r"\?",
        r"\+\+\+ exited with 1 \+\+\+"])


def test_flags_structures_and_sizes(full):
    commands = "strace -s 4 -e trace=openat,write,newfstatat,pipe2,nanosleep,utimensat,uname,lseek "
    result = exec_guest(full, f"""mkdir d; {commands}sh -c 'echo 123456 > d/f; : >> d/f; : | :' \\
        2>&1; {commands}sleep 0.25 2>&1; {commands}touch d/g 2>&1; {commands}uname 2>&1;
        {commands}stat d /dev/zero 2>&1 >/dev/null | grep makedev""", harts=1)
    assert f'{"openat(AT_FDCWD, "}"d/f", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3' in result.text
    assert 'openat(AT_FDCWD, "d/f", O_WRONLY|O_CREAT|O_APPEND, 0666) = 3' in result.text
    assert re.search(padded("pipe2([3, 4], 0)") + "0", result.text)
    assert re.search(r'^write\(1, "1234"\.\.\., 7\) += 7$', result.text, re.MULTILINE)
    assert re.search(r"^nanosleep\(\{tv_sec=0, tv_nsec=250000000\}, 0x3f[0-9a-f]+\) = 0$",
                     result.text, re.MULTILINE)
    assert 'uname({sysname="Strata", nodename="strata", ...}) = 0' in result.text
    assert "{st_mode=S_IFCHR|0755, st_rdev=makedev(0x1, 0x5), ...}" in result.text


def test_children_are_followed(full):
    result = exec_guest(full, "strace -f -e execve,wait4,exit_group sh -c 'cat /dev/null; exit 3'; "
                        "echo status $?", harts=2)
    text = re.sub(r"(?<=wait4\()\d+|(?<== )\d+$", "N", result.text, flags=re.MULTILINE)
    # Whether the shell waits before its child is seen, and lines say whose they are, is chance.
    expect_lines(text, [
        r'execve\("/bin/sh", \["sh", "-c", "cat /dev/null; exit 3"\], 0x3f\w+\) = N',
        f"(?:{PID})?" + r"wait4\(N <unfinished \.\.\.>",
        PID + r'execve\("/bin/cat", \["cat", "/dev/null"\], 0x\w+\) = N',
        PID + r"exit_group\(0\) += \?",
        PID + r"\+\+\+ exited with 0 \+\+\+",
        r"<\.\.\. wait4 resumed>, \[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 0\}\], 0, NULL\) = N",
        r"exit_group\(3\) += \?",
        r"\+\+\+ exited with 3 \+\+\+",
        "status 3"])


def test_without_following_children_are_left_alone(full):
    result = exec_guest(full, "strace -e execve sh -c 'cat /dev/null; exit 0' 2>&1", harts=2)
    assert len(re.findall("execve", result.text)) == 1
    assert result.text.endswith("+++ exited with 0 +++\n")


def test_a_program_that_dies(full):
    result = exec_guest(full, "strace -e kill sh -c 'kill -9 $$'; echo $?", harts=1)
    expect_lines(result.text, [r"kill\(\d+, SIGKILL\) +(= 0|<unfinished .*|= \?)",
                               r"\+\+\+ killed by SIGKILL \+\+\+", "137"])


def test_a_process_that_is_there(full):
    result = exec_guest(full, "sleep 1 & strace -e exit_group -p $!; echo $?; "
                        "strace -p 30000; echo $?; strace -p 1; echo $?", harts=2)
    expect_lines(result.text, [
        padded("exit_group(0)") + r"\?", r"\+\+\+ exited with 0 \+\+\+", "0",
        "strace: process 30000 cannot be traced: No such process", "1",
        "strace: process 1 cannot be traced: Operation not permitted", "1"])


def test_a_child_that_stops_and_goes_on(full):
    result = exec_guest(full, "strace -e wait4 sh -c 'set -m; sh -c \"kill -STOP \\$\\$\"; "
                        "kill -CONT %1; wait; exit 0' 2>&1", harts=1)
    assert "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}]" in result.text, result.text


def test_a_trace_that_can_not_be_written(full, tmp_path):
    """Nobody takes a part of it for the whole."""
    image = str(tmp_path / "disk.img")
    features = ["long-names", "large-files", "symlinks", "times"]
    subprocess.run([full.path("tools", "mkfs"), "--size", "16", "--block-size", "4096",
                    *(f"--feature={name}" for name in features), image, full.path("rootfs")],
                   check=True)
    result = exec_guest(full, "cat /dev/zero > /full; strace -o /log true; echo $?", image=image)
    expect_lines(result.text, ["cat: .*No space.*", "strace: write error: No space.*", "1"])


def test_an_exec_in_a_thread(full):
    """The process goes on under its number, and its end is told, though its first thread's was."""
    result = exec_guest(full, "strace -f -e execve usertests exec_ends_the_other_threads 2>&1 | "
                        "grep -c 'exited with 42'", harts=2)
    assert result.text == "13\n"


def test_wrong_usage(full):
    result = exec_guest(full, "strace; echo $?; strace -e nonsense ls; echo $?; "
                        "strace nothing; echo $?", harts=1)
    assert result.text.count("usage: strace") == 2
    assert "strace: there is no call nonsense\n" in result.text
    assert result.text.endswith("strace: nothing: command not found\n127\n")


@pytest.mark.parametrize("harts", [1, 4])
def test_many_processes_under_strace(full, harts):
    """Calls at random, in several processes, run under strace as they do without."""
    result = exec_guest(full, "strace -f -o /dev/null grind -s 5 -n 2 && "
                        "strace -f -o /dev/null usertests memory_given_back_is_gone && "
                        "strace -f -o log sh -c 'for i in 1 2 3 4; do cat log | wc -c & done; "
                        "wait' && wc -l < log", harts=harts)
    assert result.status == 0, result.text
    assert "2 rounds from seed 5" in result.text
    assert "1 tests passed, 0 failed" in result.text
    assert int(result.text.splitlines()[-1]) > 50


def test_a_kernel_without_it_says_so():
    build = custom("no-strace", "full", ["STRACE=n"])
    program = variant("full").path("rootfs", "bin", "strace")
    result = exec_guest(build, "strace ls", harts=1, additions=[f"{program}:/bin/strace"])
    assert result.text == "strace: this kernel was built without STRACE\n"
    symbols = subprocess.run(["riscv64-unknown-elf-nm", build.kernel], capture_output=True,
                             text=True, check=True).stdout
    assert not re.search(r" (trace_|sys_prctl)", symbols)


def test_threads_have_their_own_lines(full):
    """The calls of a thread stand under its number, and so does its end."""
    commands = "strace -f -e clone,futex,exit usertests threads_take_turns 2>&1"
    text = exec_guest(full, commands, harts=2).text
    assert "1 tests passed, 0 failed" in text
    flags = r"clone\(CLONE_VM\|CLONE_FS\|CLONE_FILES\|CLONE_SIGHAND\|CLONE_THREAD\|CLONE_SYSVSEM\|"
    assert len(re.findall(flags, text)) == 4, text
    assert re.search(r"futex\(0x[0-9a-f]+, FUTEX_WAKE\|FUTEX_PRIVATE_FLAG, 214748364", text), text
    left = re.findall(r"^\[pid +(\d+)\] exit\(0", text, re.MULTILINE)
    ended = re.findall(r"^\[pid +(\d+)\] \+\+\+ exited with 0 \+\+\+$", text, re.MULTILINE)
    assert len(set(left)) == 4 and set(left) <= set(ended), text
