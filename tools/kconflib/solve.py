"""What has to be set so that an option gets a value.

A plan is a dictionary name -> value of what is to be set over the present values. The search walks
the conditions of the option's prompt: an AND wants all of its parts, an OR any, so there can be
several plans. Those found are tried on a copy of the configuration before they are offered.
"""

import kconfiglib
from kconfiglib import (AND, EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL, NOT, OR, UNEQUAL,
                        Symbol)

from . import sources, tree

MOST_PLANS = 200
OPPOSITE = {EQUAL: UNEQUAL, UNEQUAL: EQUAL, LESS: GREATER_EQUAL, GREATER_EQUAL: LESS,
            GREATER: LESS_EQUAL, LESS_EQUAL: GREATER}
MIRRORED = {EQUAL: EQUAL, UNEQUAL: UNEQUAL, LESS: GREATER, GREATER: LESS,
            LESS_EQUAL: GREATER_EQUAL, GREATER_EQUAL: LESS_EQUAL}


def plans(symbol, value):
    """The plans that give `symbol` the value, shortest first. `value` None only makes an option
    that is no bool settable."""
    if symbol.str_value == value:
        return [{}]
    if tree.is_bool(symbol):
        found = want_bool(symbol, value, {}, ())
    else:
        start = {symbol.name: value} if value is not None else {}
        found = all_of(tree.prompt_conditions(symbol), True, start, (symbol.name,))
    return sorted(without_detours(found), key=len)


def without_detours(found):
    """Those plans that do not contain another one."""
    unique = [plan for index, plan in enumerate(found) if plan not in found[:index]]
    return [plan for plan in unique
            if not any(other is not plan and other.items() < plan.items() for other in unique)]


def want(expression, truth, plan, stack):
    """The plans that extend `plan` so that the expression is true, or false."""
    if not isinstance(expression, tuple):
        if isinstance(expression, Symbol):
            return want_bool(expression, "y" if truth else "n", plan, stack)
        if bool(kconfiglib.expr_value(expression)) == truth:
            return [plan]
        return all_of(tree.prompt_conditions(expression), truth, plan, stack) if truth else []
    operator = expression[0]
    if operator == NOT:
        return want(expression[1], not truth, plan, stack)
    if operator in (AND, OR):
        combine = all_of if (operator == AND) == truth else any_of
        return combine(expression[1:], truth, plan, stack)
    return want_relation(*expression, truth, plan, stack)


def all_of(expressions, truth, plan, stack):
    found = [plan]
    for expression in expressions:
        found = [longer for shorter in found[:MOST_PLANS]
                 for longer in want(expression, truth, shorter, stack)]
    return found


def any_of(expressions, truth, plan, stack):
    """What is so already needs no decision."""
    found = [longer for expression in expressions
             for longer in want(expression, truth, plan, stack)]
    return [plan] if plan in found else found[:MOST_PLANS]


def want_bool(symbol, value, plan, stack):
    if symbol.name in plan:
        return [plan] if plan[symbol.name] == value else []
    if symbol.is_constant or not symbol.nodes:
        return [plan] if symbol.str_value == value else []
    if symbol.str_value == value and not displaced(symbol, plan):
        return [plan]
    if symbol.name in stack:
        return []
    stack = stack + (symbol.name,)
    if not tree.has_prompt(symbol):
        return want_derived(symbol, value, plan, stack)
    if value == "n":
        return want_off(symbol, plan, stack)
    if displaced(symbol, plan):
        return []
    return all_of(tree.prompt_conditions(symbol), True, {**plan, symbol.name: "y"}, stack)


def displaced(symbol, plan):
    """Whether the plan chooses another member of the symbol's choice."""
    return bool(symbol.choice) and any(
        plan.get(other.name) == "y" for other in symbol.choice.syms if other is not symbol)


def want_off(symbol, plan, stack):
    if symbol.choice:
        return [longer for other in symbol.choice.syms if other is not symbol
                for longer in want_bool(other, "y", plan, stack)]
    return [longer for shorter in all_of(tree.prompt_conditions(symbol), True,
                                         {**plan, symbol.name: "n"}, stack)
            for longer in all_of(tree.selecting_terms(symbol), False, shorter, stack)]


def want_derived(symbol, value, plan, stack):
    """A symbol without a prompt has the value of a default, or is selected."""
    sources = [(AND, default, condition) for default, condition in symbol.defaults]
    sources += tree.selecting_terms(symbol)
    combine = any_of if value == "y" else all_of
    return combine(sources, value == "y", plan, stack)


def want_relation(operator, left, right, truth, plan, stack):
    """A comparison of a symbol with a constant."""
    if not truth:
        operator = OPPOSITE[operator]
    if left.is_constant or not left.nodes:
        left, right, operator = right, left, MIRRORED[operator]
    if left.is_constant or not left.nodes:
        return [plan] if kconfiglib.expr_value((operator, left, right)) else []
    if tree.is_bool(left) and operator in (EQUAL, UNEQUAL):
        value = right.str_value
        if operator == UNEQUAL:
            value = "n" if value == "y" else "y"
        return want_bool(left, value, plan, stack)
    if left.name not in plan and kconfiglib.expr_value((operator, left, right)):
        return [plan]
    value = value_for(operator, left, right.str_value)
    if value is None or plan.get(left.name, value) != value:
        return []
    return all_of(tree.prompt_conditions(left), True, {**plan, left.name: value}, stack)


def value_for(operator, symbol, bound):
    """A value that stands so to `bound`, within the symbol's range; None if there is none."""
    if not tree.is_number(symbol):
        return bound if operator == EQUAL else None
    number = tree.as_number(symbol, bound)
    limits = tree.active_range(symbol) or (number - 1, number + 1)
    candidates = {EQUAL: [number], UNEQUAL: [number + 1, number - 1], GREATER: [number + 1],
                  LESS: [number - 1], GREATER_EQUAL: [number], LESS_EQUAL: [number]}[operator]
    fitting = [n for n in candidates if limits[0] <= n <= limits[1]]
    if not fitting:
        return None
    return hex(fitting[0]) if tree.type_name(symbol) == "hex" else str(fitting[0])


def typed(plan):
    """A plan as NAME=VALUE texts, what is needed before what needs it."""
    return [f"{name}={value}" for name, value in reversed(plan.items())]


def working_plans(build, name, value, earlier):
    """The plans that turn out well when they are tried."""
    before = attempt(build, earlier)
    found = plans(before.kconf.syms[name], value)
    working = [needed(build, name, value, plan, earlier) for plan in found
               if works(build, name, value, {**earlier, **plan})]
    return sorted(without_detours(working), key=len)


def needed(build, name, value, plan, earlier):
    """The plan without what would come by itself, by a default; the wish itself stays."""
    for step in [step for step in plan if step != name]:
        shorter = {key: plan[key] for key in plan if key != step}
        if works(build, name, value, {**earlier, **shorter}):
            plan = shorter
    return plan


def attempt(build, plan):
    """A Merge with the plan carried out; its problems tell what had no effect."""
    merge = build.load(strict=False)
    merge.problems.clear()
    merge.add(sources.typed_layer(typed(plan), "command line"))
    return merge


def works(build, name, value, plan):
    merge = attempt(build, plan)
    symbol = merge.kconf.syms[name]
    return not merge.problems and (symbol.visibility if value is None
                                   else symbol.str_value == value)
