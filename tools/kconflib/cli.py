"""The command line of tools/kconf. Exit status: 0 fine, 1 the configuration is wrong, 2 usage,
3 a mistake in the Kconfig files or in this tool."""

import argparse
import os
import sys
import traceback

from . import tree
from .commands import (browsing, comparing, editing, explaining, images, judging, making, menus,
                       whole)
from .commands.common import add_build
from .inputs import SUFFIX, ConfigurationError

DESCRIPTION = """Configure Strata. Later wins: Kconfig defaults, configs/NAME_defconfig, fragments,
-D, edits. All commands work without a build folder and with one whose configuration is wrong."""
EPILOG = """`kconf COMMAND --help` tells more about a command, with an example. Exit status: 0 fine,
1 the configuration is wrong, 2 wrong usage, 3 a mistake in the Kconfig files or in this tool."""
ALIASES = {"diff": ["diffconfig"], "trace": ["traceconfig"], "harden": ["hardenconfig"]}


def make_parser():
    parser = argparse.ArgumentParser(prog="kconf", description=DESCRIPTION, epilog=EPILOG)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(function, example, build=True):
        """Describe a command: its name is the function's, its help the docstring, of which the list
        of commands has the first sentence."""
        name = function.__name__.rstrip("_")
        description = " ".join(function.__doc__.split())
        sub = subparsers.add_parser(
            name, aliases=ALIASES.get(name, []), help=description.split(". ")[0].rstrip(".") + ".",
            description=description, epilog=f"Example: tools/{example}")
        sub.set_defaults(function=function)
        if build:
            add_build(sub)
        return sub

    for module in (making, menus, whole, editing, explaining, comparing, browsing, judging, images):
        module.add_commands(add)
    return parser


def expand(argv):
    """NAME_defconfig as a command is `defconfig NAME`, as it is for Linux's make."""
    if argv and argv[0].endswith(SUFFIX) and not argv[0].startswith("-"):
        return ["defconfig", argv[0]] + argv[1:]
    return argv


def parse(argv):
    """The arguments. Ends with SystemExit when there is no more to do, and all is written."""
    try:
        return make_parser().parse_args(expand(argv))
    except SystemExit:
        sys.stdout.flush()
        raise


def end_output():
    """What could not be written is not tried again when Python ends, with a message of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv):
    try:
        arguments = parse(argv)
        status = arguments.function(arguments)
        sys.stdout.flush()
        return status
    except ConfigurationError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 1
    except tree.KconfigMistake as error:
        print(f"error: in the Kconfig files: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        end_output()
        return 0
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        end_output()
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        print("error: this is a mistake in tools/kconf, not in your configuration", file=sys.stderr)
        return 3
