"""The history of the figures: a line for each preset and commit in doc/history.csv."""

import csv
import os
import subprocess

from runner.builds import TOP

from . import budget
from .errors import UserError
from .tables import Block, Cell, Row, Table

PATH = os.path.join(TOP, "doc", "history.csv")
FIGURES = ("text", "rodata", "data_bss", "pages_used", "instructions")
COLUMNS = ("date", "commit", "preset") + FIGURES
BARS = "▁▂▃▄▅▆▇█"


def load(path=PATH):
    """The lines as dictionaries, figures as numbers or None, in the order of the file."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    for line in lines:
        missing = [name for name in COLUMNS if line.get(name) is None]
        if missing:
            raise UserError(f"{path}: a line without {', '.join(missing)}: {line}")
        for name in FIGURES:
            line[name] = int(line[name]) if line[name] else None
    return lines


def commit_date(commit):
    """When a commit was made, as git tells it: year-month-day and the time, in UTC."""
    result = subprocess.run(["git", "-C", TOP, "show", "-s", "--format=%cd",
                             "--date=format-local:%Y-%m-%d %H:%M", commit],
                            capture_output=True, text=True, env=dict(os.environ, TZ="UTC"))
    if result.returncode != 0:
        raise UserError(f"git knows no commit {commit!r}")
    return result.stdout.strip()


def add(items, path=PATH):
    """Add a line for each object, in place of an older one of the same preset and commit."""
    lines = load(path)
    for item in items:
        identity = item["identity"]
        if not identity.get("commit") or identity.get("dirty"):
            raise UserError(f"{item['name']}: the tree differs from its commit, so its figures "
                            "belong to none; commit first, or name git:REV:PRESET")
        now = budget.figures(item)
        line = {"date": commit_date(identity["commit"]), "commit": identity["commit"],
                "preset": identity["preset"], **{name: now.get(name) for name in FIGURES}}
        lines = [other for other in lines if (other["commit"], other["preset"])
                 != (line["commit"], line["preset"])] + [line]
    lines.sort(key=lambda line: (line["preset"], line["date"]))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def sparkline(values):
    """A bar for each value, the lowest and the highest as the ends of the scale."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (high - low) / (len(BARS) - 1) or 1
    return "".join(" " if value is None else BARS[round((value - low) / step)]
                   for value in values)


def table(lines, presets):
    """A block for each preset: a row for each commit, and the course of each figure."""
    blocks = []
    for preset in presets or sorted({line["preset"] for line in lines}):
        mine = [line for line in lines if line["preset"] == preset]
        if not mine:
            raise UserError(f"{preset}: nothing in the history; tools/kstat history add {preset}")
        rows, before = [], None
        for line in mine:
            cells = []
            for name in FIGURES:
                old = before and before[name]
                delta = None if old is None or line[name] is None else line[name] - old
                cells.append(Cell(line[name], delta))
            rows.append(Row(f"{line['date']} {line['commit']}", cells, line["commit"]))
            before = line
        rows.append(Row("", [Cell(sparkline([line[name] for line in mine])) for name in FIGURES]))
        blocks.append(Block(preset, rows, preset))
    return Table("", list(FIGURES), blocks)
