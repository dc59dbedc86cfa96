"""menuconfig as a person uses it, in a terminal of 80x24; oldconfig; guiconfig without tkinter."""

import os
import shutil
import subprocess
import sys

import pexpect
import pytest

from kconf_support import KCONF, copy_tree, edits, environment, generate, kconf, option, write
from runner import guest, qemu
from runner.builds import Build
from support import top_path
from terminal import Terminal


def menu(folder, tmp_path, program=KCONF):
    return Terminal(f"{program} menuconfig -B {folder}", tmp_path / "tmux", top_path(),
                    environment())


def jump_to(terminal, name, prompt):
    """Find an option by its name, as `/` does, and stand on it."""
    terminal.keys("/")
    terminal.wait("Jump to symbol")
    terminal.type(name)
    terminal.wait(prompt)
    terminal.keys("Enter")
    terminal.wait("[Space/Enter] Toggle/enter", prompt)


def leave_and_save(terminal):
    terminal.keys("q")
    terminal.wait("Save configuration?")
    terminal.keys("y")
    return terminal.wait("status 0")


def test_a_change_in_the_menu_is_built_and_boots(tmp_path):
    """Power-off at the end becomes n, and the memory in a message another; the kernel shows it."""
    build = Build("tiny", name="test-menuconfig")
    shutil.rmtree(build.folder, ignore_errors=True)
    build.make()
    with menu(build.folder, tmp_path) as terminal:
        screen = terminal.wait("Strata configuration", "Build", "Machine", "Drivers")
        assert all(len(line) <= 80 for line in screen.splitlines())
        jump_to(terminal, "BOOT_MEMORY_MIB", "Memory in MiB where no device tree tells")
        terminal.keys("Enter")
        terminal.wait("(int)")
        terminal.keys("BSpace", "BSpace")
        terminal.type("12")
        terminal.keys("Enter")
        terminal.wait("(12) Memory in MiB where no device tree tells")
        jump_to(terminal, "LOG_RING", "Log of kernel messages")
        terminal.keys("Space")
        terminal.wait("[*] Log of kernel messages")
        screen = leave_and_save(terminal)
    assert "2 edits over tiny" in screen.replace("\n", " ")
    assert kconf("diff", "-B", build.folder, status=0).stdout.splitlines() \
        == [" BOOT_MEMORY_MIB 16 -> 12", " LOG_RING n -> y", "+LOG_SHIFT 14"]
    build.make()
    line = qemu.command(build.kernel, build.config())
    assert b"with 12 MiB" in guest.run_to_end(line, 60).output


def test_the_menu_is_in_colour(tmp_path):
    with menu(tmp_path / "b", tmp_path) as terminal:
        terminal.wait("Strata configuration")
        assert "\x1b[" in terminal.screen("-e").replace("\x1b[0m", "").replace("\x1b[39m", "")


def test_the_menu_proposes_the_preset_for_the_shortest_form(tmp_path):
    with menu(tmp_path / "shell", tmp_path) as terminal:
        terminal.wait("Strata configuration")
        terminal.keys("D")
        terminal.wait("configs/shell_defconfig")


def test_leaving_without_saving_changes_nothing(tmp_path):
    folder = tmp_path / "b"
    generate(folder, "--defconfig", "full", status=0)
    before = (folder / ".config").read_text()
    with menu(folder, tmp_path) as terminal:
        terminal.wait("Strata configuration")
        jump_to(terminal, "PROG_CAT", "Program cat")
        terminal.keys("Space")
        terminal.wait("[ ] Program cat")
        terminal.keys("q")
        terminal.wait("Save configuration?")
        terminal.keys("n")
        terminal.wait("status 0")
    assert (folder / ".config").read_text() == before and not edits(folder)


