"""Tables, and the formats in which they are printed: aligned text, CSV, Markdown.

A table has blocks; a block has a title and rows; a row has a label and a cell for each column. A
cell is a number with an optional difference to the base, a text, or None for what is not there.
"""

import csv
import io
from dataclasses import dataclass, field

MISSING = "-"


@dataclass
class Cell:
    """`delta` is the difference to the base column, None when there is none."""
    value: object
    delta: object = None


@dataclass
class Row:
    label: str
    cells: list
    key: str = ""
    unit: str = ""
    indent: int = 0


@dataclass
class Block:
    title: str
    rows: list
    key: str = ""


@dataclass
class Table:
    """`columns` are the titles of the cells; `notes` follow the table."""
    title: str
    columns: list
    blocks: list
    notes: list = field(default_factory=list)


def number_text(value, human=False, unit=""):
    """A value as text: exact, or in KiB and MiB when that was asked for."""
    if value is None:
        return MISSING
    if isinstance(value, float):
        return f"{value:.1f}"
    if human and unit == "bytes" and isinstance(value, int) and abs(value) >= 1024:
        size, name = (value / 1024, "K") if abs(value) < 1 << 20 else (value / (1 << 20), "M")
        return f"{size:.1f}{name}"
    return str(value)


def delta_text(delta, human=False, unit=""):
    if delta is None:
        return ""
    if delta == 0:
        return "="
    text = number_text(abs(delta), human, unit)
    return ("+" if delta > 0 else "-") + text


def as_text(table, human=False):
    """Aligned columns of fixed width; without colour."""
    lines = [table.title, ""] if table.title else []
    rows = [row for block in table.blocks for row in block.rows]
    shown = {id(row): [(number_text(cell.value, human, row.unit),
                        delta_text(cell.delta, human, row.unit)) for cell in row.cells]
             for row in rows}
    labels = max([len(row.label) + 2 * row.indent + 2 for row in rows] or [0])
    labels = max([labels] + [len(block.title) for block in table.blocks])
    widths = []
    for number, column in enumerate(table.columns):
        values = max([len(shown[id(row)][number][0]) for row in rows] or [0])
        deltas = max([len(shown[id(row)][number][1]) for row in rows] or [0])
        gap = 1 if deltas else 0
        values = max(values, len(column) - deltas - gap)
        widths.append((values, deltas + gap))
    head = " " * labels + "".join("  " + column.rjust(values + deltas)
                                  for column, (values, deltas) in zip(table.columns, widths))
    lines.append(head.rstrip())
    for block in table.blocks:
        if block.title:
            lines.append(block.title)
        for row in block.rows:
            label = "  " * (row.indent + 1) + row.label
            cells = "".join("  " + value.rjust(width) + delta.rjust(room)
                            for (value, delta), (width, room) in zip(shown[id(row)], widths))
            lines.append((label.ljust(labels) + cells).rstrip())
    lines += [""] * bool(table.notes) + table.notes
    return "\n".join(lines) + "\n"


def as_markdown(table, human=False):
    """A table for a comment; blocks after the first are folded away."""
    lines = [f"### {table.title}", ""] if table.title else []
    for number, block in enumerate(block for block in table.blocks if block.rows):
        folded = number >= 3
        if folded:
            rows = "1 row" if len(block.rows) == 1 else f"{len(block.rows)} rows"
            lines += [f"<details><summary>{block.title} ({rows})</summary>", ""]
        lines.append("| " + " | ".join([block.title or " "] + table.columns) + " |")
        lines.append("|---|" + "---:|" * len(table.columns))
        for row in block.rows:
            cells = [markdown_cell(cell, human, row.unit) for cell in row.cells]
            label = "&emsp;" * row.indent + row.label.replace("|", "\\|").strip()
            lines.append("| " + " | ".join([label] + cells) + " |")
        lines.append("")
        if folded:
            lines += ["</details>", ""]
    lines += [f"{note}  " for note in table.notes]
    return "\n".join(lines).rstrip() + "\n"


def markdown_cell(cell, human, unit):
    text = number_text(cell.value, human, unit).replace("|", "\\|")
    delta = delta_text(cell.delta, human, unit)
    return f"{text} ({delta})" if delta and delta != "=" else text


def as_csv(rows):
    """Lines of comma-separated values from lists."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows(rows)
    return output.getvalue()
