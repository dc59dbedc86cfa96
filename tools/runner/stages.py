"""The nine stages as figures: what each adds, how large it is, what its start takes. The table, the
parts of doc/stages that are made from it, and the measuring of what each option costs."""

import glob
import json
import os
import re
import subprocess
import time

from . import guest, images, qemu
from .builds import TOP, Build

STAGES = range(1, 10)
COSTS = os.path.join(TOP, "doc", "stages", "costs.json")
SYSCALLS = os.path.join(TOP, "kernel", "include", "abi", "abi", "syscall.def")

CALL = re.compile(r"^SYSCALL\d\(CONFIG_(\w+), \d+, (\w+),", re.M)
SUMMARY = re.compile(rb"boot: (\d+) KiB in use, (\d+) instructions")
BOOT_SECONDS = int(os.environ.get("STRATA_TEST_SECONDS", "90"))
MOST_BOOTS = 12


class StageError(Exception):
    """A figure could not be measured; the text says which."""


def build_of(stage):
    return Build(f"stage{stage}")


def title_of(stage):
    """The heading of the stage's page, without its number."""
    with open(page_path(stage), encoding="utf-8") as file:
        return file.readline().split(": ", 1)[1].strip()


def page_path(stage):
    return os.path.join(TOP, "doc", "stages", f"{stage}.md")


# Options.

def configuration(stage):
    """The stage's options as a Kconfig tree with values."""
    from kconflib import tree
    kconf = tree.load_tree()
    if stage > 0:
        kconf.load_config(os.path.join(TOP, "configs", f"stage{stage}_defconfig"))
    return kconf


def open_options(kconf):
    """name -> value of all that could be set and is not off; members of choices are left out."""
    values = {}
    for symbol in kconf.unique_defined_syms:
        if symbol.choice or not symbol.visibility or symbol.str_value in ("n", ""):
            continue
        values[symbol.name] = symbol.str_value
    return values


def open_choices(kconf):
    """(its members' names) -> the one that is chosen, for choices that can be made."""
    return {tuple(symbol.name for symbol in choice.syms): choice.selection.name
            for choice in kconf.unique_choices if choice.visibility and choice.selection}


class Additions:
    """What a stage has that the one before has not."""

    def __init__(self, stage):
        before, after = configuration(stage - 1), configuration(stage)
        if stage == 1:
            old_values, old_choices = {}, {}
        else:
            old_values, old_choices = open_options(before), open_choices(before)
        values, choices = open_options(after), open_choices(after)
        changed = {name: value for name, value in values.items() if old_values.get(name) != value}
        self.programs = [name for name in changed if name.startswith("PROG_")]
        self.switches = [name for name, value in changed.items()
                         if value == "y" and name not in self.programs]
        self.values = {name: value for name, value in changed.items() if value != "y"}
        self.choices = {chosen: members for members, chosen in choices.items()
                        if old_choices.get(members) != chosen}
        self.show = [name for name in self.choices if name.startswith("SHOW_")]
        self.calls = [name for option, name in calls()
                      if is_on(after, option) and not (stage > 1 and is_on(before, option))]

    def count(self):
        return len(self.switches) + len(self.programs) + len(self.values) + len(self.choices)

    def names(self):
        return self.switches + list(self.choices) + list(self.values) + self.programs


def calls():
    """(option, name) of all system calls."""
    with open(SYSCALLS, encoding="utf-8") as file:
        return CALL.findall(file.read())


def is_on(kconf, option):
    return kconf.syms[option].str_value == "y"


# Sizes.

def kernel_files(build):
    """The source files of the kernel, without those the build makes."""
    with open(build.path("compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    return sorted({entry["file"] for entry in entries
                   if not entry["file"].startswith((build.folder, os.path.join(TOP, "user")))
                   and not re.search(r" -o user/", entry["command"])})


def count_lines(paths):
    total = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            total += sum(1 for _ in file)
    return total


def section_sizes(build):
    output = subprocess.run(["riscv64-unknown-elf-size", "-A", build.kernel],
                            capture_output=True, text=True, check=True).stdout
    return {words[0]: int(words[1]) for words in map(str.split, output.splitlines())
            if len(words) == 3 and words[0].startswith(".")}


def code_size(build):
    """Bytes of code and constants."""
    sizes = section_sizes(build)
    return sizes[".text"] + sizes[".rodata"]


# Boots.

