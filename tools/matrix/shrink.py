"""The smallest configuration that still fails in the same stage: assignments are taken away, halves
first, then one by one, as long as the failure stays (delta debugging)."""

from kconflib import outputs, sources, tree

from . import trial


def minimal(assignments):
    """The minimal text that these assignments amount to, as far as they have an effect."""
    kconf = tree.load_tree()
    for assignment in assignments:
        symbol = kconf.syms[assignment.name]
        value, _ = sources.decode_value(symbol, assignment.value, True)
        symbol.set_value(value)
    return outputs.minimal_text(kconf)


def shrink(text, stage, slot, budget=40):
    """Returns (text, trials made). At most `budget` trials."""
    present = sources.parse_lines(text.splitlines(), "row").assignments
    known = {minimal(present): True}
    size = max(1, len(present) // 2)
    while size >= 1 and len(known) < budget:
        smaller = without_a_piece(present, size, stage, slot, known, budget)
        if smaller is None:
            size //= 2
        else:
            present = smaller
            size = min(size, max(1, len(present) // 2))
    return minimal(present), len(known) - 1


def without_a_piece(present, size, stage, slot, known, budget):
    """The assignments without `size` of them in a row, if it still fails then; else None."""
    for start in range(0, len(present), size):
        left = present[:start] + present[start + size:]
        text = minimal(left)
        if text not in known and len(known) < budget:
            known[text] = trial.attempt(text, slot).stage == stage
            if known[text]:
                return left
    return None
