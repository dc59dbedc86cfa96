"""Two images, symbol by symbol: what is new, gone, larger and smaller."""

from .tables import Block, Cell, Row, Table


def leaves(item):
    """(section, path without it) -> bytes of all that has no children."""
    result = {}

    def walk(node, section, path):
        children = node.get("children")
        if not children:
            key = section, "/".join(path)
            result[key] = result.get(key, 0) + node["size"]
        for child in children or ():
            walk(child, section, path + [child["name"]])

    for section in item["tree"]["children"]:
        walk(section, section["name"], [])
    return result


def changes(before, after):
    """[(section, path, old, new)] of what differs, the largest difference first; old or new is None
    for what is not there."""
    old, new = leaves(before), leaves(after)
    result = [(section, path, old.get((section, path)), new.get((section, path)))
              for section, path in old.keys() | new.keys()
              if old.get((section, path)) != new.get((section, path))]
    return sorted(result, key=lambda change: (-abs(delta_of(change)), change[:2]))


def delta_of(change):
    return (change[3] or 0) - (change[2] or 0)


def summary(found):
    """How many of each kind there are, and by how much."""
    deltas = [delta_of(change) for change in found]
    added = sum(change[2] is None for change in found)
    removed = sum(change[3] is None for change in found)
    grown = sum(delta > 0 for delta in deltas) - added
    shrunk = sum(delta < 0 for delta in deltas) - removed
    up, down = sum(d for d in deltas if d > 0), -sum(d for d in deltas if d < 0)
    return (f"added {added}, removed {removed}, grown {grown}, shrunk {shrunk}; "
            f"+{up} -{down} bytes ({up - down:+d})")


def compare_symbols(before, after, limit=None):
    """The table of changes; its last block sums them by section."""
    found = changes(before, after)
    rows = [Row(f"{path}  {section}", [Cell(old), Cell(new, (new or 0) - (old or 0))],
                path, "bytes") for section, path, old, new in found[:limit]]
    hidden = len(found) - len(rows)
    names = [section["name"] for item in (before, after) for section in item["tree"]["children"]]
    totals = []
    for name in dict.fromkeys(names):
        old, new = (sum(section["size"] for section in item["tree"]["children"]
                        if section["name"] == name) for item in (before, after))
        moved = sum(delta_of(change) for change in found if change[0] == name)
        assert moved == new - old, (name, moved, new - old)
        if moved:
            totals.append(Row(name, [Cell(old), Cell(new, new - old)], name, "bytes"))
    blocks = [Block("Symbols" if not hidden else f"Symbols (the first {len(rows)} of {len(found)})",
                    rows)]
    blocks.append(Block("Total", totals))
    return Table(summary(found), [before["name"], after["name"]], blocks)
