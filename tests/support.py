"""Builds of variants, and guests to talk to."""

import contextlib
import fcntl
import functools
import glob
import hashlib
import os
import re
import shutil
import subprocess

import pexpect

from runner import guest as guest_runner
from runner import images, qemu, symbols
from runner.builds import TOP, Build


@functools.cache
def turn():
    """A number that chooses what to try of more than there is time for: another when any file
    changes, and the same for the same files wherever, whenever and as which commit they are
    tested."""
    files = subprocess.run(["git", "-C", TOP, "ls-files", "--stage"], capture_output=True)
    return int(hashlib.sha256(files.stdout).hexdigest()[:6], 16)


# The variants that the tests build: a preset and options over it. A preset has its own name.
VARIANTS = {
    "tiny-sbi": ("tiny", ["BOOT_SBI=y"]),
    "shell-shared": ("shell", ["KERNEL_MAP_SHARED=y", "PAGE_ALLOC_BUDDY=y", "CALLS_FILES=y",
                               "CALLS_PROCESS=y", "CALLS_SYSTEM=y"]),
    "shell-sbi": ("shell", ["BOOT_SBI=y", "TIMER_SBI=y", "CONSOLE_POLLED=y", "LOG_RING=y"]),
    "full-isolated": ("full", ["KERNEL_MAP_ISOLATED=y", "PAGE_ALLOC_FREELIST=y"]),
    "full-sbi": ("full", ["BOOT_SBI=y", "TIMER_SBI=y", "CONSOLE_POLLED=y", "FS_BLOCK_SIZE_2048=y",
                          "FS_LOG_BLOCKS=256", "FS_NBUF=1024"]),
    "full-perhart": ("full", ["SCHED_PERHART=y", "PAGE_CACHE=y", "PAGE_CACHE_SIZE=64"]),
    "full-bare": ("full", ["BLK_RAMDISK=y", "FS_IMAGE_MIB=16", "CONSOLE_POLLED=y", "HZ=1000",
                           "MM_COW=n", "MM_DEMAND=n", "MM_MMAP=n", "FS_LOG=n", "FS_LARGE_FILES=n",
                           "FS_SYMLINKS=n", "FS_LONG_NAMES=n", "FS_TIMES=n", "FPU=n",
                           "FS_BLOCK_SIZE_2048=y", "SIGNALS=n", "STRACE=n", "PROG_STRACE=n",
                           "IKCONFIG=n", "PIPE_PAGES=2", "FRAME_POINTER=n"]),
    "full-clint": ("full", ["TIMER_CLINT=y", "NR_HARTS=4", "FS_READ_AHEAD=n", "FS_NBUF=256",
                            "FS_COMMIT_MS=60000"]),
    "debug-sbi": ("debug", ["BOOT_SBI=y", "KERNEL_MAP_ISOLATED=y"]),
}

PROMPT = "$ "
EMULATOR = shutil.which("qemu-riscv64")
BOOT_SECONDS = COMMAND_SECONDS = int(os.environ.get("STRATA_TEST_SECONDS", "90"))


# The presets that the present test has used; conftest.py notes them with its outcome.
used_presets = set()


def variant(name):
    """The Build of a preset or of one of VARIANTS, built and up to date."""
    if name not in VARIANTS:
        used_presets.add(name)
    return built_variant(name)


@functools.cache
def built_variant(name):
    preset, options = VARIANTS.get(name, (name, []))
    build = Build(preset, options, name=name if name == preset else f"test-{name}")
    build.make()
    return build


def custom(name, preset, options):
    """A build with options of a test's own; `name` must be unique."""
    build = Build(preset, options, name=f"test-{name}")
    build.make()
    return build


def exec_guest(build, commands, **arguments):
    """Run commands in a guest and return the Result; a panic fails the test with its report."""
    arguments.setdefault("timeout", COMMAND_SECONDS)
    result = guest_runner.exec_commands(build, commands, **arguments)
    if b"PANIC: " in result.messages:
        raise AssertionError(symbols.explain(build.kernel, result.messages).decode())
    return result


