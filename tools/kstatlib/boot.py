"""Memory and instructions of a start, measured by booting.

Instructions are counted by a plugin of QEMU's (milestones.c) under -icount with one hart, so what
the image itself spends is counted, and nothing while it waits. Idle time is not skipped there: the
disk takes real time, and a clock that jumps meanwhile would only make the guest look at its timers
more often. Memory is read from the variables
of the kernel's statistics when a milestone is reached, through QEMU's GDB server, so the image
needs to carry nothing for it. Neither changes a byte of what is measured.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time

from runner import images, qemu
from runner.builds import TOP, run_tool

from .errors import UserError
from .gdbstub import GdbStub, GuestEnded, GuestSilent
from .ownership import DebugInfo

# At least so many runs are made, then more until some agree with the least.
RUNS, MOST_RUNS = 5, 20
AGREEING, AGREEMENT = 3, 0.001
SECONDS = int(os.environ.get("STRATA_TEST_SECONDS", "30"))
PAGE_SIZE = 4096

# What is read from the kernel: metric -> (source file, variable).
COUNTERS = {"managed_pages": ("mm/page.c", "total_count"),
            "free_pages": ("mm/page.c", "free_count"),
            "table_pages": ("mm/pagetable.c", "table_count")}
HEAP_STRUCTURE = "kmem_cache"  # a cache of objects: pages, in_use, size
PAGES_AT_HAND = "cpu_pages"    # free pages that a hart keeps for itself: count


class BootFailed(Exception):
    """The guest did not start; the text says what QEMU and the kernel said."""


def work_folder():
    folder = os.path.join(TOP, "build", "kstat")
    os.makedirs(folder, exist_ok=True)
    return folder


def plugin():
    """The path of the plugin, compiled when it is not there yet."""
    source = os.path.join(os.path.dirname(os.path.realpath(__file__)), "milestones.c")
    with open(source, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:12]
    path = os.path.join(work_folder(), f"milestones-{digest}.so")
    if not os.path.exists(path):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise UserError("a compiler for this machine is needed (apt install gcc)")
        temporary = f"{path}.{os.getpid()}"
        run_tool([compiler, "-std=gnu11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden",
                  "-o", temporary, source], None)
        os.replace(temporary, path)
    return path


class Machine:
    """What is needed to boot one image: the kernel, its options, the disk."""

    def __init__(self, build, image):
        self.build = build
        self.config = build.config()
        self.image = image
        self.marks = image.marks()
        if not self.marks:
            raise UserError(f"{image.path}: it has no milestones to measure by (section "
                            ".boot_marks); was it built from an older revision?")

    @contextlib.contextmanager
    def running(self, extra, memory=None, icount=False):
        """QEMU with one hart and a disk of its own; ended at the end."""
        with contextlib.ExitStack() as stack:
            disk = None
            if "BLK_VIRTIO" in self.config:
                disk = stack.enter_context(images.private_copy(self.build))
            line = qemu.command(self.image.path, self.config, harts=1, memory=memory,
                                image=disk, icount=icount, extra=extra)
            process = qemu.start(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
            try:
                yield process
            finally:
                process.kill()
                process.wait()
                process.stdout.close()

    def count(self, names, memory=None, icount="sleep"):
        """({milestone: instructions}, what was printed, whether it ended by itself) of one run,
        which is over when all of `names` have been reached."""
        folder = tempfile.mkdtemp(prefix="boot.", dir=work_folder())
        output = os.path.join(folder, "counts")
        marks = [f"mark={address:#x}:{name}" for address, name in self.marks if name in names]
        arguments = ["-plugin", ",".join([plugin(), f"out={output}"] + marks)]
        try:
            with self.running(arguments, memory, icount) as process:
                printed, ended = wait_end(process, output)
            return read_counts(output), printed, ended
        finally:
            shutil.rmtree(folder)

    def instructions(self):
        """({milestone: {"min": n, "spread": n}}, how many runs there were)."""
        names = {name for _, name in self.marks}
        counts, printed, _ = self.count(names)
        if not counts:
            raise BootFailed(printed.decode("utf-8", "replace").strip()[-1000:] or "no output")
        results = [counts]
        while len(results) < RUNS or (len(results) < MOST_RUNS and not agree(results)):
            results.append(self.count(set(counts))[0])
        # A milestone that a panic or a time-out kept from one run is no figure.
        reached = [name for name in counts if all(name in result for result in results)]
        return {name: {"min": min(result[name] for result in results),
                       "spread": max(result[name] for result in results)
                       - min(result[name] for result in results)}
                for name in reached}, len(results)

    def memory(self, names):
        """{milestone: {metric: value}}: what the kernel's statistics say there."""
        variables = statistic_variables(DebugInfo(self.image))
        folder = tempfile.mkdtemp(prefix="boot.", dir=work_folder())
        socket = os.path.join(folder, "gdb")
        try:
            with self.running(["-S", "-gdb", f"unix:{socket},server=on,wait=off"]):
                stub = GdbStub(socket, SECONDS)
                with contextlib.closing(stub):
                    return self.read_at_marks(stub, set(names), variables)
        finally:
            shutil.rmtree(folder)

    def read_at_marks(self, stub, names, variables):
        marks = {address: name for address, name in self.marks if name in names}
        for address in marks:
            stub.set_breakpoint(address)
        result = {}
        with contextlib.suppress(GuestEnded, GuestSilent):
            while names - result.keys():
                stub.resume()
                address = stub.pc()
                if marks.get(address) not in result:
                    result[marks[address]] = read_statistics(stub, variables)
                stub.remove_breakpoint(address)
        return {name: figures for name, figures in result.items() if figures}

    def smallest_memory(self, milestone):
        """The smallest -m in MiB with which the milestone is reached, and whether QEMU itself
        takes no smaller one."""
        high = int(self.config.get("QEMU_MEMORY", 128))
        low, refused = 0, True
        if not self.reaches(milestone, high)[0]:
            raise BootFailed(f"{milestone} is not reached with -m {high}")
        while high - low > 1:
            middle = (low + high) // 2
            reached, refused_here = self.reaches(milestone, middle)
            if reached:
                high = middle
            else:
                low, refused = middle, refused_here
        return high, refused

    def reaches(self, milestone, mib):
        """(whether the milestone is reached, whether QEMU did not even start)"""
        counts, printed, _ = self.count({milestone}, memory=mib, icount=False)
        return milestone in counts, not counts and printed.startswith(qemu.QEMU.encode())


