"""The command line of tools/kstat. Exit status: 0 fine, 1 something is wrong with what was given
or a budget is exceeded, 2 usage."""

import argparse
import importlib.util
import json
import os
import sys

from runner import builds
from runner.builds import BuildError
from runner.cli import positive
from runner.images import ImageError

from . import budget, compare, cost, history, measure, subjects, symbols, tables
from .errors import UserError

FORMATS = ("table", "json", "csv", "markdown")
SUBJECTS_HELP = "presets, build folders, ELF files, JSON files of kstat, or git:REV:PRESET"


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def show(arguments, table, objects):
    """Print in the format that was asked for; JSON and CSV have the objects with all figures."""
    if arguments.format == "json":
        say(json.dumps(measure.document(objects), indent=1, sort_keys=True) + "\n")
    elif arguments.format == "csv":
        say(compare.csv_wide(objects) if arguments.wide else compare.csv_long(objects))
    elif arguments.format == "markdown":
        say(tables.as_markdown(table, arguments.human))
    else:
        say(tables.as_text(table, arguments.human))
    return 0


def measured(arguments, names, **how):
    return subjects.measure_all(names, None if arguments.no_build else sys.stderr, **how)


def with_built(arguments):
    """What was named, and with --built the presets whose build folders have a kernel."""
    named = arguments.subjects
    folders = {os.path.abspath(name) for name in named}
    return named + [name for name in builds.preset_names() if arguments.built
                    and os.path.exists(builds.Build(name).kernel) and name not in named
                    and builds.Build(name).folder not in folders]


def size(arguments):
    """Bytes by section and by folder: one screen."""
    objects = measured(arguments, arguments.subjects or ["full"], with_boot=False)
    return show(arguments, compare.size(objects), objects)


def footprint(arguments):
    """The tree of folders, files and symbols, with their shares."""
    objects = measured(arguments, [arguments.subject], with_boot=False)
    which = "rom" if arguments.rom else "ram" if arguments.ram else None
    sections = compare.sections_of(objects[0], which) if which else None
    table = compare.footprint(objects[0], arguments.by, arguments.depth, sections)
    return show(arguments, table, objects)


def compare_command(arguments):
    """Any number of them side by side; the first is the base. Only what differs is shown."""
    objects = measured(arguments, with_built(arguments),
                       with_boot=not (arguments.no_boot or arguments.symbols),
                       with_smallest=arguments.all and not arguments.symbols)
    if arguments.symbols:
        if len(objects) != 2:
            raise UserError("--symbols compares two")
        table = symbols.compare_symbols(*objects, limit=None if arguments.all else 60)
    else:
        table = compare.compare(objects, arguments.all)
    return show(arguments, table, objects)


def add_formats(parser):
    add_no_build(parser)
    parser.add_argument("--format", "-f", choices=FORMATS, default="table")
    parser.add_argument("--wide", action="store_true", help="with csv: one line for each preset")
    parser.add_argument("-h", "--human", action="store_true", help="bytes in K and M")
    parser.add_argument("--help", action="help", help="show this help")


class Progress:
    """A bar on a terminal, else a line for each tenth."""

    def __init__(self):
        self.bar = self.task = None
        self.told = -1

    def __call__(self, done, total, option):
        if sys.stderr.isatty() and importlib.util.find_spec("rich"):
            self.draw(done, total, option)
        elif total and done * 10 // total > self.told:
            self.told = done * 10 // total
            print(f"{done} of {total}", file=sys.stderr, flush=True)

    def draw(self, done, total, option):
        if self.bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar
            self.bar = Bar(*Bar.get_default_columns(), console=Console(stderr=True))
            self.bar.start()
            self.task = self.bar.add_task("measuring", total=total)
        self.bar.update(self.task, completed=done, description=option or "measuring")

    def close(self):
        if self.bar:
            self.bar.stop()


def cost_command(arguments):
    """Flip one option at a time and measure: what each costs in bytes, memory and instructions.

    The results are written to doc/costs/PRESET.json, where `tools/kconf info` finds them."""
    if arguments.preset not in builds.preset_names():
        raise UserError(f"{arguments.preset}: no such preset; there are: "
                        f"{', '.join(builds.preset_names())}")
    progress = Progress()
    wanted = arguments.options.split(",") if arguments.options else None
    try:
        entries, reasons = cost.measure_preset(arguments.preset, wanted, arguments.jobs, progress)
    finally:
        progress.close()
    cost.write(arguments.preset, entries, arguments.output)
    if arguments.reasons:
        for name, reason in reasons.items():
            say(f"{name}: {reason}\n")
    table = cost.table(arguments.preset, entries, reasons)
    as_format = tables.as_markdown if arguments.format == "markdown" else tables.as_text
    say(as_format(table))
    return 0


def report(arguments):
    """Write one HTML file with everything: matrix, treemaps, options, calls, start, costs, history.

    The file needs nothing else and loads nothing."""
    from . import browser, dashboard
    names = with_built(arguments) or builds.preset_names()
    items = measured(arguments, names, with_smallest=arguments.all)
    path = arguments.output or dashboard.default_path()
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(dashboard.page(items))
    if arguments.screenshots:
        browser.screenshots(path, arguments.screenshots)
    say(f"{os.path.relpath(path)}\n")
    return 0


def add_report_command(subparsers):
    sub = add_command(subparsers, "report", report)
    sub.add_argument("subjects", nargs="*", metavar="WHAT", help=f"{SUBJECTS_HELP} (default: all "
                     "presets)")
    sub.add_argument("--built", action="store_true", help="and all presets that are built")
    sub.add_argument("--all", action="store_true", help="the smallest -m that starts, too")
    sub.add_argument("--output", "-o", metavar="FILE",
                     help="where to (default: build/kstat/report.html)")
    sub.add_argument("--screenshots", metavar="FOLDER", help="and pictures of its parts")
    add_no_build(sub)
    sub.add_argument("--help", action="help", help="show this help")


