"""Facts about an option beyond its Kconfig text: system calls, programs, presets, costs.

Costs are read from doc/costs/PRESET.json, which tools/kstat writes:

    {"FS_SYMLINKS": {"value": "y", "flipped": "n",
                     "delta": {"text": -1204, "rodata": -56, "data": 0, "bss": 0, "programs": 0,
                               "ram": -4096, "instructions": -3100}}}

A delta is what the figure becomes minus what it is when the option is flipped in that preset:
bytes, and instructions of the start. One that could not be measured is null.
"""

import functools
import json
import os
import re

from . import layers, sources, tree
from .inputs import preset_names, preset_path, shown

CALL = re.compile(r"^SYSCALL\d\(CONFIG_(\w+), (\d+), (\w+),")
TABLE = os.path.join("kernel", "include", "abi", "abi", "syscall.def")
UNITS = {"text": "bytes", "rodata": "bytes", "data": "bytes", "bss": "bytes", "programs": "bytes",
         "ram": "bytes", "instructions": "instructions"}


@functools.lru_cache
def calls():
    """option -> [(number, name)] of the system calls that it provides."""
    found = {}
    with open(os.path.join(tree.SOURCE_TREE, TABLE), encoding="utf-8") as file:
        for line in file:
            match = CALL.match(line)
            if match:
                found.setdefault(match[1], []).append((int(match[2]), match[3]))
    return found


def calls_of(kconf, symbol):
    """The calls that a symbol provides itself or through options without a prompt that follow
    it, as CALLS_SYMLINKS follows FS_SYMLINKS."""
    names = [symbol.name]
    for other in kconf.unique_defined_syms:
        if not tree.has_prompt(other) and any(symbol in tree.symbols_in(value)
                                              for value, _ in other.defaults):
            names.append(other.name)
    return sorted(call for name in names for call in calls().get(name, []))


def programs_of(dependents, symbol):
    """Names of the programs that an option is, or that want it."""
    names = [symbol.name] + [other.name for other in dependents.get(symbol, [])]
    return [name[len("PROG_"):].lower() for name in names if name.startswith("PROG_")]


def preset_merges():
    """name -> Merge of each preset, those with few options first; a preset that is wrong counts as
    far as it goes."""
    merges = {}
    for name in preset_names():
        path = preset_path(name)
        merges[name] = layers.Merge(tree.load_tree())
        merges[name].add(sources.read_layer(path, shown(path)), strict=False)
    return dict(sorted(merges.items(), key=lambda item: count_on(item[1].kconf)))


def count_on(kconf):
    return sum(value not in ("n", "") for value in tree.assigned_values(kconf).values())


def costs_folder():
    return os.path.join(tree.SOURCE_TREE, "doc", "costs")


@functools.lru_cache
def costs():
    """preset -> {option: entry} as kstat has written it; a damaged file is no reason to fail."""
    found = {}
    folder = costs_folder()
    for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if entry.endswith(".json"):
            with open(os.path.join(folder, entry), encoding="utf-8") as file:
                try:
                    found[entry[:-len(".json")]] = dict(json.load(file))
                except (ValueError, TypeError):
                    continue
    return found


def cost_lines(name):
    """Lines that tell what the option costs in the presets where that was measured."""
    lines = []
    for preset, table in costs().items():
        entry = table.get(name)
        if not isinstance(entry, dict) or not isinstance(entry.get("delta"), dict):
            continue
        parts = [f"{entry['delta'][key]:+} {unit} of {key}" if unit == "bytes"
                 else f"{entry['delta'][key]:+} {unit}"
                 for key, unit in UNITS.items() if entry["delta"].get(key)]
        lines.append(f"{preset}: {entry.get('value')} -> {entry.get('flipped')}: "
                     + (", ".join(parts) or "no difference"))
    return lines
