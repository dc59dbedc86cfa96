"""What each option of a preset costs: the preset is built again with one option flipped at a time,
and with what follows from it, and measured like any other build.

A flip is measured once for each state of the sources: the results are kept, so a run that was
interrupted goes on where it stopped. Each worker has a build folder of its own, in which flip
follows flip, so only what an option touches is compiled again where the build allows that.
"""

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field

from runner import qemu
from runner.builds import TOP, Build, BuildError

from . import boot, features, measure
from .errors import UserError
from .image import Image, MILESTONES
from .tables import Block, Cell, Row, Table

SIZES = ("text", "rodata", "data", "bss")
SOURCES = ("arch", "cmake", "drivers", "fs", "kernel", "lib", "mm", "user", "tools/mkfs")


@dataclass
class Flip:
    """One option the other way round. `assignments` are what is set, NAME=value; `options` is the
    whole configuration that follows, `dependent` the other options that change with it."""
    option: str
    value: str
    flipped: str
    assignments: list
    options: dict
    dependent: list = field(default_factory=list)


class CostBuild(Build):
    """A worker's build folder, which is one configuration after another."""

    def __init__(self, preset, assignments, number):
        super().__init__(preset, assignments,
                         name=os.path.join("kstat", f"cost-{preset}-{number}"))

    def has_other_options(self):
        return measure.read_bytes(self.path("variant.txt")).decode().split() \
            != [self.preset] + self.options

    def configure(self, output=None):
        super().configure(output)
        with open(self.path("variant.txt"), "w", encoding="utf-8") as file:
            file.write("\n".join([self.preset] + self.options))


def preset_file(preset):
    return os.path.join(TOP, "configs", preset + "_defconfig")


def unflipped(preset):
    """The preset itself, as a Flip of nothing."""
    from kconflib import tree
    kconf = tree.load_tree()
    kconf.load_config(preset_file(preset))
    return Flip("", "", "", [], tree.assigned_values(kconf))


def flips(preset, wanted=None):
    """([Flip], {option: why it cannot be flipped}) of all bool options with a prompt that can be
    chosen in the preset. UserError for a name in `wanted` that is none."""
    from kconflib import tree
    kconf = tree.load_tree()
    names = [symbol.name for symbol in kconf.unique_defined_syms
             if tree.is_bool(symbol) and tree.has_prompt(symbol)]
    unknown = sorted(set(wanted or ()) - set(names))
    if unknown:
        raise UserError(f"no option that can be flipped: {', '.join(unknown)}")
    found, reasons = [], {}
    for name in names:
        if wanted and name not in wanted:
            continue
        kconf.load_config(preset_file(preset))
        before = tree.assigned_values(kconf)
        flip, reason = flip_symbol(kconf, kconf.syms[name], before)
        if flip:
            found.append(flip)
        else:
            reasons[name] = reason
    return found, reasons


def flip_symbol(kconf, symbol, before):
    """(Flip, None), or (None, why there is none)."""
    from kconflib import tree
    if symbol.visibility == tree.NO:
        return None, "its dependencies are not met in this preset"
    value = symbol.str_value
    flipped = "n" if value == "y" else "y"
    target, setting = symbol, flipped
    if symbol.choice and value == "y":
        others = [other for other in symbol.choice.syms
                  if other is not symbol and other.visibility != tree.NO]
        if len(others) != 1:
            return None, "it is what its choice has chosen; flip another member"
        target, setting = others[0], "y"
    target.set_value(setting)
    if symbol.str_value != flipped:
        selecting = ", ".join(tree.selecting_symbols(symbol))
        return None, f"it is selected by {selecting}" if selecting else f"it stays {value}"
    after = tree.assigned_values(kconf)
    dependent = sorted(name for name in before.keys() | after.keys()
                       if before.get(name) != after.get(name) and name != symbol.name)
    return Flip(symbol.name, value, flipped, [f"{target.name}={setting}"], after, dependent), None


def sources_digest():
    """The state of what a kernel and its disk are made from."""
    return measure.digest(*(measure.folder_digest(os.path.join(TOP, folder))
                            for folder in SOURCES),
                          measure.read_bytes(os.path.join(TOP, "CMakeLists.txt")))


def figures_of(build):
    """The figures of a build that costs are differences of."""
    image = Image(build.kernel)
    size = image.sizes()
    result = {key: size[key] for key in SIZES}
    result["programs"] = sum(features.programs(build.folder).values())
    start, end = image.symbol("kernel_start"), image.symbol("kernel_end")
    measured = boot.measure(build, image)
    result["milestones"] = {name: figures["min"]
                            for name, figures in measured.get("milestones", {}).items()}
    total = int(build.config()["QEMU_MEMORY"]) << 20
    result["memory"] = {name: total - figures["free_pages"] * boot.PAGE_SIZE
                        for name, figures in measured.get("memory", {}).items()}
    if not result["memory"]:
        result["memory"] = {name: end.address - start.address for name in result["milestones"]}
    return result


def last_common(before, after, key):
    names = [name for name in MILESTONES if name in before[key] and name in after[key]]
    return names[-1] if names else None


def entry(flip, before, after):
    """The entry of the cost file: differences of the flipped build to the preset."""
    delta = {key: after[key] - before[key] for key in SIZES + ("programs",)}
    milestone = last_common(before, after, "milestones")
    memory = "init" if "init" in before["memory"] and "init" in after["memory"] \
        else last_common(before, after, "memory")
    delta["instructions"] = after["milestones"][milestone] - before["milestones"][milestone] \
        if milestone else None
    delta["ram"] = after["memory"][memory] - before["memory"][memory] if memory else None
    result = {"value": flip.value, "flipped": flip.flipped, "delta": delta}
    if flip.dependent:
        result["dependent"] = flip.dependent
    if milestone and milestone != list(before["milestones"])[-1]:
        result["until"] = milestone
    return result


