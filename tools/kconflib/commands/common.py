"""What several commands need."""

import os
import sys

from .. import sources, tree
from ..build import Build
from ..inputs import ConfigurationError


def default_folder():
    """The folder of the .config that KCONFIG_CONFIG names, or build/full."""
    config = os.environ.get("KCONFIG_CONFIG", "")
    if os.path.basename(config) == ".config":
        return os.path.dirname(os.path.abspath(config))
    return os.path.join(tree.SOURCE_TREE, "build", "full")


def add_build(parser):
    parser.add_argument("-B", "--build", metavar="FOLDER", default=default_folder(),
                        help="build folder (default: that of $KCONFIG_CONFIG, or build/full); it "
                        "need not exist")


def add_inputs(parser):
    parser.add_argument("--fragment", action="append", default=[], metavar="FILE",
                        help="options put over the preset; may be repeated, later wins")
    parser.add_argument("-D", dest="define", action="append", default=[],
                        metavar="CONFIG_NAME=VALUE", help="one option, over preset and fragments")


def tell(notes):
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


def finish(build, strict=True):
    """Make the files of the folder from its inputs and edits."""
    merge = build.load(strict)
    tell(merge.notes)
    build.write(merge.kconf)
    return 0


def present(arguments):
    """(folder, its configuration as it stands); what is wrong in it is told as notes. Nothing is
    written."""
    build = Build(arguments.build)
    merge = build.load(strict=False)
    tell(merge.notes)
    return build, merge


def plain_name(text):
    """An option's name without the prefix CONFIG_."""
    return text[len("CONFIG_"):] if text.startswith("CONFIG_") else text


def named_symbol(kconf, text):
    """The symbol that a person named; raises when there is none."""
    name = plain_name(text)
    symbol = tree.find_symbol(kconf, name) or tree.find_symbol(kconf, name.upper())
    if symbol is None:
        raise ConfigurationError([f"{text}: {tree.unknown_option(kconf, name)}"])
    return symbol


def edit(build, texts):
    """Add NAME=VALUE... to the user's edits, if all of them take effect, and make the files."""
    build.adopt_hand_edits()
    merge = build.load(strict=False)
    merge.problems.clear()
    layer = sources.typed_layer(texts, "command line")
    merge.add(layer)
    if merge.problems:
        raise ConfigurationError(merge.problems)
    edits = [recorded(merge.kconf, assignment) for assignment in layer.assignments]
    build.store_delta(build.delta_layer().assignments + edits)
    return finish(build, strict=False)


def recorded(kconf, assignment):
    """The assignment as the file of edits has it, with quotes around a string. An option that can
    not be on has no line, and no value but n can have been given to it."""
    line = kconf.syms[assignment.name].config_string or f"# CONFIG_{assignment.name} is not set"
    return sources.parse_lines([line.rstrip("\n")], assignment.place).assignments[0]
