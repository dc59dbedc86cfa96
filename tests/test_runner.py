"""The runner's own parts that need no guest."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from runner import cli, images
from runner.builds import TOP
from runner.guest import FAILED, Collector, FirmwareFilter, OutputSplitter


def split(chunks):
    splitter = OutputSplitter()
    output = panic = b""
    for chunk in chunks:
        more, report = splitter.feed(chunk)
        output, panic = output + more, panic + report
    more, report = splitter.feed(b"", final=True)
    return output + more, panic + report


STREAMS = [
    (b"a\nb\n", b"a\nb\n", b""),
    (b"PANIC: at once\n", b"", b"PANIC: at once\n"),
    (b"out\nPANIC: later\nmore\n", b"out\n", b"PANIC: later\nmore\n"),
    (b"not at a line start: PANIC: x\n", b"not at a line start: PANIC: x\n", b""),
    (b"PANIC", b"PANIC", b""),
    (b"x\nPANI", b"x\nPANI", b""),
    (b"\n\nPANIC: y", b"\n\n", b"PANIC: y"),
    (b"NO START: no disk\n", b"", b"NO START: no disk\n"),
    (b"x NO START: y\nNO STA", b"x NO START: y\nNO STA", b""),
]


@pytest.mark.parametrize("stream, output, panic", STREAMS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_panic_is_split_from_the_output(stream, output, panic, size):
    chunks = [stream[at:at + size] for at in range(0, len(stream), size)]
    assert split(chunks) == (output, panic)


def test_output_is_passed_on_as_soon_as_it_is_certain():
    splitter = OutputSplitter()
    assert splitter.feed(b"prompt> ") == (b"prompt> ", b"")
    assert splitter.feed(b"x\nPA") == (b"x\n", b"")
    assert splitter.feed(b"RK\n") == (b"PARK\n", b"")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_firmware_s_banner_is_taken_away(size):
    stream = b"\r\nOpenSBI v1.1\r\nBoot HART MIDELEG : 0x1\r\nBoot HART MEDELEG : 0xf\r\nhello\n"
    firmware = FirmwareFilter(True)
    output = b"".join(firmware.feed(stream[at:at + size]) for at in range(0, len(stream), size))
    assert output == b"hello\n"


def test_output_without_a_banner_is_left_alone():
    assert FirmwareFilter(True).feed(b"x" * 200) == b"x" * 200
    assert FirmwareFilter(False).feed(b"x") == b"x"


@pytest.mark.parametrize("line", [
    ["exec", "shell", "--harts", "2", "ls; echo x"],
    ["exec", "--harts", "2", "shell", "ls; echo x"],
    ["exec", "shell", "ls; echo x", "--harts", "2"],
])
def test_options_of_exec_stand_anywhere(line):
    arguments = cli.parse(line)
    assert (arguments.preset.preset, arguments.harts, arguments.commands) \
        == ("shell", 2, "ls; echo x")


def test_exec_takes_full_when_no_preset_is_named():
    arguments = cli.parse(["exec", "--icount", "ls"])
    assert (arguments.preset.preset, arguments.commands) == ("full", "ls")


def test_arguments_of_qemu():
    arguments = cli.parse(["run", "shell", "--fresh", "--", "-d", "int"])
    assert arguments.fresh and arguments.qemu_arguments == ["-d", "int"]


@pytest.mark.parametrize("line", [["exec"], ["exec", "nopreset", "ls"],
                                  ["exec", "--harts", "0", "ls"],
                                  ["exec", "--timeout", "10000000000", "ls"],
                                  ["run", "--memory", "lots"], ["nothing"], []])
def test_a_wrong_command_line_is_status_2(line, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.parse(line)
    assert stop.value.code == 2
    assert "usage: " in capsys.readouterr().err


def test_the_matrix_takes_no_arguments_of_pytest(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.parse(["test", "--matrix", "--", "-x"])
    assert stop.value.code == 2 and "--matrix" in capsys.readouterr().err


@pytest.mark.parametrize("line, is_help", [
    (["exec", "full", "ls -h /"], False), (["run", "--", "--help"], False),
    (["compare", "-h", "tiny"], False), (["exec", "full", "-h"], True),
    (["compare", "tiny", "--help"], True)])
def test_missing_packages_are_told_of_unless_help_is_wanted(line, is_help, tmp_path):
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    result = subprocess.run([os.path.join(TOP, "strata"), *line], capture_output=True, text=True,
                            env=dict(os.environ, PATH=str(tmp_path)))
    if is_help:
        assert (result.returncode, result.stderr) == (0, "") and "usage: " in result.stdout
    else:
        assert result.returncode == 1 and re.search("missing: .*cmake", result.stderr)


def test_a_copy_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    """As on a disk of the host that is full."""
    program = tmp_path / "cp"
    program.write_text("#!/bin/sh\nfor target; do :; done\necho half > \"$target\"\n"
                       "echo 'cp: No space left on device' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    target = tmp_path / "disk.img"
    target.write_text("whole")
    with pytest.raises(images.ImageError, match="No space"):
        images.copy_sparse(str(program), str(target))
    assert target.read_text() == "whole"
    assert sorted(os.listdir(tmp_path)) == ["cp", "disk.img"]


@pytest.mark.parametrize("paths, message", [
    (["/x", "/x/y"], "Not a directory|File exists"), (["/x/y", "/x"], "/x is a folder"),
    (["/../outside"], "no .. in the path"), (["/d/../../outside"], "no .. in the path")])
def test_additions_that_are_refused(paths, message, tmp_path):
    source, folder = tmp_path / "file", tmp_path / "staged"
    source.write_text("")
    folder.mkdir()
    with pytest.raises(images.ImageError, match=message):
        images.stage_additions([f"{source}:{path}" for path in paths], str(folder))
    assert sorted(os.listdir(tmp_path)) == ["file", "staged"]


def test_an_addition_s_place(tmp_path):
    source = tmp_path / "file"
    source.write_text("")
    for path, place in ("", "file"), (":", "file"), (":/", "file"), (":d/", "d/file"), (":/e", "e"):
        folder = tmp_path / f"staged{len(os.listdir(tmp_path))}"
        folder.mkdir()
        images.stage_additions([f"{source}{path}"], str(folder))
        assert (folder / place).is_file()


@pytest.mark.parametrize("line, status", [
    (b"qemu-system-riscv64: warning: it is late\n", 1),
    (b"qemu-system-riscv64: -chardev socket,path=x,server: warning: short form\n", 1),
    (b"qemu-system-riscv64: info: something\n", 1),
    (b"qemu-system-riscv64: cannot set up guest memory\n", FAILED),
    (b"qemu-system-riscv64: warning: x\nqemu-system-riscv64: -smp 99: no\n", FAILED)])
def test_what_qemu_says_beside_a_status_of_1(line, status):
    """Its own failure is an error; a warning leaves the status to the guest."""
    collector = Collector(None, False)
    collector.errors(line)
    assert collector.result(1, 60).status == status


def test_clean_says_what_it_could_not_remove(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "TOP", str(tmp_path))
    assert cli.main(["clean"]) == 0
    (tmp_path / "build").write_text("no folder")
    assert cli.main(["clean"]) == 1
    assert re.fullmatch(r"strata: .*/build: Not a directory\n", capsys.readouterr().err)


def test_a_host_s_error_is_no_status_of_the_guest(monkeypatch, capsys):
    def fail(*arguments, **more):
        raise PermissionError(errno.EACCES, "Permission denied", "build/full/.lock")
    monkeypatch.setattr(cli.Build, "make", fail)
    assert cli.main(["exec", "ls"]) == FAILED
    assert cli.main(["build"]) == 1
    assert capsys.readouterr().err == 2 * "strata: build/full/.lock: Permission denied\n"


@pytest.mark.parametrize("action, said", [
    ("open('/nosuch')", "/nosuch: No such file or directory"),
    ("open('/dev', 'w')", "/dev: Is a directory"),
    ("with open('/dev/full', 'w') as file: file.write('x')", "No space left on device")])
def test_files_that_can_not_be_read_or_written(action, said):
    """One line, which calls no other file's trouble that of standard output."""
    program = ("import sys\nsys.path.insert(0, 'tools')\nfrom runner.streams import exit_with\n"
               f"def main(argv):\n print('begun')\n {action}\nexit_with(main, 'tool')")
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                            cwd=TOP)
    assert (result.stdout, result.stderr) == ("begun\n", f"tool: {said}\n")
    assert result.returncode == 1


@pytest.mark.parametrize("tool, arguments", [("strata", ["--help"]), ("tools/kstat", ["--help"]),
                                             ("tools/kstat", ["size", "--help"]),
                                             ("tools/abidoc", [])])
def test_output_that_nobody_takes(tool, arguments):
    """A reader that went away ends a tool without a word, a full disk with one line."""
    reader, writer = os.pipe()
    os.close(reader)
    gone = subprocess.run([os.path.join(TOP, tool), *arguments], stdout=writer,
                          stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (gone.stderr, gone.returncode) == ("", 128 + signal.SIGPIPE)
    with open("/dev/full", "w", encoding="ascii") as full:
        result = subprocess.run([os.path.join(TOP, tool), *arguments], stdout=full,
                                stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert re.search(r"^\w+: standard output: No space left on device\n$", result.stderr, re.M)
