"""The command line of tools/kconf. Exit status: 0 fine, 1 the configuration is wrong, 2 usage,
3 a mistake in the Kconfig files or in this tool."""

import argparse
import os
import sys

import kconfiglib

from . import commands, tree
from .build import ConfigurationError


def add_inputs(parser):
    parser.add_argument("--fragment", action="append", default=[], metavar="FILE",
                        help="options put over the preset; may be repeated, later wins")
    parser.add_argument("-D", dest="define", action="append", default=[],
                        metavar="CONFIG_NAME=VALUE", help="one option, over preset and fragments")


def add_command(commands_parser, function, build_folder=True):
    parser = commands_parser.add_parser(function.__name__, help=function.__doc__.split("\n")[0],
                                        description=function.__doc__)
    parser.set_defaults(function=function)
    if build_folder:
        parser.add_argument("-B", "--build", metavar="FOLDER",
                            default=os.path.join(tree.SOURCE_TREE, "build", "full"),
                            help="build folder (default: build/full)")
    return parser


def make_parser():
    parser = argparse.ArgumentParser(
        prog="tools/kconf", description="Configure Strata. Later wins: Kconfig defaults, "
        "configs/NAME_defconfig, fragments, -D, edits in menuconfig.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    sub = add_command(subparsers, commands.gen)
    sub.add_argument("--defconfig", metavar="NAME", help="preset or file")
    add_inputs(sub)
    sub = add_command(subparsers, commands.defconfig)
    sub.add_argument("name", metavar="NAME", help="preset or file")
    add_inputs(sub)
    add_command(subparsers, commands.menuconfig)
    add_command(subparsers, commands.olddefconfig)
    sub = add_command(subparsers, commands.savedefconfig)
    sub.add_argument("--out", metavar="FILE", help="where to (default: FOLDER/defconfig)")
    sub.add_argument("--update", action="store_true",
                     help="write the preset in configs/ that the folder was made from")
    sub = add_command(subparsers, commands.check, build_folder=False)
    sub.add_argument("name", nargs="*", metavar="NAME", help="presets (default: all)")
    return parser


def main(argv):
    arguments = make_parser().parse_args(argv)
    try:
        return arguments.function(arguments)
    except ConfigurationError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 1
    except kconfiglib.KconfigError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
