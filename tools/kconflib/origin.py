"""Where the value of an option comes from."""

from dataclasses import dataclass

from kconfiglib import AND, expr_str, expr_value, split_expr

from . import tree


WHO = {"preset": "set by the preset", "fragment": "set by a fragment",
       "command line": "set on the command line", "edit": "set by you"}


@dataclass(frozen=True)
class Origin:
    """`kind` is preset, fragment, command line, edit, select, imply, default, choice or nothing;
    `text` says it for people; `place` is file:line, or the argument."""
    kind: str
    text: str
    place: str


def of(merge, symbol):
    """The Origin of a symbol's present value in a Merge."""
    if symbol.choice and symbol.str_value == "n" and symbol.choice.selection:
        chosen = symbol.choice.selection
        return Origin("choice", f"{chosen.name} is chosen instead", of(merge, chosen).place)
    return from_select(symbol) or from_assignment(merge, symbol) or from_default(symbol) \
        or from_imply(symbol) or from_nothing(symbol)


def from_select(symbol):
    if not tree.is_bool(symbol) or symbol.str_value == "n":
        return None
    for term in tree.selecting_terms(symbol):
        if expr_value(term):
            selecting = split_expr(term, AND)[0]
            return Origin("select", f"selected by {expr_str(selecting)}",
                          tree.place_of(selecting))
    return None


def from_assignment(merge, symbol):
    """Set by a person and visible; a number out of range counts as not set."""
    if symbol.name not in merge.origins or not symbol.visibility:
        return None
    kind, assignment = merge.origins[symbol.name]
    if symbol.user_value is None or tree.is_number(symbol) \
            and symbol.user_value != symbol.str_value:
        return None
    return Origin(kind, WHO[kind], assignment.place)


def from_default(symbol):
    """The first default whose condition holds; for a member of a choice, that of the choice."""
    if symbol.choice and symbol.str_value == "y":
        return Origin("default", f"the default of the choice {symbol.choice.name}",
                      tree.place_of(symbol.choice))
    for node in symbol.nodes:
        for (_, condition), (value, written) in zip(node.defaults, node.orig_defaults):
            if expr_value(condition):
                when = "" if written is symbol.kconfig.y else f" if {expr_str(written)}"
                shown = expr_str(value)
                return Origin("default", f"default {shown}{when}",
                              tree.place(node))
    return None


def from_imply(symbol):
    if tree.is_bool(symbol) and symbol.str_value == "y" \
            and symbol.weak_rev_dep is not symbol.kconfig.n:
        return Origin("imply", f"implied by {expr_str(symbol.weak_rev_dep)}",
                      tree.place_of(symbol))
    return None


def from_nothing(symbol):
    if not symbol.visibility and tree.has_prompt(symbol):
        unmet = ", ".join(tree.unmet_terms(symbol))
        return Origin("nothing", f"its dependencies are not met: {unmet}", tree.place_of(symbol))
    what = "off" if tree.is_bool(symbol) else "empty"
    return Origin("nothing", f"it has no default, so it is {what}", tree.place_of(symbol))
