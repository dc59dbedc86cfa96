"""The tables of `size`, `footprint` and `compare`."""

from . import attribution, features, metrics
from .causes import Causes, count
from .tables import Block, Cell, Row, Table, as_csv

def cells_of(values):
    """Cells from the values of the columns: the first is the base of the others' differences."""
    base = values[0]
    cells = [Cell(base)]
    for value in values[1:]:
        is_number = isinstance(value, int) and isinstance(base, int)
        cells.append(Cell(value, value - base if is_number else None))
    return cells


def compare(objects, everything=False):
    """The table of any number of objects; rows that do not differ are left out, unless
    `everything` is asked for or there is only one object."""
    everything = everything or len(objects) == 1
    blocks = number_blocks(objects, everything)
    blocks += [option_block(objects, everything), call_block(objects, everything)]
    blocks += [program_block(objects, everything), driver_block(objects, everything)]
    table = Table("", [item["name"] for item in objects], [b for b in blocks if b.rows])
    if not table.blocks:
        table.notes.append("There is no difference.")
    table.notes += [f"{item['name']}: {note}" for item in objects for note in item["notes"]]
    table.notes += spread_notes(objects)
    return table


def differs(values):
    return len(set(values)) > 1


def number_blocks(objects, everything):
    values, rows = {}, {}
    for number, item in enumerate(objects):
        for metric in metrics.metrics_of(item):
            place = metric.group, metric.key
            values.setdefault(place, [None] * len(objects))[number] = metric.value
            rows.setdefault(metric.group, {}).setdefault(metric.key, metric)
    drop_early_memory(objects, rows.get("memory", {}))
    blocks = []
    for group, title in metrics.GROUPS.items():
        known = rows.get(group, {})
        line = {key: absent_is_zero(values[group, key], group) for key in known}
        block = [Row(known[key].label, cells_of(line[key]), key, known[key].unit,
                     int(key in metrics.PARTS))
                 for key in ordered(known, group) if everything or differs(line[key])]
        if block:
            blocks.append(Block(title, block, group))
    return blocks


def drop_early_memory(objects, rows):
    """Memory when the scheduler is on is only of interest where some object gets no further."""
    reached = [item["boot"]["memory"] for item in objects
               if item.get("boot", {}).get("memory")]
    if all("init" in milestones for milestones in reached):
        for key in [key for key in rows if key.endswith(".scheduler")]:
            del rows[key]


def absent_is_zero(values, group):
    """A folder that an object does not have has 0 bytes there."""
    if group in ("loaded", "cleared"):
        return [value or 0 for value in values]
    return values


def ordered(rows, group):
    """The order of the first object that has a row; folders by name, buckets at the end."""
    if group in ("loaded", "cleared"):
        buckets = [name for name in attribution.BUCKETS if name in rows]
        return sorted(rows.keys() - set(buckets)) + buckets
    if group == "size":
        return [key for key, _ in metrics.SIZE_LABELS if key in rows]
    if group == "boot":
        return [name for name in metrics.MILESTONES if name in rows]
    return list(rows)


def option_block(objects, everything):
    known = [item for item in objects if item.get("options")]
    if not known:
        return Block(metrics.GROUPS["options"], [])
    causes = Causes([item["options"] for item in known])
    rows = []

    def add(name, below, indent):
        values = dict(zip((id(item) for item in known), causes.shown_values(name)))
        cells = [Cell(values.get(id(item))) for item in objects]
        more = f"  (+{count(below)} dependent)" if below and not everything else ""
        rows.append(Row(name + more, cells, name, "", indent))
        if everything:
            for other, further in below:
                add(other, further, indent + 1)

    branches = causes.tree()
    programs = [branch for branch in branches if is_program(branch) and not everything]
    for branch in branches:
        if branch not in programs:
            add(*branch, 0)
    if programs:
        rows.append(Row(f"PROG_: {len(programs)} options, see Programs",
                        [Cell(program_count(item)) for item in objects], "PROG_"))
    if everything:
        differing = set(causes.differing())
        for name in causes.order:
            if name not in differing and any(name in item["options"] for item in known):
                add(name, [], 0)
    return Block(metrics.GROUPS["options"], rows, "options")


def is_program(branch):
    name, below = branch
    return name.startswith("PROG_") and not below


def program_count(item):
    return sum(name.startswith("PROG_") and value == "y"
               for name, value in item.get("options", {}).items())


