"""Whole configurations at once: all no, all yes, or at random."""

import random

from . import layers, tree

ATTEMPTS = 500
DEFAULT_SHARE = 0.4


def settable(kconf):
    """The symbols that have a prompt and stand for themselves, in the order of the tree."""
    return [symbol for symbol in kconf.unique_defined_syms
            if tree.has_prompt(symbol) and not symbol.choice]


def set_all(kconf, value):
    """Give every bool the value y or n, as far as its dependencies allow; choices and numbers have
    their defaults."""
    for symbol in settable(kconf):
        if tree.is_bool(symbol):
            symbol.set_value(value)


def constrain(kconf, constraints):
    """Set what the Layer `constraints` says; returns its problems. An option whose dependencies are
    not met has no effect, unless it is to be y."""
    problems = list(constraints.problems)
    for assignment in constraints.assignments:
        problem = layers.apply_assignment(kconf, assignment, strict=True)
        if problem:
            problems.append(assignment.problem(problem))
    return [message for _, message in problems]


def unmet_constraints(kconf, constraints):
    """Messages for those options that were to be y, or are visible, and are something else."""
    return [assignment.problem(problem)[1] for assignment in constraints.assignments
            for problem in [layers.check_effect(kconf, assignment)]
            if problem and (assignment.value == "y" or kconf.syms[assignment.name].visibility)]


def set_at_random(kconf, seed, probability, constraints):
    """A random configuration that meets the constraints; the same for the same seed. A bool is y
    with a probability of `probability` percent. Returns the problems, if it was not possible."""
    generator = random.Random(seed)
    for _ in range(ATTEMPTS):
        kconf.unset_values()
        problems = constrain(kconf, constraints)
        if problems:
            return problems
        decide(kconf, generator, probability, {a.name for a in constraints.assignments})
        problems = unmet_constraints(kconf, constraints)
        if not problems:
            return []
    return problems


def decide(kconf, generator, probability, decided):
    """Decide what is visible until nothing more becomes visible by it."""
    undecided = [symbol for symbol in kconf.unique_defined_syms
                 if tree.has_prompt(symbol) and symbol.name not in decided
                 and not (symbol.choice and any(s.name in decided for s in symbol.choice.syms))]
    while True:
        visible = [symbol for symbol in undecided if symbol.visibility]
        if not visible:
            return
        for symbol in visible:
            if symbol.visibility and symbol in undecided:
                decide_one(symbol, generator, probability)
                members = symbol.choice.syms if symbol.choice else [symbol]
                undecided = [other for other in undecided if other not in members]


def decide_one(symbol, generator, probability):
    if symbol.choice:
        generator.choice([s for s in symbol.choice.syms if s.visibility]).set_value("y")
    elif tree.is_bool(symbol):
        symbol.set_value("y" if generator.random() * 100 < probability else "n")
    elif tree.is_number(symbol) and generator.random() > DEFAULT_SHARE:
        low, high = tree.active_range(symbol)
        number = random_number(generator, low, high)
        symbol.set_value(hex(number) if tree.type_name(symbol) == "hex" else str(number))


def random_number(generator, low, high):
    """Between low and high, small ones as often as large ones."""
    return min(high, low + int((high - low + 1) ** generator.random()) - 1)
