"""Reading and changing single options."""

import sys

from .. import solve, sources, tree, values
from ..build import Build
from ..inputs import ConfigurationError
from .common import edit, named_symbol, plain_name, present, tell
from .explaining import consequences


def get(arguments):
    """Print the values of options."""
    _, merge = present(arguments)
    for name in arguments.name:
        symbol = named_symbol(merge.kconf, name)
        value = symbol.str_value
        print(value if len(arguments.name) == 1 else f"{symbol.name}={value}")
    return 0


def set_(arguments):
    """Change options; the changes are edits over the preset, as those of menuconfig are."""
    try:
        return edit(Build(arguments.build), arguments.assignment)
    except ConfigurationError as error:
        if any("dependencies are not met" in problem for problem in error.problems):
            tell(["`kconf enable NAME` turns on what an option needs"])
        raise


def enable(arguments):
    """Turn options on with all that they need. Where there are several ways they are listed, and
    --pick takes one."""
    return carry_out(arguments, "y")


def disable(arguments):
    """Turn options off."""
    return carry_out(arguments, "n")


def carry_out(arguments, wanted):
    build = Build(arguments.build)
    build.adopt_hand_edits()
    merge = build.load(strict=False)
    tell(merge.notes)
    plan = {}
    for text in arguments.name:
        symbol, value = wish(merge.kconf, text, wanted)
        step = choose(build, symbol, value, plan, arguments.pick)
        if step is None:
            return 1
        plan.update(step)
    if not plan:
        print("nothing to change: " + ", ".join(arguments.name))
        return 0
    show_plan(build, plan)
    if arguments.dry_run:
        return 0
    return edit(build, solve.typed(plan))


def wish(kconf, text, wanted):
    """(symbol, value) that NAME or NAME=VALUE asks for."""
    name, equals, value = text.partition("=")
    symbol = named_symbol(kconf, name)
    if not equals:
        value = wanted if tree.is_bool(symbol) else None
        if value is None and wanted == "n":
            raise ConfigurationError([f"{name}: is no bool; `kconf set {name}=VALUE` changes it"])
    else:
        value, reason = sources.decode_value(symbol, value, False)
        if reason:
            raise ConfigurationError([f"{text}: {reason}"])
    return symbol, value


def choose(build, symbol, value, earlier, pick):
    """The plan to carry out after the plan `earlier`; None when there is none, or when somebody has
    to choose, which is then told."""
    found = solve.working_plans(build, symbol.name, value, earlier)
    title = symbol.name if value is None else f"{symbol.name}={value}"
    if not found:
        tell_impossible(build, symbol, value, earlier)
        return None
    if len(found) > 1 and pick is None:
        print(f"{title}: there are {len(found)} ways; take one with --pick N")
        for number, plan in enumerate(found, 1):
            print(f"  {number}: {' '.join(solve.typed(plan))}")
        return None
    if pick is not None and pick > len(found):
        print(f"error: --pick {pick}: there are only {len(found)} ways", file=sys.stderr)
        return None
    return found[(pick or 1) - 1]


def tell_impossible(build, symbol, value, earlier):
    """Why no plan works: what is said when the value is set all the same."""
    wanted = {} if value is None else {symbol.name: value}
    merge = solve.attempt(build, {**wanted, **earlier})
    reasons = merge.problems or [", ".join(tree.unmet_terms(merge.kconf.syms[symbol.name]))]
    for reason in reasons:
        print(f"error: no way was found: {reason}", file=sys.stderr)


def show_plan(build, plan):
    """What is set, and what changes by itself."""
    before = solve.attempt(build, {})
    after = solve.attempt(build, plan)
    print("sets:")
    for assignment in solve.typed(plan):
        symbol = after.kconf.syms[assignment.partition("=")[0]]
        print(f"  {assignment:<28} {tree.prompt_of(symbol)}")
    old, new = tree.assigned_values(before.kconf), tree.assigned_values(after.kconf)
    others = [change for change in values.differences(old, new, values.order_of(after.kconf))
              if change[0] not in plan]
    for line in consequences(after, others):
        print(f"  {line}")


def add_plan(parser):
    parser.add_argument("name", nargs="+", metavar="OPTION", help="or OPTION=VALUE")
    parser.add_argument("--dry-run", "-n", action="store_true",
                        help="only show what would be changed")
    parser.add_argument("--pick", type=int, metavar="N", choices=range(1, 100),
                        help="where there are several ways, take the one with this number")


def add_commands(add):
    sub = add(get, "kconf get NR_HARTS FS -B build/full")
    sub.add_argument("name", nargs="+", metavar="OPTION", type=plain_name)
    sub = add(set_, "kconf set NR_HARTS=4 MM_COW=n -B build/full")
    sub.add_argument("assignment", nargs="+", metavar="OPTION=VALUE")
    add_plan(add(enable, "kconf enable FS_SYMLINKS -B build/tiny --dry-run"))
    add_plan(add(disable, "kconf disable FS -B build/full --dry-run"))