def call_block(objects, everything):
    names = {}
    for item in objects:
        names.update({int(number): name for number, name in item.get("calls", {}).items()})
    rows = []
    for number, name in sorted(names.items()):
        values = ["yes" if str(number) in item.get("calls", {}) else "no" for item in objects]
        if everything or differs(values):
            rows.append(Row(f"{number:3} {name}", [Cell(value) for value in values], str(number)))
    return Block(metrics.GROUPS["calls"], rows, "calls")


def program_block(objects, everything):
    names = sorted({name for item in objects for name in item.get("programs", {})})
    rows = []
    for name in names:
        values = [item.get("programs", {}).get(name) for item in objects]
        if everything or differs(values):
            rows.append(Row(name, cells_of(values), name, "bytes"))
    return Block(metrics.GROUPS["programs"], rows, "programs")


def driver_block(objects, everything):
    names = sorted({name for item in objects for name in item.get("drivers", ())})
    rows = []
    for name in names:
        values = ["yes" if name in item.get("drivers", ()) else "no" for item in objects]
        if everything or differs(values):
            rows.append(Row(name, [Cell(value) for value in values], name))
    return Block(metrics.GROUPS["drivers"], rows, "drivers")


def spread_notes(objects):
    """What to know of the counts of instructions."""
    spreads = [(milestone["spread"], milestone["min"]) for item in objects
               for milestone in item.get("boot", {}).get("milestones", {}).values()]
    if not spreads:
        return []
    runs = max(item["boot"]["runs"] for item in objects if "boot" in item)
    worst = max(100 * spread / count for spread, count in spreads if count)
    return [f"Instructions: the least of up to {runs} runs with one hart; runs differ by up to "
            f"{worst:.1f} %. Idle time is not counted."]


def size(objects):
    """Totals by section and by folder: what fits a screen."""
    table = compare(objects, everything=True)
    table.blocks = [block for block in table.blocks if block.key in ("size", "loaded", "cleared")]
    table.notes = [note for note in table.notes if "Instructions" not in note
                   and "start was not" not in note]
    return table


def footprint(item, by="dir", depth=None, sections=None):
    """The tree of one object with shares; `by` is the finest thing to show: dir, object or
    symbol, `depth` how many levels at most; `sections` which sections count."""
    root = attribution.Node("all", "image")
    for section in item["tree"]["children"]:
        if sections is None or section["name"] in sections:
            add_below(root, section)
    kinds = {"dir": ("folder", "bucket"), "object": ("folder", "bucket", "source"),
             "symbol": ("folder", "bucket", "source", "symbol")}[by]
    rows = []

    def walk(node, indent):
        share = 100.0 * node.size / root.size if root.size else 0.0
        rows.append(Row(node.name, [Cell(node.size), Cell(round(share, 1))], node.name, "bytes",
                        indent))
        for child in node.sorted_children():
            if child.kind in kinds and (depth is None or indent < depth):
                walk(child, indent + 1)

    walk(root, 0)
    return Table(item["name"], ["bytes", "%"], [Block("", rows)])


def add_below(node, data):
    """Add the sizes of a section's tree to a tree without sections."""
    node.size += data["size"]
    for child in data.get("children", ()):
        add_below(node.child(child["name"], child["kind"]), child)


def sections_of(item, which):
    """The names of the sections that --rom (what is loaded) or --ram (what can change) means."""
    names = [section["name"] for section in item["tree"]["children"]]
    cleared = {".bss", ".stacks"}
    if which == "rom":
        return [name for name in names if name not in cleared]
    return [name for name in names if name in cleared or name.startswith(".data")]


def csv_long(objects):
    """preset,group,metric,value,unit: one line for each figure."""
    rows = [["preset", "group", "metric", "value", "unit"]]
    for item in objects:
        for metric in metrics.metrics_of(item):
            rows.append([item["name"], metric.group, metric.key, metric.value, metric.unit])
        for name, value in sorted(item.get("options", {}).items()):
            rows.append([item["name"], "options", name, value, ""])
        table = features.call_table()
        for number in sorted(item.get("calls", {}), key=int):
            option = table.get(int(number), ("", ""))[1]
            rows.append([item["name"], "calls", item["calls"][number], number, option])
        for name, value in item.get("programs", {}).items():
            rows.append([item["name"], "programs", name, value, "bytes"])
    return as_csv(rows)


def csv_wide(objects):
    """One line for each object, a column for each figure that any of them has."""
    figures = [{f"{metric.group}.{metric.key}": metric.value
                for metric in metrics.metrics_of(item)} for item in objects]
    columns = list(dict.fromkeys(name for item in figures for name in item))
    return as_csv([["preset"] + columns] + [
        [item["name"]] + [values.get(name, "") for name in columns]
        for item, values in zip(objects, figures)])