def agree(results):
    """Whether enough runs came to the last milestone with about the least instructions."""
    totals = [max(result.values(), default=0) for result in results]
    least = min(totals)
    return sum(total <= least * (1 + AGREEMENT) for total in totals) >= AGREEING


def read_counts(path):
    try:
        with open(path, encoding="ascii") as file:
            pairs = [line.split() for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return {}
    return {name: int(count) for name, count in pairs}


def wait_end(process, progress):
    """What QEMU printed, and whether it ended by itself: it is left alone as long as the file
    `progress` has grown within the last SECONDS."""
    os.set_blocking(process.stdout.fileno(), False)
    printed, size, deadline = b"", -1, time.monotonic() + SECONDS
    while True:
        ended = process.poll() is not None
        printed += process.stdout.read() or b""
        if ended:
            return printed, True
        now = os.path.getsize(progress) if os.path.exists(progress) else 0
        if now != size:
            size, deadline = now, time.monotonic() + SECONDS
        if time.monotonic() > deadline:
            return printed, False
        time.sleep(0.01)


def statistic_variables(debug):
    """(metric, address) of the counters, and (address, members) of each cache of objects and of
    each hart's free pages."""
    places = {(v.owner.source, v.owner.name): v.address for v in debug.variables.values()}
    counters = [(metric, places[place]) for metric, place in COUNTERS.items() if place in places]
    return counters, list(debug.structures(HEAP_STRUCTURE)), list(debug.structures(PAGES_AT_HAND))


def read_number(stub, address, size):
    data = stub.memory(address, size)
    return 0 if data is None else int.from_bytes(data, "little")


def read_members(stub, places):
    """The structures of (address, members) as dictionaries."""
    return [{name: read_number(stub, address + offset, size)
             for name, (offset, size) in members.items()} for address, members in places]


def read_statistics(stub, variables):
    counters, caches, at_hand = variables
    figures = {metric: read_number(stub, address, 8) for metric, address in counters}
    if not figures.get("managed_pages"):
        return {}
    figures["free_pages"] += sum(hart.get("count", 0) for hart in read_members(stub, at_hand))
    if caches:
        totals = read_members(stub, caches)
        figures["heap_pages"] = sum(cache["pages"] for cache in totals)
        figures["heap_used_bytes"] = sum(cache["in_use"] * cache["size"] for cache in totals)
    return figures


def attempt(build, image, action):
    """What action(Machine) returns, or {"failed": why}."""
    if not shutil.which(qemu.QEMU):
        return {"failed": f"{qemu.QEMU} is not installed"}
    try:
        return action(Machine(build, image))
    except (BootFailed, UserError, GuestEnded, GuestSilent) as error:
        return {"failed": str(error)}


def measure(build, image):
    """{"milestones": ..., "memory": ...} of a build."""
    def action(machine):
        milestones, runs = machine.instructions()
        memory = machine.memory(milestones) if "MMU" in machine.config else {}
        return {"milestones": milestones, "runs": runs, "memory": memory}
    return attempt(build, image, action)


def measure_smallest(build, image, milestones):
    """{"smallest": ...}: the least memory with which the last of `milestones` is reached."""
    def action(machine):
        last = max(milestones, key=lambda name: milestones[name]["min"])
        mib, is_floor = machine.smallest_memory(last)
        return {"smallest": {"mib": mib, "milestone": last, "qemu_floor": is_floor}}
    return attempt(build, image, action)