def count_boot(build):
    """(KiB in use, instructions) of one boot on one hart, as the kernel says itself."""
    with images.maybe_private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=1, image=image, icount=True)
        process = qemu.start(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        try:
            text = guest.read_until(process.stdout, SUMMARY, time.monotonic() + BOOT_SECONDS)
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
    found = SUMMARY.search(text)
    if not found:
        raise StageError(f"{build.preset} does not say what its start took:\n"
                         f"{text.decode(errors='replace')}")
    return int(found[1]), int(found[2])


def boot_figures(build, wanted=None):
    """The figures of a boot. Without a disk they are the same each time. With one it depends on
    the host whether an answer comes before the hart has gone idle; if not, an alarm can go off
    meanwhile, which costs instructions. So the least of several boots counts; `wanted` saves the
    rest of them once it is seen."""
    boots = MOST_BOOTS if "BLK_VIRTIO" in build.config() else 1
    seen = [count_boot(build)]
    while len(seen) < boots and min(seen) != wanted:
        seen.append(count_boot(build))
    return min(seen)


class Figures:
    """A stage's line in the table."""

    def __init__(self, stage, wanted_boot=None):
        build = build_of(stage)
        build.make()
        additions = Additions(stage)
        files = kernel_files(build)
        sizes = section_sizes(build)
        self.stage, self.title = stage, title_of(stage)
        self.options, self.calls = additions.count(), len(additions.calls)
        self.files, self.lines = len(files), count_lines(files)
        self.bytes = sizes[".text"] + sizes[".rodata"] + sizes[".data"]
        self.kib, self.instructions = boot_figures(build, wanted_boot)

    def cells(self):
        return [f"{self.stage}", self.title] + [
            f"{number:,}".replace(",", " ") for number in
            (self.options, self.calls, self.files, self.lines, self.bytes, self.kib,
             self.instructions)]


HEADS = ["", "stage", "options", "calls", "files", "lines", "bytes", "KiB", "instructions"]


def table_for_terminal(figures):
    rows = [HEADS] + [entry.cells() for entry in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    return "\n".join("  ".join(
        cell.ljust(width) if column < 2 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)


def table_for_page(figures):
    lines = ["| stage | what | options added | calls added | files | lines | kernel bytes | "
             "KiB in use | instructions |", "|" + "---|" * 2 + "---:|" * 7]
    for entry in figures:
        cells = entry.cells()
        cells[0] = f"[{cells[0]}]({cells[0]}.md)"
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def additions_for_page():
    lines = ["| stage | options added | calls added |", "|---|---|---|"]
    for stage in STAGES:
        additions = Additions(stage)
        lines.append(f"| {stage} | {names_for_page(additions.names())} | "
                     f"{names_for_page(additions.calls) or 'none'} |")
    return "\n".join(lines)


def names_for_page(names):
    return " ".join(f"`{name}`" for name in names)


# What options cost.

def size_with(stage, name, value):
    """Bytes of code and constants of a stage with one option set otherwise; what depends on it
    follows. None when it can not have that value."""
    kconf = configuration(stage)
    kconf.syms[name].set_value(value)
    if kconf.syms[name].str_value != value:
        return None
    folder = os.path.join(TOP, "build", "costs")
    os.makedirs(folder, exist_ok=True)
    preset = os.path.join(folder, f"stage{stage}_{name}_defconfig")
    kconf.write_min_config(preset)
    build = Build(preset, name=os.path.join("costs", f"stage{stage}"))
    with build.locked():
        pass
    for made in glob.glob(build.path("kconf", "*")) + [build.path(".config")]:
        if os.path.exists(made):
            os.unlink(made)
    build.configure()
    build.make("strata.elf")
    return code_size(build)


def measure_stage(stage, say):
    """option -> bytes of code and constants that the stage has because of it; for members of
    choices, how many more it would have with the other one."""
    build = build_of(stage)
    build.make()
    base = code_size(build)
    additions, costs = Additions(stage), {}
    for name in additions.switches + additions.show:
        if name in additions.show:
            without = size_with(stage, "SHOW_NOTHING", "y")
        else:
            without = size_with(stage, name, "n")
        if without is not None:
            costs[name] = base - without
            say(f"stage {stage}: {name}: {costs[name]}")
    for chosen, members in additions.choices.items():
        for member in members if chosen not in additions.show else ():
            other = size_with(stage, member, "y") if member != chosen else None
            if other is not None:
                costs[member] = other - base
                say(f"stage {stage}: {member}: {costs[member]} instead of {chosen}")
    return costs


def measure(say=print):
    """All costs, as they are kept in costs.json."""
    return {"compiler": compiler(),
            "stages": {str(stage): measure_stage(stage, say) for stage in STAGES}}


def compiler():
    return subprocess.run(["riscv64-unknown-elf-gcc", "-dumpfullversion"], capture_output=True,
                          text=True, check=True).stdout.strip()


def emulator():
    output = subprocess.run([qemu.QEMU, "--version"], capture_output=True, text=True, check=True)
    return re.search(r"version ([\d.]+)", output.stdout)[1]


def saved_costs():
    with open(COSTS, encoding="utf-8") as file:
        return json.load(file)


def save_costs(costs):
    with open(COSTS, "w", encoding="utf-8") as file:
        json.dump(costs, file, indent=1)
        file.write("\n")


def signed(number):
    """A difference as pages have it, with a minus that is as wide as the plus."""
    return f"{number:+d}".replace("-", "\N{MINUS SIGN}")


def program_sizes(stage):
    """program -> bytes of its file in the disk image."""
    return {name: os.stat(path).st_size for name in Additions(stage).programs
            for path in glob.glob(build_of(stage).path("rootfs", "**",
                                                       name.removeprefix("PROG_").lower()),
                                  recursive=True)}


def options_for_page(stage):
    additions, costs = Additions(stage), saved_costs()["stages"][str(stage)]
    lines = ["| option | value | bytes of code and constants |", "|---|---|---|"]
    for name in additions.switches + additions.show:
        cost = f"{signed(costs[name])}" if name in costs else "no code of its own"
        lines.append(f"| `{name}` | y | {cost} |")
    for chosen, members in additions.choices.items():
        if chosen in additions.show:
            continue
        others = [f"{signed(costs[member])} with `{member}`" for member in members
                  if member in costs]
        lines.append(f"| `{chosen}` | chosen | {'; '.join(others) or 'no other is possible'} |")
    for name, value in additions.values.items():
        lines.append(f"| `{name}` | {value} | a number |")
    for name, size in program_sizes(stage).items():
        lines.append(f"| `{name}` | y | none; its file has {size} bytes |")
    return "\n".join(lines)


# The pages.

BLOCK = re.compile(r"(<!-- (\w+): made by `\./strata stages --update` -->\n).*?(<!-- end -->\n)",
                   re.S)


def with_blocks(text, blocks):
    """The page with what is made put between its marks."""
    def fill(match):
        return f"{match[1]}\n{blocks[match[2]]}\n\n{match[3]}"
    return BLOCK.sub(fill, text)


def versions_for_page():
    return f"Measured with gcc {compiler()} and QEMU {emulator()}."


def readme_blocks(figures):
    return {"table": table_for_page(figures), "additions": additions_for_page(),
            "versions": versions_for_page()}


def page_blocks(stage, figures):
    return {"options": options_for_page(stage), "output": transcript_with(figures)}


def update(say=print):
    """Make all parts of doc/stages anew that are made."""
    figures = [Figures(stage) for stage in STAGES]
    write_page(os.path.join(TOP, "doc", "stages", "README.md"), readme_blocks(figures), say)
    for stage in STAGES:
        write_page(page_path(stage), page_blocks(stage, figures[stage - 1]), say)
    return figures


def write_page(path, blocks, say):
    with open(path, encoding="utf-8") as file:
        before = file.read()
    after = with_blocks(before, blocks)
    if after != before:
        with open(path, "w", encoding="utf-8") as file:
            file.write(after)
        say(f"{os.path.relpath(path, TOP)} updated")


# What a stage prints: question (where it waits) and answer, both as in its page.
ANSWERS = {
    1: [("ctrl-D switches off", "hello\r\x04")],
    2: [("any other switches off", "q")],
    3: [("a key switches off", "q")],
    4: [("type a line", "hello\r"), ("Enter switches off", "\r")],
    5: [("a key switches off", "q")],
    6: [("a key switches off", "q")],
    7: [("Enter alone does not", "f\r"), ("Enter switches off", "\r")],
    8: [("$ ", "ls /\r"), ("$ ", "ls /bin | wc\r"), ("$ ", "poweroff\r")],
    9: [("$ ", "ls /bin | wc > f &\r"), ("$ ", "wait\r"), ("$ ", "cat f\r"),
        ("$ ", "poweroff\r")],
}


def transcript(stage):
    """A run of the stage on one hart, with instructions counted, so that it is the same each
    time as far as it can be."""
    build = build_of(stage)
    with images.maybe_private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=1, image=image, icount=True)
        process = qemu.start(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        try:
            text = converse(process, ANSWERS[stage])
        finally:
            process.kill()
            process.wait()
    lines = text.decode(errors="replace").replace("\r", "").rstrip("\n").split("\n")
    return "\n".join(("    " + line).rstrip() for line in lines)


def transcript_with(figures):
    """A run whose start took what the table says, if there is one in a few."""
    wanted = f"{figures.kib} KiB in use, {figures.instructions} instructions"
    for _ in range(MOST_BOOTS):
        text = transcript(figures.stage)
        if wanted in text:
            break
    return text


def converse(process, answers):
    text = b""
    for question, answer in answers:
        pattern = re.compile(re.escape(question.encode()))
        text += guest.read_until(process.stdout, pattern, time.monotonic() + BOOT_SECONDS)
        process.stdin.write(answer.encode())
        process.stdin.flush()
    return text + guest.read_until(process.stdout, None, time.monotonic() + BOOT_SECONDS)