worker_number = None


def take_number(numbers):
    """In a worker that begins: a number of its own, which names its build folder."""
    global worker_number
    qemu.die_with_parent()
    worker_number = numbers.get()


def measure_flip(preset, flip):
    """The figures of a flip, built in this worker's folder; or why there are none."""
    build = CostBuild(preset, flip.assignments, worker_number)
    try:
        build.make(jobs=1)
    except BuildError as error:
        return {"failed": str(error).strip().splitlines()[-1]}
    built = features.options(build.folder)
    other = sorted(name for name in built.keys() | flip.options.keys()
                   if built.get(name) != flip.options.get(name))
    if other:
        return {"failed": f"its build was configured otherwise: {', '.join(other)}"}
    return figures_of(build)


def kept_flip(flip, sources, qemu_version):
    """The figures if this configuration was measured before, else None."""
    with measure.only_kept():
        try:
            return measure.cached("cost", flip_key(flip, sources, qemu_version), None)
        except measure.NotKept:
            return None


def flip_key(flip, sources, qemu_version):
    return measure.digest(sources, qemu_version,
                          *(f"{name}={value}" for name, value in sorted(flip.options.items())))


def measured(preset, found, jobs, progress):
    """{option: figures} of all flips; `progress(done, total, option)` is told of each."""
    sources, version = sources_digest(), measure.qemu_version()
    results, waiting = {}, {}
    for flip in found:
        figures = kept_flip(flip, sources, version)
        if figures is None:
            # Two members of one choice are one configuration, which is measured once.
            waiting.setdefault(flip_key(flip, sources, version), []).append(flip)
        else:
            results[flip.option] = figures
    progress(len(results), len(found), None)
    if waiting:
        for key, same, figures in measure_waiting(preset, waiting, jobs):
            if sources_digest() != sources:
                raise UserError("the sources have changed meanwhile; start again")
            if "failed" not in figures:
                measure.cached("cost", key, lambda kept=figures: kept)
            results.update({flip.option: figures for flip in same})
            progress(len(results), len(found), same[0].option)
    return results


def measure_waiting(preset, waiting, jobs):
    """(key, flips of that configuration, figures), as the workers finish."""
    context = multiprocessing.get_context("fork")
    numbers = context.Queue()
    for number in range(jobs):
        numbers.put(number)
    with ProcessPoolExecutor(jobs, context, take_number, (numbers,)) as pool:
        pending = {pool.submit(measure_flip, preset, same[0]): (key, same)
                   for key, same in waiting.items()}
        for job in as_completed(pending):
            yield (*pending[job], job.result())


def entries_of(found, results):
    """{option: entry} from the figures of all flips and of the preset itself."""
    before = results[""]
    if "failed" in before:
        raise UserError(f"the preset itself cannot be measured: {before['failed']}")
    entries = {}
    for flip in found:
        after = results[flip.option]
        entries[flip.option] = entry(flip, before, after) if "failed" not in after else {
            "value": flip.value, "flipped": flip.flipped, "failed": after["failed"]}
    return entries


def cost_path(preset):
    return os.path.join(TOP, "doc", "costs", preset + ".json")


def write(preset, entries, path=None):
    """Write the entries, one line each; those of other options that are there already stay."""
    path = path or cost_path(preset)
    known = dict(load(path), **entries)
    lines = [f" {json.dumps(name)}: {json.dumps(known[name], sort_keys=True)}"
             for name in sorted(known)]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


def load(path):
    """The entries of a cost file, none when there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise UserError(f"{path}: not JSON ({error}); remove it and measure again") from error
    if not isinstance(data, dict):
        raise UserError(f"{path}: not a file of costs; remove it and measure again")
    return data


COLUMNS = SIZES + ("programs", "ram", "instructions")


def table(preset, entries, reasons):
    """The costs, the largest first; a cost is what the figure becomes minus what it is."""
    rows = []
    for name in sorted(entries, key=lambda name: rank(entries[name])):
        item = entries[name]
        if "failed" in item:
            continue
        more = f"  (+{len(item['dependent'])} dependent)" if item.get("dependent") else ""
        rows.append(Row(f"{name} {item['value']} -> {item['flipped']}{more}",
                        [Cell(signed(item["delta"].get(key))) for key in COLUMNS], name))
    notes = [f"{name}: failed: {item['failed']}" for name, item in sorted(entries.items())
             if "failed" in item]
    if reasons:
        notes.append(f"{len(reasons)} options cannot be flipped in {preset}; --reasons says why")
    return Table(f"{preset}: what changes when one option is flipped", list(COLUMNS),
                 [Block("", rows)], notes)


def rank(item):
    delta = item.get("delta", {})
    return -sum(abs(delta.get(key) or 0) for key in ("text", "rodata", "data", "bss")), \
        -abs(delta.get("programs") or 0)


def signed(value):
    return None if value is None else f"{value:+d}" if value else "0"


def measure_preset(preset, wanted, jobs, progress):
    """({option: entry}, {option: why not}) of a preset's options, or of those in `wanted`."""
    found, reasons = flips(preset, wanted)
    results = measured(preset, [unflipped(preset)] + found, jobs or qemu.host_harts(), progress)
    return entries_of(found, results), reasons
