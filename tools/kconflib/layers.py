"""Merging: Kconfig defaults < defconfig < fragments < -D < the user's edits; later wins.

What people wrote is checked strictly, one layer after the other: an assignment has to have its
effect once its own layer is merged. A later layer may take that effect away, since that is what
layers are for. All problems of a configuration are found before any is reported.
"""

from . import sources, tree


def apply_layer(kconf, layer, strict=True):
    """Merge `layer` into `kconf`; returns the problems found on the way, in the layer's order."""
    problems = list(layer.problems)
    effective = {}
    for assignment in layer.assignments:
        problem = apply_assignment(kconf, assignment, strict)
        if problem:
            problems.append(assignment.problem(problem))
            continue
        earlier = effective.get(assignment.name)
        if earlier and strict:
            problems.append(assignment.problem(f"was set before, at {earlier.place}"))
        effective[assignment.name] = assignment
    for assignment in effective.values():
        problem = check_effect(kconf, assignment)
        if problem:
            problems.append(assignment.problem(problem))
    return [message for _, message in sorted(problems)]


def apply_assignment(kconf, assignment, strict):
    """Give the symbol its value; returns why that is impossible, or None."""
    symbol = tree.find_symbol(kconf, assignment.name)
    if symbol is None:
        near = tree.nearest_names(kconf, assignment.name)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        return f"no such option{hint}"
    if not tree.has_prompt(symbol):
        return f"has no prompt: its value follows from other options (now {symbol.str_value})"
    value, reason = sources.decode_value(symbol, assignment.value,
                                         strict and not assignment.place.startswith("-D"))
    if reason:
        return reason
    if not symbol.set_value(value):
        return f"{assignment.value!r} is not a value for this option"
    return None


def check_effect(kconf, assignment):
    """Why the option does not have the value it was given, or None when it has."""
    symbol = kconf.syms[assignment.name]
    wanted, _ = sources.decode_value(symbol, assignment.value, False)
    if symbol.str_value == wanted:
        return None
    if symbol.visibility == tree.NO:
        return "its dependencies are not met: " + ", ".join(tree.unmet_terms(symbol))
    if tree.is_number(symbol):
        limits = tree.active_range(symbol)
        return f"{wanted} is out of range {limits[0]}..{limits[1]}"
    return explain_bool(symbol, wanted)


def explain_bool(symbol, wanted):
    if symbol.choice:
        chosen = symbol.choice.selection
        if wanted == "n":
            return "is the default of its choice; set another member to y instead"
        return f"another member of its choice was set in the same place: {chosen.name}"
    selecting = tree.selecting_symbols(symbol)
    if wanted == "n" and selecting:
        return f"is selected by {', '.join(selecting)}"
    return f"became {symbol.str_value}: " + ", ".join(tree.unmet_terms(symbol))
