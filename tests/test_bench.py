"""The program bench: all its rows, exactly counted in a guest, and on this machine's Linux."""

import re
import subprocess

import pytest

from support import EMULATOR, exec_guest, host_program

NUMBER = r"(\d+\.\d)"
ROW = re.compile(rf"(\w+) +{NUMBER} +{NUMBER} +{NUMBER} +(\d+\.\d|-) +([1-9]\d*)")
SHORT = "bench -m 1 -r 3"
UNITS = "# {} per operation, of 3 runs of at least 1 ms"


def rows_of(lines):
    """name -> (median, least, most, waiting or None)."""
    rows = {}
    for line in lines:
        match = ROW.fullmatch(line)
        assert match, line
        name, median, least, most, waiting, _ = match.groups()
        rows[name] = (float(median), float(least), float(most),
                      None if waiting == "-" else float(waiting))
    return rows


def check(output, unit):
    """What a run of all rows printed, behind the list of them; returns the rows."""
    lines = output.splitlines()
    head = lines.index(UNITS.format(unit))
    names = [line.split()[0] for line in lines[:head]]
    assert lines[head + 1].split() == ["#", "row", "median", "least", "most", "waiting",
                                       "operations"]
    rows = rows_of(lines[head + 2:])
    assert list(rows) == names and len(names) >= 22
    assert all(0 < least <= median <= most for median, least, most, _ in rows.values()), output
    return rows


@pytest.fixture(scope="module")
def counted(full):
    """The rows as a guest counts them."""
    result = exec_guest(full, f"cd /tmp; bench -l; {SHORT} && rmdir /tmp", icount=True)
    assert result.status == 0, result.text
    return check(result.text, "instructions")


def test_instructions_are_counted(counted):
    """A loop of a thousand instructions takes them and a few more, and so do calls of known
    shortness."""
    assert 1000 <= counted["cpu_loop"][0] < 1010
    assert 90 < counted["getpid"][0] < 1000
    assert counted["getpid"][0] < counted["fstat"][0] < counted["open_close"][0]


def test_no_row_waits(counted):
    """Nobody waits for the disk where time is taken; the row that sleeps shows that it is told."""
    waiting = {name: row[3] for name, row in counted.items()}
    assert 900000 < waiting.pop("sleep_1ms") < 20000000
    assert set(waiting.values()) == {0.0}, waiting


def test_without_counting(full):
    """Names may be cut short; with several harts nobody knows who waits."""
    lines = exec_guest(full, f"{SHORT} getp pipe_s", harts=2).text.splitlines()
    assert lines[0] == UNITS.format("nanoseconds")
    rows = rows_of(lines[2:])
    assert list(rows) == ["getpid", "pipe_self"]
    assert rows["getpid"][3] is None


def check_together(output, wanted):
    """What -j 2 printed for the wanted rows."""
    lines = output.splitlines()
    assert lines[1].split() == ["#", "row", "alone", "2", "at", "once", "output"]
    found = dict(re.fullmatch(rf"(\w+) +({NUMBER} +{NUMBER} +\d+\.\d\d)", line).group(1, 2)
                 for line in lines[2:])
    assert list(found) == wanted
    assert all(float(number) > 0 for row in found.values() for number in row.split()), output
    return {name: float(row.split()[2]) for name, row in found.items()}


ROWS_TOGETHER = ["cpu_loop", "pipe_pingpong", "fork_exec_wait", "file_write_new"]


def test_together(full):
    """On one hart two get no more done than one; how much less is a matter of who waits when."""
    command = f"cd /tmp; bench -m 20 -r 3 -j 2 {' '.join(ROWS_TOGETHER)}; ls"
    check_together(exec_guest(full, command, harts=2).text, ROWS_TOGETHER)
    output = check_together(exec_guest(full, command, icount=True).text, ROWS_TOGETHER)
    assert all(0.4 < part < 1.05 for part in output.values()), output
    assert 0.9 < output["cpu_loop"]


def test_more_processes_than_there_can_be(full):
    result = exec_guest(full, "cd /tmp; bench -m 1 -j 64 getpid")
    assert result.status == 1
    assert "bench: fork: Resource temporarily unavailable" in result.text


def test_usage(full):
    wrong = ["nothing", "getpid nothing", "-y", "-m 0", "-m x", "-r 16", "-r", "-l nothing", "-j 0",
             "-j 65"]
    commands = "; ".join(f"bench {arguments}; echo $?" for arguments in wrong)
    lines = exec_guest(full, f"cd /tmp; {commands}; ls").text.splitlines()
    assert [line for line in lines if line.isdigit()] == ["2"] * len(wrong)
    assert lines[0] == "bench: there is no row 'nothing'; -l lists them"
    assert lines[-1] == "2"


def test_a_program_that_is_not_there_fails_its_row(full):
    result = exec_guest(full, "cd /tmp; bench -x /nowhere fork_exec")
    assert result.status == 1
    assert "bench: /nowhere: No such file or directory" in result.text


def test_linux(tmp_path):
    program = host_program("bench", tmp_path)
    run_on_linux([program], tmp_path)


@pytest.mark.skipif(EMULATOR is None, reason="qemu-riscv64 is not installed")
def test_linux_under_the_emulator(full, tmp_path):
    run_on_linux([EMULATOR, full.path("programs", "bin", "bench")], tmp_path)


def run_on_linux(command, folder):
    folder = folder / "work"
    folder.mkdir()
    output = ""
    for arguments in (["-l"], SHORT.split()[1:]):
        result = subprocess.run(command + arguments, cwd=folder, capture_output=True, text=True,
                                timeout=300)
        assert result.returncode == 0, result.stdout + result.stderr
        output += result.stdout
    rows = check(output, "nanoseconds")
    assert rows["getpid"][3] is None
    result = subprocess.run([*command, *SHORT.split()[1:], "-j2", *ROWS_TOGETHER], cwd=folder,
                            capture_output=True, text=True, timeout=300)
    check_together(result.stdout, ROWS_TOGETHER)
    assert not list(folder.iterdir())
