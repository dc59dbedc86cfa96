"""Merging: Kconfig defaults < defconfig < fragments < -D < the user's edits; later wins.

What people wrote is checked strictly, one layer after the other: an assignment has to have its
effect once its own layer is merged. A later layer may take that effect away, since that is what
layers are for. All problems of a configuration are found before any is reported.
"""

from dataclasses import replace

from . import renames, sources, tree


class Merge:
    """A tree into which layers are merged.

    `problems` are mistakes, `notes` what a person should know but that is no mistake, and
    `origins` has for each option (kind of layer, Assignment) of what decided it last."""

    def __init__(self, kconf):
        self.kconf = kconf
        self.problems = []
        self.notes = []
        self.origins = {}

    def add(self, layer, strict=True):
        """Merge a layer. What is wrong in it is a problem, or a note if not strict."""
        found = list(layer.problems)
        effective = {}
        for assignment in map(self.renamed, layer.assignments):
            problem = apply_assignment(self.kconf, assignment, strict)
            earlier = effective.get(assignment.name)
            if problem:
                found.append(assignment.problem(problem))
                continue
            if earlier and strict:
                found.append(assignment.problem(f"was set before, at {earlier.place}"))
            effective[assignment.name] = assignment
        for assignment in effective.values():
            problem = check_effect(self.kconf, assignment)
            if problem:
                found.append(assignment.problem(problem))
            self.note_origin(layer.kind, assignment)
        (self.problems if strict else self.notes).extend(
            message for _, message in sorted(found))

    def renamed(self, assignment):
        """The assignment under the option's present name."""
        new = renames.new_name(assignment.name)
        if not new or tree.find_symbol(self.kconf, assignment.name):
            return assignment
        self.notes.append(assignment.problem(f"is called {new} now; please change it")[1])
        return replace(assignment, name=new)

    def note_origin(self, kind, assignment):
        symbol = self.kconf.syms[assignment.name]
        if symbol.choice and assignment.value == "y":
            for member in symbol.choice.syms:
                self.origins.pop(member.name, None)
        self.origins[assignment.name] = (kind, assignment)


def apply_assignment(kconf, assignment, strict):
    """Give the symbol its value; returns why that is impossible, or None."""
    symbol = tree.find_symbol(kconf, assignment.name)
    if symbol is None:
        return renames.why_gone(assignment.name) or tree.unknown_option(kconf, assignment.name)
    if not tree.has_prompt(symbol):
        return f"has no prompt: its value follows from other options (now {symbol.str_value})"
    value, reason = sources.decode_value(symbol, assignment.value,
                                         strict and not assignment.is_typed)
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
