"""The console, served by polling and by interrupts: input as fast as the line takes it arrives
whole, and with interrupts nothing happens while nobody types."""

import os
import re
import select
import subprocess
import threading
import time

import pytest

from runner import images, qemu
from support import (BOOT_SECONDS, COMMAND_SECONDS, Guest, compiled_program, exec_guest,
                     variant)

# By interrupt and by polling, in each with one hart and with several.
MACHINES = [("full", 4), ("shell", 1), ("full-sbi", 4), ("shell-sbi", 1)]
LINES = [f"{number:05d} " + "abcdefghijklmnopqrstuvwxyz0123456789" * 2 for number in range(150)]


def machines(listed):
    return [pytest.param(*machine, id="-".join(map(str, machine)),
                         marks=pytest.mark.xdist_group(machine[0])) for machine in listed]


def paste(guest, text):
    """Write all of it to the guest's terminal, as fast as QEMU takes it, while what it prints is
    read elsewhere."""
    descriptor, left = guest.console.child_fd, text.encode()
    writer = threading.Thread(target=lambda: write_all(descriptor, left), daemon=True)
    writer.start()
    return writer


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data[:1024]):]


@pytest.mark.parametrize("name, harts", machines(MACHINES))
@pytest.mark.parametrize("reader", ["cat > /pasted",
                                    "sleep 1; while read a b; do echo $a $b; done > /pasted"])
def test_pasted_text_arrives_whole(name, harts, reader):
    """11 KiB, more than the terminal's ring holds, for a program that reads at once, and for one
    that begins late and takes a line at a time."""
    with Guest(variant(name), harts=harts) as guest:
        guest.boot()
        guest.type(f"{reader}; echo end of $((40 + 2))\n")
        guest.expect(r"40 \+ 2\)\)\r*\n")
        writer = paste(guest, "".join(line + "\n" for line in LINES) + "\x04")
        guest.expect(r"end of 42\r*\n")
        guest.wait_prompt()
        writer.join()
        assert guest.run("cat /pasted").splitlines() == LINES


def read_slowly(guest, end):
    """What the guest prints up to `end`, for which it has to wait again and again."""
    text = b""
    while end not in text:
        assert select.select([guest.console.child_fd], [], [], COMMAND_SECONDS)[0], text
        time.sleep(0.01)
        text += os.read(guest.console.child_fd, 4096)
    return text


@pytest.mark.parametrize("name, harts", machines([("full", 4), ("full-sbi", 4)]))
def test_the_kernel_and_programs_print_at_once(name, harts):
    """A job writes while the shell, waiting for a line, lists the processes: nothing gets lost on
    the way to a terminal that is slow."""
    with Guest(variant(name), harts=harts) as guest:
        guest.boot()
        guest.run(f"yes '{'%' * 63}' | head -n 6000 > /percents")
        guest.run("(sleep 1; cat /percents; echo 'that is all') &")
        text = read_slowly(guest, b"%")
        guest.type("\x10" * 600)
        text += read_slowly(guest, b"that is all\r")
    assert text.count(b"%") == 63 * 6000


def output_with_early_input(build, text, **arguments):
    """What a guest prints whose console's input waits in a pipe, all of it, when QEMU starts."""
    reading, writing = os.pipe()
    with images.private_copy(build) as image, open(reading, "rb") as early:
        with open(writing, "wb") as pipe:
            pipe.write(text.encode())
        line = qemu.command(build.kernel, build.config(), image=image, **arguments)
        process = qemu.start(line, stdin=early, stdout=subprocess.PIPE)
        try:
            return process.communicate(timeout=BOOT_SECONDS)[0].decode()
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"still running: {error.output}") from error
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize("console", ["terminal", "stdio"])
@pytest.mark.parametrize("name, harts", machines(MACHINES))
def test_input_that_is_there_before_the_kernel(name, harts, console):
    """As with `printf 'ls\\npoweroff\\n' | ./strata run`: nothing is lost, though turning the FIFOs
    on clears them and QEMU passes on more only when something has been read. OpenSBI turns them on
    itself and drops the byte that it finds."""
    build = variant(name)
    firmware_drops = "\n" if "BOOT_SBI" in build.config() else ""
    lines = "".join(f"echo got {number} >> /early\n" for number in range(40))
    printed = output_with_early_input(
        build, f"{firmware_drops}{lines}cat /early\npoweroff\n", harts=harts, console=console)
    assert re.findall(r"got (\d+)\r*$", printed, re.M) == [str(number) for number in range(40)]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name))
                                  for name in ("full", "full-sbi")])
def test_reads_that_do_not_wait(name):
    build = variant(name)
    program = compiled_program(build, "looking")
    with images.private_copy(build, [f"{program}:/bin/looking"]) as image, \
            Guest(build, image=image) as guest:
        guest.boot()
        guest.type("looking; echo in vain: $?\n")
        for way in ("raw", "FIONREAD", "O_NONBLOCK"):
            guest.expect(rf"{way}\r*\n")
            guest.type("x")
        guest.expect(r"in vain: 0\r*\n")


def instructions_while_idle(build, seconds):
    """Of the hart while a program waits for input and another for the time to pass, with starting
    and ending these."""
    result = exec_guest(build, "cat /dev/console > /dev/null & cat /proc/boot /proc/interrupts; "
                        f"sleep {seconds}; cat /proc/boot /proc/interrupts; kill $!",
                        harts=1, icount=True)
    before, after = map(int, re.findall(r"^now (\d+)$", result.text, re.M))
    return after - before, re.findall(r"^ *\d+: +(\d+) .* uart$", result.text, re.M)


@pytest.mark.xdist_group("full")
def test_waiting_for_input_costs_nothing_with_interrupts(full):
    """Twenty seconds more or less make no difference, and the UART does not interrupt."""
    short, _ = instructions_while_idle(full, 1)
    long, (before, after) = instructions_while_idle(full, 21)
    assert abs(long - short) < 20000
    assert int(after) - int(before) <= 8


@pytest.mark.xdist_group("full-bare")
def test_waiting_for_input_is_looking_for_it_with_polling():
    """What the test above would see if the option did nothing: a look in each time slice, of which
    HZ says how many there are."""
    polled = variant("full-bare")
    short, _ = instructions_while_idle(polled, 1)
    long, interrupts = instructions_while_idle(polled, 21)
    assert polled.config()["HZ"] == "1000"
    assert 500 < (long - short) / (20 * 1000) < 4000
    assert interrupts == []


def processor_time(process):
    """Seconds that a process of this machine has computed."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name, harts", machines([("full", 1), ("full", 4), ("shell", 1)]))
def test_an_idle_guest_lets_the_host_rest(name, harts):
    """At the prompt all harts stand in wfi: the emulator has nothing to do. A hart that looked
    round and round would take all the time it gets."""
    with Guest(variant(name), harts=harts) as guest:
        guest.boot()
        before = processor_time(guest.console.pid)
        time.sleep(4)
        assert processor_time(guest.console.pid) - before < 0.4
        assert guest.run("echo still there") == "still there\n"