class Guest:
    """A booted guest at whose shell one types: start it with `with Guest(build) as guest:`.

    `append` is the kernel's command line; `image` a file to use as the disk, in place (a private
    copy of fs.img otherwise); `extra` more arguments for QEMU."""

    def __init__(self, build, harts=None, memory=None, image=None, append=None, extra=()):
        self.build = build
        self.config = build.config()
        self.arguments = {"harts": harts, "memory": memory, "append": append, "extra": extra}
        self.image = image
        self.resources = contextlib.ExitStack()
        self.console = None
        self.lost = None

    def __enter__(self):
        image = self.image
        if image is None and "BLK_VIRTIO" in self.config:
            image = self.resources.enter_context(images.private_copy(self.build))
        line = qemu.command(self.build.kernel, self.config, image=image, **self.arguments)
        self.console = pexpect.spawn(line[0], line[1:], timeout=COMMAND_SECONDS, echo=False,
                                     encoding="utf-8", codec_errors="replace",
                                     preexec_fn=qemu.die_with_parent)
        self.console.delaybeforesend = None
        return self

    def __exit__(self, *exception):
        self.console.close(force=True)
        self.resources.close()

    def wait_prompt(self, timeout=COMMAND_SECONDS):
        """Everything that was printed until the next prompt, with plain line ends."""
        return self.expect(re.escape(PROMPT) + "$", timeout)

    def expect(self, pattern, timeout=COMMAND_SECONDS):
        """What was printed before `pattern`; a panic on the way fails the test, and every later
        one that talks to this guest fails at once."""
        assert not self.lost, f"this guest was lost before: {self.lost}"
        found = self.console.expect([pattern, "PANIC: ", pexpect.EOF, pexpect.TIMEOUT],
                                    timeout=timeout)
        before = self.console.before if isinstance(self.console.before, str) else ""
        if found == 1:
            self.console.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=5)
            self.lost = f"the kernel panicked: {self.console.before}"
        elif found != 0:
            self.lost = f"no {pattern!r}, only {before[-2000:]!r}"
        assert not self.lost, self.lost
        return before.replace("\r", "")

    def boot(self):
        """Wait for the first prompt; returns what the boot printed."""
        return self.wait_prompt(BOOT_SECONDS)

    def type(self, text):
        self.console.send(text)

    def run(self, command, timeout=COMMAND_SECONDS):
        """Type a command line and return what it printed, without the echo of the line."""
        self.type(command + "\n")
        output = self.wait_prompt(timeout)
        echo, _, rest = output.partition("\n")
        assert echo.strip() == command.strip(), f"echo of {command!r} was {echo!r}"
        return rest

    def status(self):
        """$? of the last command."""
        return int(self.run("echo $?"))


def host_program(name, folder):
    """The program of user/NAME, built for the Linux of this machine, where other/ takes the place
    of what only riscv64 has. Signals are left out: sets of them are numbers in our C library, and
    tests/programs/signals.c is for this machine; and threads, which begin by bare calls. Returns
    its path."""
    program = os.path.join(folder, name)
    sources = [path for path in glob.glob(top_path("user", name, "*.c"))
               if not re.match("signal|groups|thread", os.path.basename(path))]
    sources += glob.glob(top_path("user", name, "other", "*.c"))
    includes = [top_path("kernel", "include", "abi"), top_path("lib", "include"),
                top_path("user", name), top_path("user", name, "other")]
    result = subprocess.run(
        ["gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-fno-delete-null-pointer-checks", "-w",
         "-static", *(f"-I{path}" for path in includes), "-o", program, *sorted(sources)],
        capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return program


def top_path(*names):
    return os.path.join(TOP, *names)


# For the programs in tests/programs. The compiler must not conclude from a call what a pointer can
# be.
PROGRAM_FLAGS = ["-O1", "-fno-delete-null-pointer-checks", "-w"]


def program_source(name):
    return top_path("tests", "programs", f"{name}.c")


def compiled_program(build, name):
    """A program of tests/programs for this build, made with the SDK as a user outside the tree
    would."""
    build.make("sdk")
    program = build.path("test-programs", name)
    os.makedirs(os.path.dirname(program), exist_ok=True)
    with build.locked():
        subprocess.run([build.path("sdk", "bin", "strata-cc"), *PROGRAM_FLAGS,
                        program_source(name), "-o", f"{program}.new"], check=True)
        os.replace(f"{program}.new", program)
    return program


@functools.cache
def host_tests():
    """The folder in which the unit tests of the host are built and up to date."""
    folder = top_path("build", "host")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["cmake", "-G", "Ninja", "-S", top_path("tests", "host"), "-B", folder],
                        ["ninja", "-C", folder]):
            result = subprocess.run(command, capture_output=True, text=True)
            assert result.returncode == 0, result.stdout + result.stderr
    return folder
