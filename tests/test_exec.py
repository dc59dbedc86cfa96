"""./strata exec: what the guest printed and nothing else, and the guest's status."""

import os
import subprocess
import time

import pytest

from support import exec_guest, top_path, variant

STRATA = top_path("strata")
pytestmark = pytest.mark.xdist_group("full")


def strata_exec(*arguments, timeout=180):
    return subprocess.run([STRATA, "exec", *arguments], capture_output=True, timeout=timeout)


def test_output_and_nothing_else(full):
    result = strata_exec("full", "echo hello; echo there")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"hello\nthere\n", b"")


def test_output_without_a_line_end(full):
    result = strata_exec("full", "echo -n x")
    assert (result.returncode, result.stdout) == (0, b"x")


def test_stderr_comes_with_the_output(full):
    result = exec_guest(full, "echo one; cat /nothing; echo two")
    lines = result.text.splitlines()
    assert lines[0] == "one" and lines[2] == "two"
    assert "/nothing" in lines[1]


@pytest.mark.parametrize("commands, status", [
    ("true_is_not_a_program", 127),
    ("exit 0", 0),
    ("exit 7", 7),
    ("cat /nothing", 1),
    ("(exit 3)", 3),
    ("exit 124", 124),
])
def test_status(full, commands, status):
    assert exec_guest(full, commands).status == status


def test_a_status_by_signal_is_128_and_the_number(full):
    assert exec_guest(full, "sleep 100 & kill -9 $!; wait $!").status == 128 + 9


def test_time_out(full):
    begin = time.monotonic()
    result = strata_exec("--timeout", "3", "full", "echo begun; sleep 1000")
    assert (result.returncode, result.stdout) == (124, b"begun\n")
    assert time.monotonic() - begin < 60


def test_a_preset_without_a_shell():
    result = strata_exec("tiny", "ls")
    assert (result.returncode, result.stdout) == (125, b"")
    assert b"no shell" in result.stderr


def test_a_failure_of_qemu(full):
    result = strata_exec("--memory", "1000000G", "full", "ls")
    assert (result.returncode, result.stdout) == (125, b"")
    assert result.stderr


def test_a_warning_of_qemu_leaves_the_status_to_the_guest(full):
    result = exec_guest(full, "exit 1", extra=["-chardev", "null,id=other,mux"])
    assert result.status == 1 and b": warning: " in result.messages


def test_more_harts_than_the_kernel_has(full):
    result = strata_exec("--harts", "65", "full", "ls")
    assert result.returncode == 2
    assert b"NR_HARTS" in result.stderr


@pytest.mark.parametrize("harts", [1, 2, 4, 8])
def test_harts(full, harts):
    result = exec_guest(full, "echo up", harts=harts)
    assert (result.status, result.output) == (0, b"up\n")


def test_icount(full):
    result = exec_guest(full, "echo counted", icount=True)
    assert (result.status, result.output) == (0, b"counted\n")


@pytest.mark.xdist_group("full-sbi")
def test_icount_under_a_firmware_that_would_not_come_back():
    result = exec_guest(variant("full-sbi"), "echo counted", icount=True)
    assert (result.status, result.output) == (125, b"")
    assert result.messages.startswith(b"--icount wants BOOT_MMODE")


def test_added_files(full, tmp_path):
    source = tmp_path / "data.txt"
    data = bytes(range(32, 127)) * 50 + b"\n"
    source.write_bytes(data)
    result = exec_guest(full, "cat /data.txt; wc -c < /deep/er/copy",
                        additions=[str(source), f"{source}:/deep/er/copy"])
    assert result.status == 0
    assert result.output.startswith(data)
    assert result.output[len(data):].split() == [str(len(data)).encode()]


def test_the_image_of_the_build_is_never_written(full):
    before = os.stat(full.image).st_mtime_ns
    assert exec_guest(full, "echo lost > /lost; sync").status == 0
    assert exec_guest(full, "cat /lost").status == 1
    assert os.stat(full.image).st_mtime_ns == before


def test_an_image_of_ones_own_is_used_in_place(full, tmp_path):
    image = str(tmp_path / "mine, too.img")
    subprocess.run(["cp", "--sparse=always", full.image, image], check=True)
    assert exec_guest(full, "echo kept > /kept", image=image).status == 0
    assert exec_guest(full, "cat /kept", image=image).output == b"kept\n"
    check = subprocess.run([full.path("tools", "fsck"), image], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


def test_quotes_reach_the_guest(full):
    assert exec_guest(full, """echo "a  b" 'c "d"' e\\ f""").output == b'a  b c "d" e f\n'


def test_nothing_is_left_behind(full):
    exec_guest(full, "echo x")
    assert not [name for name in os.listdir(full.folder) if name.startswith("run.")]


@pytest.mark.slow
def test_a_pipe_in_the_background_a_hundred_times(full):
    """ls may or may not see the file that its own pipe is about to make."""
    for _ in range(100):
        result = exec_guest(full, "ls | grep . | wc -l > /f & wait; cat /f", harts=4)
        assert result.status == 0 and result.text.split() in (["6"], ["7"]), result
