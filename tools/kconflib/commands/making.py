"""Making a configuration from its inputs, saving it, and going back."""

import os

from .. import tree
from ..build import Build
from ..inputs import Inputs, find_defconfig, shown
from ..outputs import header_of, minimal_text, write_if_changed
from .common import add_inputs, finish, named_symbol, plain_name, tell


def gen(arguments):
    """Check the inputs and make .config and autoconf.h; what CMake calls."""
    build = Build(arguments.build)
    given = Inputs(arguments.defconfig or build.inputs.defconfig,
                   arguments.fragment, arguments.define).settled()
    build.take_inputs(given, explicit=not arguments.default)
    build.load_base()
    build.adopt_hand_edits()
    return finish(build)


def defconfig(arguments):
    """Start again from a preset or file; edits and -D are forgotten."""
    build = Build(arguments.build)
    name = arguments.name or (build.given or build.inputs).defconfig
    start_from(build, Inputs(name, arguments.fragment, arguments.define).settled())
    print(f"{shown(build.config)} made from {name}")
    return 0


def start_from(build, inputs):
    """Make the folder's configuration from `inputs` alone; nothing is changed when they are
    wrong."""
    find_defconfig(inputs.defconfig)
    before, build.inputs = build.inputs, inputs
    try:
        build.load_base()
    except Exception:
        build.inputs = before
        raise
    build.choose_inputs(inputs)
    build.drop_delta()
    finish(build)


def olddefconfig(arguments):
    """Make .config again from its inputs; new options get their defaults."""
    build = Build(arguments.build)
    build.adopt_hand_edits()
    return finish(build, strict=False)


def savedefconfig(arguments):
    """Write the shortest file that gives the present configuration."""
    build = Build(arguments.build)
    build.adopt_hand_edits()
    merge = build.load(strict=False)
    tell(merge.notes)
    target = build.path("defconfig")
    if arguments.out:
        target = os.path.abspath(arguments.out)
    elif arguments.update:
        target = find_defconfig(build.inputs.defconfig)
    write_if_changed(target, header_of(target) + minimal_text(merge.kconf))
    if arguments.update:
        build.drop_delta()
    print(f"{shown(target)} written")
    return 0


def reset(arguments):
    """Drop edits: those of the named options, or all."""
    build = Build(arguments.build)
    build.adopt_hand_edits()
    edits = build.delta_layer().assignments
    edited = {edit.name for edit in edits}
    kconf = tree.load_tree()
    # An edit may be of an option that is gone meanwhile.
    names = {name if name in edited else named_symbol(kconf, name).name
             for name in map(plain_name, arguments.name)}
    for name in sorted(names - edited):
        print(f"{name}: was not changed over the preset")
    if names:
        build.store_delta([edit for edit in edits if edit.name not in names])
    else:
        build.drop_delta()
    count = sum(1 for edit in edits if not names or edit.name in names)
    print(f"{count} {'edit' if count == 1 else 'edits'} dropped")
    return finish(build, strict=False)


def add_commands(add):
    sub = add(gen, "kconf gen -B build/full --defconfig full -D CONFIG_NR_HARTS=2")
    sub.add_argument("--defconfig", metavar="NAME", help="preset or file")
    sub.add_argument("--default", action="store_true",
                     help="nobody asked for this preset: it gives way to one chosen before")
    add_inputs(sub)
    sub = add(defconfig, "kconf defconfig shell -B build/mine")
    sub.add_argument("name", metavar="NAME", nargs="?",
                     help="preset or file (default: the folder's); also `kconf NAME_defconfig`")
    add_inputs(sub)
    add(olddefconfig, "kconf olddefconfig -B build/full")
    sub = add(savedefconfig, "kconf savedefconfig -B build/full --out configs/mine_defconfig")
    sub.add_argument("--out", metavar="FILE", help="where to (default: FOLDER/defconfig)")
    sub.add_argument("--update", action="store_true",
                     help="write the preset in configs/ that the folder was made from")
    sub = add(reset, "kconf reset FS_SYMLINKS -B build/full")
    sub.add_argument("name", nargs="*", metavar="OPTION", help="default: all edits")
