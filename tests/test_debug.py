"""GDB with .gdbinit, on a halted QEMU."""

import contextlib

import pytest

import gdb_batch
from runner import debugger
from support import variant


@contextlib.contextmanager
def halted(build, harts=1):
    """QEMU halted at reset; gives the port of its GDB server."""
    port = gdb_batch.free_port()
    machine = debugger.start_halted(build, harts=harts, port=port)
    try:
        yield port
    finally:
        machine.kill()
        machine.wait()


def presets(*names):
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names])


@presets("tiny", "full")
@pytest.mark.parametrize("command", ["break", "hbreak"])
def test_a_breakpoint_in_the_kernel(name, command):
    """Both kinds, although the kernel is neither loaded to its addresses nor mapped there yet."""
    build = variant(name)
    with halted(build) as port:
        output = gdb_batch.run(build, port, f"{command} kernel_main", "continue", "backtrace 1")[2]
    assert "kernel_main (" in output, output


@pytest.mark.xdist_group("full")
def test_symbols_of_a_program(full):
    with halted(full) as port:
        outputs = gdb_batch.run(full, port, "program sh", "info line shell_warn", "no-program sh",
                                "info line shell_warn", "program nothing")
    assert "user/sh/main.c" in outputs[1], outputs
    assert 'No symbol "shell_warn"' in outputs[3] or "not defined" in outputs[3], outputs
    assert "No program 'nothing' in " in outputs[4], outputs


COMMANDS = ("strata ps", "strata threads", "strata pt kernel", "strata log", "strata locks")


@presets("full", "shell", "full-isolated")
def test_commands_before_the_first_instruction(name):
    """There is nothing to see, which is what they say."""
    build = variant(name)
    with halted(build) as port:
        outputs = dict(zip(COMMANDS, gdb_batch.run(build, port, *COMMANDS)))
    for command in COMMANDS:
        if command != "strata log":
            assert "has not made its page table yet" in outputs[command], outputs
    expected = "CONFIG_LOG_RING is off" if name == "shell" else "The log is empty"
    assert expected in outputs["strata log"], outputs


@pytest.mark.xdist_group("shell-sbi")
def test_a_log_that_only_debuggers_read():
    """Nothing in this kernel calls log_read(), and still the compiler has left the ring in it."""
    build = variant("shell-sbi")
    with halted(build) as port:
        output = gdb_batch.run(build, port, "hbreak sched_switch", "continue", "strata log")[2]
    assert output.startswith("Strata on hart "), output


@pytest.mark.xdist_group("tiny")
def test_commands_say_what_the_smallest_kernel_lacks():
    build = variant("tiny")
    with halted(build) as port:
        outputs = gdb_batch.run(build, port, "hbreak kernel_main", "continue", *COMMANDS)[2:]
    reasons = ("no processes: CONFIG_PROC is off", "no threads: CONFIG_SCHED is off",
               "no page tables: CONFIG_MMU is off", "no ring of messages: CONFIG_LOG_RING is off",
               "no locks: without threads (CONFIG_SCHED is off")
    for output, reason in zip(outputs, reasons):
        assert output.startswith("This kernel has " + reason), output
        assert "build/tiny/.config" in output, output


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name))
                                  for name in ("full-sbi", "debug-sbi")])
def test_a_hart_that_the_firmware_sends_to_the_entry(name):
    """OpenSBI 1.1 does so to one that comes to wait for its start while it is told to start. The
    kernel does not begin a second time; the hart goes on where it was to go."""
    build = variant(name)
    with halted(build, harts=2) as port:
        outputs = gdb_batch.run(
            build, port, "hbreak secondary_start", "continue", "print/x $pc",
            "set $pc = 0x80200000", "set $a1 = 0x82200000", "delete", "hbreak kernel_main",
            "hbreak secondary_main", "continue", "print (struct thread *)$tp == &boot_threads[1]")
    assert "secondary_start" in outputs[1], outputs
    assert outputs[2].split()[-1].startswith("0x80"), outputs
    assert "secondary_main" in outputs[8] and outputs[9].split()[-1] == "1", outputs