BROKEN = {
    "inputs": ("kconf/inputs.json", b"\x00\xff{"),
    "preset": ("kconf/inputs.json", b'{"inputs": {"defconfig": "/gone/x", "fragments": ["no"], '
               b'"definitions": ["WHAT"]}, "given": null}'),
    ".config": (".config", bytes(range(256)) * 9),
    "edits": ("kconf/user.config", b"\xff\xfe\nCONFIG_GONE=y\nCONFIG_NR_HARTS=many\n"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_menu_starts_whatever_is_broken(tmp_path, name):
    folder = tmp_path / "b"
    generate(folder, "--defconfig", "full", status=0)
    path, data = BROKEN[name]
    (folder / path).write_bytes(data)
    with menu(folder, tmp_path) as terminal:
        terminal.wait("Strata configuration", "File system")
        jump_to(terminal, "QEMU_MEMORY", "Memory of the virtual machine in MiB")
        terminal.keys("Enter")
        terminal.wait("(int)")
        terminal.keys("BSpace", "BSpace", "BSpace")
        terminal.type("77")
        terminal.keys("Enter")
        terminal.wait("(77) Memory of the virtual machine")
        leave_and_save(terminal)
    assert option(folder, "QEMU_MEMORY") == "CONFIG_QEMU_MEMORY=77"


def test_the_menu_repairs_a_wrong_preset(tmp_path):
    """A preset with a mistake stops the build; the menu starts, and its D writes a right one."""
    tree = copy_tree(tmp_path / "strata")
    preset = tree / "configs" / "mine_defconfig"
    preset.write_text("# mine\nCONFIG_QEMU_MEMORY=99\nCONFIG_GONE=y\n")
    program = tree / "tools" / "kconf"
    folder = tree / "build" / "mine"
    kconf("gen", "--defconfig", "mine", "-B", folder, program=program, status=1)
    with menu(folder, tmp_path, program) as terminal:
        terminal.wait("Strata configuration")
        terminal.keys("D")
        terminal.wait("configs/mine_defconfig")
        terminal.keys("Enter")
        terminal.wait("saved to")
        terminal.keys("Enter")
        terminal.wait("Strata configuration")
        terminal.keys("q")
        terminal.wait("status 0")
    assert preset.read_text() == "# mine\nCONFIG_QEMU_MEMORY=99\n"
    kconf("gen", "--defconfig", "mine", "-B", folder, program=program, status=0)


def test_the_menu_wants_a_terminal(tmp_path):
    result = subprocess.run([KCONF, "menuconfig", "-B", tmp_path], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True)
    assert result.returncode == 2
    assert "wants a terminal" in result.stderr and "kconf set" in result.stderr


def test_the_menu_says_when_a_terminal_can_not_show_it(tmp_path):
    child = pexpect.spawn(KCONF, ["menuconfig", "-B", str(tmp_path / "b")], timeout=60,
                          encoding="utf-8", env=environment(TERM="nonesuch"))
    child.expect("this terminal \\(TERM=nonesuch\\) can not show it")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2


def test_guiconfig_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tkinter", None)
    result = kconf("guiconfig", "-B", tmp_path)
    assert result.returncode == 2
    assert "apt install python3-tk" in result.stderr and "menuconfig" in result.stderr


def test_oldconfig_asks_about_what_is_new(tmp_path):
    folder = tmp_path / "b"
    generate(folder, "--defconfig", "tiny", status=0)
    config = folder / ".config"
    write(config, "".join(line for line in config.read_text().splitlines(True)
                          if "RTC" not in line and "LOG_RING" not in line))
    child = pexpect.spawn(KCONF, ["oldconfig", "-B", str(folder)], timeout=60, encoding="utf-8",
                          env=environment(TERM="dumb"))
    child.expect("Log of kernel messages .*\\[N/y\\] ")
    child.sendline("y")
    child.expect("Size of the log.* \\[14\\] ")
    child.sendline("12")
    child.expect("Real-time clock .*\\[N/y\\] ")
    child.sendline("?")
    child.expect("goldfish clock")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert edits(folder) == ["CONFIG_LOG_RING=y", "CONFIG_LOG_SHIFT=12"]
    assert option(folder, "RTC") == "# CONFIG_RTC is not set"


def test_oldconfig_with_nothing_new_asks_nothing(tmp_path):
    folder = tmp_path / "b"
    generate(folder, "--defconfig", "tiny", status=0)
    before = (folder / ".config").read_text()
    kconf("oldconfig", "-B", folder, status=0, env=environment())
    assert (folder / ".config").read_text() == before


def test_oldconfig_without_answers_changes_nothing(tmp_path):
    folder = tmp_path / "b"
    result = subprocess.run([KCONF, "oldconfig", "-B", folder], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, env=environment())
    assert result.returncode == 1 and "the answers ended" in result.stderr
    assert not os.path.exists(folder / ".config")
