"""The figures of an object as a list of metrics, in the order in which they are shown."""

from dataclasses import dataclass

from . import attribution
from .image import MILESTONES

SIZE_LABELS = [
    ("text", ".text: code"), ("rodata", ".rodata: constants"), ("data", ".data: variables"),
    ("bss", ".bss: cleared variables"), ("stacks", ".stacks: the boot hart's stack"),
    ("loaded", "loaded from the file"), ("file_stripped", "ELF file without debug information"),
    ("memory", "memory of the image"), ("between_sections", "of it between sections"),
    ("startup", "start-up code"), ("trampoline", "trampoline"),
    ("per_hart", "variables of the harts"), ("programs", "programs on the disk"),
    ("disk_image", "disk image")]
# Parts of the line before.
PARTS = {"between_sections"}
MEMORY_LABELS = [
    ("managed_pages", "managed pages", "pages"), ("free_pages", "free pages", "pages"),
    ("table_pages", "pages of page tables", "pages"),
    ("heap_pages", "pages of the kernel's heap", "pages"),
    ("heap_used_bytes", "objects in the kernel's heap", "bytes")]
SOURCE_LABELS = [("kernel_files", "kernel, files"), ("kernel_lines", "kernel, lines"),
                 ("program_files", "programs, files"), ("program_lines", "programs, lines")]
LOADED = ("text", "rodata", "data")

GROUPS = {
    "size": "Bytes", "loaded": "Loaded bytes by folder (code, constants, variables)",
    "cleared": "Cleared bytes by folder (variables, stacks)",
    "memory": "Memory at the start", "boot": "Instructions from reset",
    "features": "Features", "source": "Source compiled", "tests": "Tests of this build",
    "options": "Options", "calls": "System calls", "programs": "Programs", "drivers": "Drivers"}


# Where there is little room.
SHORT_GROUPS = {"loaded": "Loaded by folder", "cleared": "Cleared by folder", "memory": "Memory",
                "boot": "Start", "source": "Source", "tests": "Tests"}


@dataclass(frozen=True)
class Metric:
    """`key` is unique within the group; `value` is a number or, for options, a text."""
    group: str
    key: str
    label: str
    value: object
    unit: str = ""


def metrics_of(item):
    """All metrics of an object."""
    yield from size_metrics(item)
    yield from folder_metrics(item)
    yield from memory_metrics(item)
    yield from boot_metrics(item)
    yield from feature_metrics(item)


def size_metrics(item):
    for key, label in SIZE_LABELS:
        if item["size"].get(key) is not None:
            yield Metric("size", key, label, item["size"][key], "bytes")


def section_group(name):
    """Which of the two sums by folder a section belongs to."""
    return "cleared" if name in (".bss", ".stacks") else "loaded"


def folder_bytes(item):
    """{"loaded": {folder: bytes}, "cleared": {folder: bytes}}; they sum to all sections."""
    result = {"loaded": {}, "cleared": {}}

    def walk(node, folders, sums):
        for child in node.get("children", ()):
            if child["kind"] == "folder":
                walk(child, folders + [child["name"]], sums)
            else:
                name = "/".join(folders) if child["kind"] == "source" else child["name"]
                sums[name] = sums.get(name, 0) + child["size"]

    for section in item["tree"]["children"]:
        walk(section, [], result[section_group(section["name"])])
    return result


def folder_metrics(item):
    for group, sums in folder_bytes(item).items():
        buckets = [name for name in attribution.BUCKETS if name in sums]
        for name in sorted(sums.keys() - set(buckets)) + buckets:
            yield Metric(group, name, name, sums[name], "bytes")


MEMORY_MILESTONES = ("scheduler", "init", "prompt")


def memory_metrics(item):
    boot = item.get("boot", {})
    reached = [name for name in MEMORY_MILESTONES if name in boot.get("memory", {})]
    for milestone in reached:
        figures = boot["memory"][milestone]
        for key, label, unit in MEMORY_LABELS:
            if key == "managed_pages" and milestone == reached[0]:
                yield Metric("memory", key, label, figures[key], unit)
            elif key in figures and key != "managed_pages":
                yield Metric("memory", f"{key}.{milestone}", f"{label} at {milestone}",
                             figures[key], unit)
    peaks = [figures["heap_pages"] for figures in boot.get("memory", {}).values()
             if "heap_pages" in figures]
    if peaks:
        yield Metric("memory", "heap_pages.peak",
                     "pages of the kernel's heap, most at any milestone", max(peaks), "pages")
    if "smallest" in boot:
        yield Metric("memory", "smallest", "smallest -m that starts", boot["smallest"]["mib"],
                     "MiB")


def boot_metrics(item):
    milestones = item.get("boot", {}).get("milestones", {})
    for name in MILESTONES:
        if name in milestones:
            yield Metric("boot", name, name, milestones[name]["min"], "instructions")


def is_on(value):
    return value not in ("n", "")


def feature_metrics(item):
    options = item.get("options", {})
    if options:
        on = sum(value == "y" for value in options.values())
        yield Metric("features", "options", "options switched on", on, "")
    yield Metric("features", "calls", "system calls", len(item.get("calls", {})), "")
    if "programs" in item:
        yield Metric("features", "programs", "programs", len(item["programs"]), "")
        yield Metric("features", "drivers", "drivers' source files", len(item["drivers"]), "")
    for key, label in SOURCE_LABELS:
        if key in item.get("source", {}):
            yield Metric("source", key, label, item["source"][key], "")
    for key in ("run", "passed"):
        if "tests" in item:
            yield Metric("tests", key, key, item["tests"][key], "")