def budget_check(arguments):
    """Compare presets with their limits in configs/budgets.json."""
    budgets = budget.load()
    names = arguments.presets or sorted(set(budgets) & set(builds.preset_names()))
    without = [name for name in names if name not in budgets]
    if without:
        raise UserError(f"no budget for {', '.join(without)}; tools/kstat budget update makes one")
    problems = []
    for item in subjects.measure_all(names, sys.stderr):
        problems += budget.check(item, budgets[item["name"]])
    say("".join(f"{problem}\n" for problem in problems) or "All are within their budgets.\n")
    return 1 if problems else 0


def budget_update(arguments):
    """Take what presets cost now as the baseline, with limits a little above it."""
    items = subjects.measure_all(arguments.presets or builds.preset_names(), sys.stderr)
    budget.update(items, keep_limits=arguments.keep_limits)
    return 0


def history_add(arguments):
    """Add a line for each preset to doc/history.csv; the tree must be committed."""
    history.add(subjects.measure_all(arguments.subjects or builds.preset_names(), sys.stderr))
    return 0


def history_show(arguments):
    """Show the history, with the course of each figure drawn."""
    say(tables.as_text(history.table(history.load(), arguments.presets)))
    return 0


def add_record_commands(subparsers):
    actions = nested(subparsers, "budget", "What presets may cost at most.")
    sub = add_command(actions, "check", budget_check)
    add_presets(sub, "presets")
    sub = add_command(actions, "update", budget_update)
    add_presets(sub, "presets")
    sub.add_argument("--keep-limits", action="store_true", help="change only the baseline")
    actions = nested(subparsers, "history", "What presets have cost, commit by commit.")
    add_presets(add_command(actions, "add", history_add), "subjects")
    add_presets(add_command(actions, "show", history_show), "presets")


def nested(subparsers, name, text):
    parser = subparsers.add_parser(name, help=text, description=text)
    return parser.add_subparsers(dest="action", required=True, metavar="ACTION")


def add_presets(parser, destination):
    parser.add_argument(destination, nargs="*", metavar="PRESET", help="default: all")
    parser.add_argument("--help", action="help", help="show this help")


def add_cost_command(subparsers):
    sub = add_command(subparsers, "cost", cost_command)
    sub.add_argument("preset", nargs="?", default="full", metavar="PRESET")
    sub.add_argument("--options", metavar="A,B", help="only these options")
    sub.add_argument("--reasons", action="store_true", help="say which cannot be flipped and why")
    sub.add_argument("--output", metavar="FILE", help="write to this file")
    sub.add_argument("-j", "--jobs", type=positive, metavar="N", help="builds at a time")
    sub.add_argument("--format", "-f", choices=("table", "markdown"), default="table")
    sub.add_argument("--help", action="help", help="show this help")


def add_no_build(parser):
    parser.add_argument("--no-build", action="store_true",
                        help="take what is built as it is; Ninja's targets do that")


def add_command(subparsers, name, function):
    parser = subparsers.add_parser(name, help=function.__doc__.split("\n")[0], add_help=False,
                                   description=function.__doc__)
    parser.set_defaults(function=function)
    return parser


def add_size_commands(subparsers):
    sub = add_command(subparsers, "size", size)
    sub.add_argument("subjects", nargs="*", metavar="WHAT", help=SUBJECTS_HELP)
    add_formats(sub)
    sub = add_command(subparsers, "footprint", footprint)
    sub.add_argument("subject", nargs="?", default="full", metavar="WHAT", help=SUBJECTS_HELP)
    sub.add_argument("--by", choices=("dir", "object", "symbol"), default="dir",
                     help="the finest thing to show (default: dir)")
    sub.add_argument("--depth", type=int, metavar="N", help="at most N levels")
    sub.add_argument("--rom", action="store_true", help="only what is loaded")
    sub.add_argument("--ram", action="store_true", help="only what can change")
    add_formats(sub)
    sub = add_command(subparsers, "compare", compare_command)
    sub.add_argument("subjects", nargs="+", metavar="WHAT", help=SUBJECTS_HELP)
    sub.add_argument("--all", action="store_true",
                     help="all rows, and the smallest -m that starts (which takes a while)")
    sub.add_argument("--symbols", action="store_true", help="two of them, symbol by symbol")
    sub.add_argument("--built", action="store_true", help="and all presets that are built")
    sub.add_argument("--no-boot", action="store_true", help="nothing that has to be booted for")
    add_formats(sub)


def shortened(text):
    """The first and the last lines of what the build said, without commands that fill pages."""
    lines = [line if len(line) < 300 else line[:300] + " ..." for line in text.splitlines()]
    return "\n".join(lines[:1] + lines[1:][-12:])


def make_parser():
    parser = argparse.ArgumentParser(
        prog="tools/kstat", description="What each configuration has and costs. What is not built "
        "is built, and what is not measured is measured; figures are kept in build/kstat.",
        epilog=f"Presets: {', '.join(builds.preset_names())}. `tools/kstat COMMAND --help` tells "
        "more.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_size_commands(subparsers)
    add_cost_command(subparsers)
    add_record_commands(subparsers)
    add_report_command(subparsers)
    return parser


def main(argv):
    arguments = make_parser().parse_args(argv)
    try:
        return arguments.function(arguments)
    except BuildError as error:
        print(f"kstat: {shortened(str(error))}", file=sys.stderr)
        return 1
    except (UserError, ImageError) as error:
        print(f"kstat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
