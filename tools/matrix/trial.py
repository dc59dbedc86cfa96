"""One trial: build a configuration, boot it, and try what its features allow.

Folders are used again for the next configuration: what an option does not change is not compiled
again.
"""

import hashlib
import os
import re
import shutil
import time
from dataclasses import asdict, dataclass

from runner import guest, images, qemu
from runner.builds import TOP, Build, BuildError

from . import space

BOOT_SECONDS = 60
WAITING_SECONDS = 8  # until one that does not end is asked what it has said
TEST_SECONDS = 600
MESSAGE = re.compile(r"(warning|error): (?!ld returned)|undefined reference|overlaps|"
                     r"will not fit|ASSERT")

# What is said last by kernels that wait: by their shell, by what they show, or by themselves.
PROMPT = re.compile(rb"^\$ \Z", re.MULTILINE)
SUMMARY = re.compile(rb"^boot: ", re.MULTILINE)
KEYS = re.compile(rb"^(a key switches off|what you type comes back|keys: |f and Enter|read: )",
                  re.MULTILINE)

# What every shell can do; more with pipes.
SHELL = "echo one > /f; cat /f; ls / > /g; cat /none; echo status $?; rm /f /g; exit 3"
PIPES = "(echo a; echo b) | grep b; ls / | wc -l > /n & wait; cat /n > /m; exit 3"


@dataclass
class Outcome:
    """What a trial gave: `stage` is where it ended (build, boot, shell, ktest, usertests or
    passed), `reason` why if it is not `passed`."""
    stage: str
    reason: str
    seconds: float
    tests: int = 0

    @property
    def passed(self):
        return self.stage == "passed"

    def as_json(self):
        return asdict(self)


class Failure(Exception):
    def __init__(self, stage, reason):
        super().__init__(reason)
        self.stage, self.reason = stage, reason


def identity(text):
    """A name for a configuration, from the text of its minimal file."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def prepare(text, slot):
    """A Build of this configuration in the folder of a slot."""
    folder = os.path.join(TOP, "build", "matrix")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{identity(text)}_defconfig")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    build = Build(path, name=os.path.join("matrix", f"slot{slot}"))
    shutil.rmtree(build.path("kconf"), ignore_errors=True)
    return build


def make(build):
    """Build without a warning; warnings are errors already, those of the linker and CMake too."""
    try:
        with build.locked():
            build.configure()
        build.make()
    except BuildError as error:
        lines = [line for line in str(error).splitlines() if MESSAGE.search(line)]
        raise Failure("build", "\n".join(lines[:5]) or str(error)[-1500:]) from None


def run(build, words, harts, seconds):
    config = build.config()
    if "BLK_VIRTIO" not in config:
        line = qemu.command(build.kernel, config, harts=harts, append=words)
        return guest.run_to_end(line, seconds, firmware="BOOT_SBI" in config)
    if os.path.exists(build.image):
        with images.private_copy(build) as image:
            line = qemu.command(build.kernel, config, harts=harts, image=image, append=words)
            return guest.run_to_end(line, seconds, firmware="BOOT_SBI" in config)
    line = qemu.command(build.kernel, config, harts=harts, append=words)
    return guest.run_to_end(line, seconds, firmware="BOOT_SBI" in config)


def expect(condition, stage, result):
    if not condition:
        text = (result.messages + b"\n" + result.output).decode("utf-8", "replace")
        raise Failure(stage, f"status {result.status}: {text.strip()[-1500:]}")


def no_panic(stage, result):
    expect(b"PANIC: " not in result.messages + result.output, stage, result)


def try_boot(build, harts):
    """A kernel that takes no commands: it starts everything and ends by itself, or waits for ever
    for a key, which what is shown may want in any case, or for nothing."""
    config = build.config()
    ends = "POWEROFF_AT_END" in config
    result = run(build, None, harts, BOOT_SECONDS if ends else WAITING_SECONDS)
    no_panic("boot", result)
    expect(b"Strata on hart" in result.output, "boot", result)
    last = PROMPT if "EXEC" in config else KEYS if "SHOW" in config else SUMMARY
    if result.status == guest.TIMED_OUT:
        expect(not ends or "SHOW" in config, "boot", result)
        expect(last.search(result.output), "boot", result)
    else:
        expect(ends and result.status == 0, "boot", result)


def try_shell(build, harts):
    config = build.config()
    result = guest.exec_commands(build, SHELL, harts=harts, timeout=BOOT_SECONDS)
    no_panic("shell", result)
    expect(result.status == 3 and "one\n" in result.text and "status 1\n" in result.text, "shell",
           result)
    if "PIPES" in config:
        result = guest.exec_commands(build, PIPES, harts=harts, timeout=BOOT_SECONDS)
        no_panic("shell", result)
        expect(result.status == 3 and result.text.startswith("b\n"), "shell", result)


def try_ktest(build, harts):
    """The tests inside the kernel; returns how many passed."""
    result = run(build, "ktest", harts, TEST_SECONDS)
    no_panic("ktest", result)
    expect(result.status == 0 and "not ok" not in result.text, "ktest", result)
    return len(re.findall(r"^ok \d+", result.text, re.MULTILINE))


def try_usertests(build, harts):
    result = guest.exec_commands(build, "usertests -q", harts=harts, timeout=TEST_SECONDS)
    no_panic("usertests", result)
    passed = re.search(r"(\d+) tests passed, 0 failed", result.text)
    if result.status != 0 or not passed:
        bad = [line for line in result.text.splitlines() if not line.startswith("ok ")]
        raise Failure("usertests", f"status {result.status}: " + "\n".join(bad)[-1500:])
    return int(passed[1])


def hart_counts(config):
    """One hart, and several where the kernel has them."""
    most = min(int(config.get("NR_HARTS", 1)), 4)
    return [1, most] if most > 1 else [1]


def try_features(build):
    """Everything that the configuration can do; returns how many tests passed in guests."""
    config = build.config()
    harts = hart_counts(config)
    tests = 0
    for count in harts:
        if space.has_commands(set(config)):
            try_shell(build, count)
        else:
            try_boot(build, count)
    if "KTEST" in config:
        tests += try_ktest(build, harts[-1])
    if "PROG_USERTESTS" in config and space.has_commands(set(config)):
        tests += try_usertests(build, harts[-1])
    return tests


def attempt(text, slot):
    """The Outcome of one configuration."""
    begin = time.monotonic()
    build = prepare(text, slot)
    try:
        make(build)
        tests = try_features(build)
    except Failure as failure:
        return Outcome(failure.stage, failure.reason, time.monotonic() - begin)
    return Outcome("passed", "", time.monotonic() - begin, tests)
