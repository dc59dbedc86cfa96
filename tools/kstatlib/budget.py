"""Budgets: what each preset may cost at most, and what it cost when that was last looked at.

configs/budgets.json has for each preset the limits, and as a baseline the figures and the bytes of
each source file at the commit of the last update. A check that fails says which files grew most.
"""

import json
import os

from runner.builds import TOP

from . import boot
from .errors import UserError
from .metrics import section_group

PATH = os.path.join(TOP, "configs", "budgets.json")
LIMITS = {"text": "bytes of code", "rodata": "bytes of constants",
          "data_bss": "bytes of variables", "pages_used": "pages in use when init starts",
          "instructions": "instructions until the scheduler runs"}
# What an update leaves free, in percent, and at least.
MARGIN_PERCENT = 1
SMALLEST_MARGIN = {"text": 64, "rodata": 64, "data_bss": 128, "pages_used": 2, "instructions": 500}
SHOWN = 10

# The milestones that are the same in every start: later ones wait for the disk, and a host that is
# busy lets them wait longer.
EXACT = ("main", "scheduler")


def figures(item):
    """What is limited, of an object; without the start where that was not measured."""
    size = item["size"]
    result = {"text": size["text"], "rodata": size["rodata"],
              "data_bss": size["data"] + size["bss"]}
    measured = item.get("boot", {})
    memory = measured.get("memory", {}).get("init")
    if memory:
        total = int(item["options"]["QEMU_MEMORY"]) * (1 << 20) // boot.PAGE_SIZE
        result["pages_used"] = total - memory["free_pages"]
    milestones = measured.get("milestones")
    if milestones:
        result["instructions"] = max(figure["min"] for name, figure in milestones.items()
                                     if name in EXACT)
    return result


def file_bytes(item):
    """{source file or bucket: bytes} of all sections, what is cleared included."""
    result = {}

    def walk(node, path):
        for child in node.get("children", ()):
            if child["kind"] == "folder":
                walk(child, path + [child["name"]])
            else:
                name = "/".join(path + [child["name"]])
                result[name] = result.get(name, 0) + child["size"]

    for section in item["tree"]["children"]:
        if section_group(section["name"]) == "loaded" or section["name"] == ".bss":
            walk(section, [])
    return result


def load(path=PATH):
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise UserError(f"{path}: not JSON ({error})") from error
    for preset, entry in data.items():
        unknown = set(entry.get("limits", {})) - set(LIMITS)
        if "limits" not in entry or "baseline" not in entry or unknown:
            raise UserError(f"{path}: {preset}: limits and baseline are wanted; limits are of "
                            f"{', '.join(LIMITS)}; `tools/kstat budget update {preset}` makes them")
    return data


def check(item, entry):
    """What is wrong, as lines for people; nothing when the object is within its limits."""
    now, problems = figures(item), []
    for name, limit in entry["limits"].items():
        if name not in now:
            problems.append(f"{item['name']}: {LIMITS[name]}: not measured: "
                            + "; ".join(item["notes"]))
        elif now[name] > limit:
            before = entry["baseline"]["figures"].get(name)
            grown = "" if before is None else f", {now[name] - before:+} since the last update"
            problems.append(f"{item['name']}: {now[name]} {LIMITS[name]}, {now[name] - limit} more "
                            f"than the budget of {limit}{grown}")
    if problems:
        problems += growths(item, entry["baseline"])
    return problems


def growths(item, baseline):
    """The files that grew most since the baseline."""
    old, now = baseline["files"], file_bytes(item)
    deltas = sorted(((now.get(name, 0) - old.get(name, 0), name)
                     for name in old.keys() | now.keys()), key=lambda pair: (-pair[0], pair[1]))
    lines = [f"  {delta:+7} bytes  {name}" for delta, name in deltas[:SHOWN] if delta > 0]
    if lines:
        lines.insert(0, f"what grew most since {baseline['commit']}:")
    preset = item["identity"]["preset"]
    before = f"git:{baseline['commit']}:{preset}"
    lines.append(f"symbol by symbol: tools/kstat compare --symbols {before} {preset}; "
                 f"to allow it: tools/kstat budget update {preset}")
    return lines


def with_margin(name, value):
    return value + max(value * MARGIN_PERCENT // 100, SMALLEST_MARGIN[name])


def update(items, path=PATH, keep_limits=False):
    """Take the objects as the new baselines, and limits a little above them; `keep_limits` leaves
    limits that there are already as they are."""
    data = load(path)
    for item in items:
        now = figures(item)
        limits = {name: with_margin(name, value) for name, value in now.items()}
        if keep_limits and item["name"] in data:
            limits.update(data[item["name"]]["limits"])
        data[item["name"]] = {
            "limits": limits,
            "baseline": {"commit": item["identity"]["commit"], "figures": now,
                         "files": dict(sorted(file_bytes(item).items()))}}
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(data, indent=1, sort_keys=True) + "\n")
