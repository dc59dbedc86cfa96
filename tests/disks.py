"""Disks that lose their power or fail, and what is on them afterwards."""

import os
import select
import subprocess
import time

from runner import guest as guest_runner
from runner import qemu
from support import COMMAND_SECONDS

SECONDS = max(COMMAND_SECONDS, 120)  # for what should take a few

# What fsck says by its status.
SOUND, WORK_FOR_MOUNT, DAMAGED, UNCHECKED = 0, 1, 4, 8


def fsck(build, image, allowed=(SOUND,)):
    """Check an image; a status that is not allowed fails the test with what fsck said."""
    result = subprocess.run([build.path("tools", "fsck"), image], capture_output=True, text=True)
    assert result.returncode in allowed, result.stdout + result.stderr
    return result.returncode


def run_until_killed(build, image, commands, is_enough, linger=0.0, harts=1):
    """Run commands in a guest and kill the emulator `linger` seconds after is_enough(output so
    far). Returns all that was printed. The guest ends by itself only if something is wrong."""
    line = qemu.command(build.kernel, build.config(), harts=harts, image=image,
                        append=f"quiet -- {commands}")
    process = qemu.start(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    output, end = b"", time.monotonic() + SECONDS
    enough = False
    while time.monotonic() < end:
        if select.select([process.stdout], [], [], 0.001)[0]:
            data = os.read(process.stdout.fileno(), 65536)
            output += data
            assert data, output.decode("utf-8", "replace")
        if not enough and is_enough(output):
            enough, end = True, time.monotonic() + linger
    process.kill()
    output += process.stdout.read()
    process.wait()
    process.stdout.close()
    text = output.decode("utf-8", "replace").replace("\r", "")
    assert enough, text
    return text


FOR_EVER = 0


def blkdebug(folder, image, event, number, count=1):
    """The name of a disk that is `image`, but for requests that fail: `count` of them, or all later
    ones with FOR_EVER, from the number-th on of those that `event` (one of blkdebug's) tells of."""
    configuration = os.path.join(folder, f"{event}-{number}-{count}.conf")
    failing = range(number, number + max(count, 1))
    with open(configuration, "w", encoding="utf-8") as file:
        for state in range(1, failing[-1]):
            file.write(f'[set-state]\nstate = "{state}"\nevent = "{event}"\n'
                       f'new_state = "{state + 1}"\n')
        for state in failing:
            file.write(f'[inject-error]\nstate = "{state}"\nevent = "{event}"\nerrno = "5"\n'
                       f'once = "{"off" if count == FOR_EVER else "on"}"\n')
    return f"blkdebug:{configuration}:{image}"


def boot(build, image, commands, harts=1, quiet=True):
    """Boot with these commands until the guest ends: a Result of the runner. Not quiet, the
    kernel's messages are among the output."""
    words = f"quiet -- {commands}" if quiet else f"-- {commands}"
    line = qemu.command(build.kernel, build.config(), harts=harts, image=image, append=words)
    return guest_runner.run_to_end(line, SECONDS)
