"""Disks that fail: QEMU's blkdebug makes the n-th request fail, for n from 1 until none is left to
fail. The call gets EIO, the kernel goes on, and fsck finds nothing but what was being written."""

import re
import tempfile
from collections import Counter

import pytest

from disks import FOR_EVER, SOUND, WORK_FOR_MOUNT, blkdebug, boot, fsck
from runner import images
from runner.guest import FAILED, TIMED_OUT
from support import compiled_program, variant

# What fails: the event of blkdebug by which requests are counted, and how many fail. Of a read a
# single failure may pass unnoticed, if that was reading ahead: so there is one that fails twice.
KINDS = {
    "read": ("read_aio", 1),
    "read-twice": ("read_aio", 2),
    "write": ("write_aio", 1),
    "flush": ("flush_to_disk", 1),
    "dies-reading": ("read_aio", FOR_EVER),
    "dies-writing": ("write_aio", FOR_EVER),
}
READ_KINDS = {"read", "read-twice", "dies-reading"}

REPORTED = re.compile(r"vda: error \w+")
COUNTED = re.compile(r"^EIO (\d+) EROFS (\d+)$", re.MULTILINE)
KEPT = re.compile(r"^kept (\S+)$", re.MULTILINE)
# A start that can not go on. Later nothing that the disk does may end the kernel.
NO_START = re.compile(r"\ANO START: (the root file system|/init) can not be (mounted|started): "
                      r"error 5\n")
NO_START_INVALID = re.compile(r"NO START: the root file system can not be mounted: error 22\n")
# The statuses of a shell or program that could not be read: 126 and 127 from who tried to start
# it, 128 + SIGBUS if that came later. 126 is also what init ends with if it can not open the
# console.
UNREADABLE = {126, 127, 135}


class Sweep:
    """A build on a disk of which requests fail; counts what came of that."""

    def __init__(self, name, harts, kind):
        self.build, self.harts, self.kind = variant(name), harts, kind
        self.title = f"{name}, {harts} harts, {kind}"
        self.program = f"{compiled_program(self.build, 'diskerrors')}:/bin/diskerrors"
        self.outcomes = Counter()

    def run(self, number):
        """Fail the number-th request. Returns whether there was such a request."""
        event, count = KINDS[self.kind]
        with images.private_copy(self.build, [self.program]) as image, \
                tempfile.TemporaryDirectory() as folder:
            disk = blkdebug(folder, image, event, number, count)
            result = boot(self.build, disk, "diskerrors work /e", self.harts, quiet=False)
            text = result.text.replace("\r", "")
            messages = result.messages.decode("utf-8", "replace").replace("\r", "")
            said = f"{self.title}: request {number}\n{text}{messages}"
            assert result.status != TIMED_OUT, said
            self.outcomes[self.outcome(result.status, text, messages, said)] += 1
            fsck(self.build, image, (SOUND, WORK_FOR_MOUNT))
            self.check_kept(image, KEPT.findall(text), said)
        return bool(REPORTED.search(text))

    def outcome(self, status, text, messages, said):
        """What the failure led to, in a word; what it must not lead to fails the test."""
        assert "WRONG" not in text, said
        if status == FAILED:
            assert self.kind in READ_KINDS and NO_START.search(messages), said
            return "no start"
        counted = COUNTED.search(text)
        if not counted:
            assert self.kind in READ_KINDS and status in UNREADABLE, said
            return "not started"
        assert status == 0, said
        if int(counted[2]):
            assert "fs: writing the log failed" in text, said
            return "read-only"
        if int(counted[1]):
            return "EIO"
        # Nobody was told by a call: it was about nothing that a call had asked for yet.
        assert not REPORTED.search(text) or self.kind in READ_KINDS \
            or "fs: writing" in text, said
        return "unnoticed"

    def check_kept(self, image, names, said):
        """What was synced without an error is there after another start."""
        result = boot(self.build, image, f"diskerrors check /e {' '.join(names)}", self.harts)
        assert result.status == 0, said + result.text + result.messages.decode()
        fsck(self.build, image)

    def run_all(self):
        """Every request, until there are none: none was reported for two numbers in a row (the
        first read may be QEMU's own, which the guest does not see)."""
        number = silent = 0
        while silent < 2 or number < 3:
            number += 1
            silent = 0 if self.run(number) else silent + 1
        print(f"{self.title}: {number - silent} requests failed:", ", ".join(
            f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items())))
        return number - silent


@pytest.mark.parametrize("kind, numbers", [
    ("read", (18,)), ("read-twice", (12, 24)), ("write", (1, 2, 3, 5)), ("flush", (1, 2)),
    ("dies-reading", (20,)), ("dies-writing", (30,))])
def test_some_requests_fail(kind, numbers):
    sweep = Sweep("full", 1, kind)
    failed = [number for number in numbers if sweep.run(number)]
    assert failed, "none of these requests was made"


def test_an_unreadable_root_is_said_and_ends_the_start():
    """The superblock, the log's header, the bitmap, the root and what follows: one after the other
    can not be read. No start hangs, and other harts do not talk into the message."""
    sweep = Sweep("full", 4, "dies-reading")
    for number in range(2, 8):
        sweep.run(number)
    assert sweep.outcomes == {"no start": 6}


def test_a_quiet_start_tells_the_reason_when_it_can_not_go_on():
    """What fs says of the image is kept from the console by `quiet`, until there is no start."""
    build = variant("full")
    with images.private_copy(build) as image:
        with open(image, "r+b") as file:
            file.write(bytes(8192))
        result = boot(build, image, "true")
    messages = result.messages.decode().replace("\r", "")
    assert result.status == FAILED and NO_START_INVALID.match(messages), messages
    assert "fs: vda: " in messages, messages


def test_a_console_that_can_not_be_opened_ends_the_start():
    """Otherwise the system would run, unseen."""
    build = variant("full")
    with images.private_copy(build) as image:
        assert boot(build, image, "rm -r /dev; echo > /dev").status == 0
        result = boot(build, image, "echo unheard > /f", quiet=False)
        assert result.status == 126
        assert "init ended with status 126: the system stops" in result.text
        fsck(build, image)


def test_a_failed_log_makes_read_only_until_the_next_start():
    """The message, EROFS for what changes something, and reading goes on."""
    build = variant("full")
    with images.private_copy(build) as image, tempfile.TemporaryDirectory() as folder:
        assert boot(build, image, "echo text > /old").status == 0
        commands = "echo more > /new; sync; cat /old; mkdir /d; rm /old; echo end"
        disk = blkdebug(folder, image, "flush_to_disk", 1)
        result = boot(build, disk, commands, quiet=False)
        text = result.text.replace("\r", "")
        assert result.status == 0 and text.endswith("end\n"), text
        assert "fs: writing the log failed (error 5): read-only from now on" in text
        assert "text\n" in text
        assert re.search("^mkdir: .*/d.*: Read-only file system$", text, re.MULTILINE), text
        assert re.search("^rm: .*/old.*: Read-only file system$", text, re.MULTILINE), text
        fsck(build, image, (SOUND, WORK_FOR_MOUNT))
        again = boot(build, image, "cat /old; mkdir /d; rm /old; echo end")
        assert again.text == "text\nend\n"
        fsck(build, image)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name, harts", [("full", 1), ("full", 4), ("shell-shared", 1)])
def test_every_request_fails(name, harts, kind):
    assert Sweep(name, harts, kind).run_all() >= 20
