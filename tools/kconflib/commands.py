"""The sub-commands of tools/kconf; each takes the parsed arguments and returns an exit status."""

import os
import sys
import tempfile

from . import layers, sources, tree
from .build import Build, ConfigurationError, find_defconfig, shown, write_if_changed


def gen(arguments):
    """Check the inputs and make .config and autoconf.h."""
    build = Build(arguments.build)
    build.set_inputs(arguments.defconfig or build.inputs["defconfig"],
                     arguments.fragment, arguments.define)
    build.load_base()
    build.adopt_hand_edits()
    return finish(build)


def finish(build, strict=True):
    kconf, notes = build.load(strict)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    build.write(kconf)
    return 0


def defconfig(arguments):
    """Start again from a preset or file; edits and -D are forgotten."""
    build = Build(arguments.build)
    find_defconfig(arguments.name)
    build.set_inputs(arguments.name, arguments.fragment, arguments.define)
    build.load_base()
    build.drop_delta()
    status = finish(build)
    print(f"{shown(build.config)} made from {arguments.name}")
    return status


def olddefconfig(arguments):
    """Make .config again from its inputs; new options get their defaults."""
    build = Build(arguments.build)
    build.adopt_hand_edits()
    return finish(build, strict=False)


def menuconfig(arguments):
    """Edit in the terminal; what was changed is kept as a delta over the preset."""
    import menuconfig as terminal_menu
    build = Build(arguments.build)
    build.adopt_hand_edits()
    kconf, _ = build.load(strict=False)
    build.write(kconf)
    before = tree.assigned_values(kconf)

    os.environ["KCONFIG_CONFIG"] = build.config
    terminal_menu.menuconfig(kconf)

    edited = tree.load_tree()
    edited.load_config(build.config)
    record_edits(build, before, edited)
    return finish(build, strict=False)


def record_edits(build, before, edited):
    """Add to the delta what differs between the values `before` and the tree `edited`."""
    assignments = list(build.delta_layer().assignments)
    for symbol in edited.unique_defined_syms:
        if symbol.user_value is None or not tree.has_prompt(symbol) or not symbol.visibility:
            continue
        if before.get(symbol.name) == symbol.str_value:
            continue
        if symbol.choice and symbol.str_value == "n":
            continue
        line = symbol.config_string.rstrip("\n")
        assignments += sources.parse_lines([line], shown(build.user_delta)).assignments
    build.store_delta(assignments)


def savedefconfig(arguments):
    """Write the shortest file that gives the present configuration."""
    build = Build(arguments.build)
    build.adopt_hand_edits()
    kconf, _ = build.load(strict=False)
    target = build.path("defconfig")
    if arguments.out:
        target = os.path.abspath(arguments.out)
    elif arguments.update:
        target = find_defconfig(build.inputs["defconfig"])
    write_if_changed(target, header_of(target) + minimal_text(kconf))
    if arguments.update:
        build.drop_delta()
    print(f"{shown(target)} written")
    return 0


def minimal_text(kconf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "defconfig")
        kconf.write_min_config(path, header="")
        with open(path, encoding="utf-8") as file:
            return file.read()


def header_of(path):
    """The comment on top of a preset, which stays when the rest is written anew."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
    except FileNotFoundError:
        return ""
    count = 0
    while count < len(lines) and lines[count].startswith("#") \
            and not sources.UNSET.match(lines[count].rstrip("\n")):
        count += 1
    return "".join(lines[:count])


def check(arguments):
    """Check presets without a build folder: valid, and as short as savedefconfig makes them."""
    names = arguments.name or sorted(
        entry for entry in os.listdir(os.path.join(tree.SOURCE_TREE, "configs"))
        if entry.endswith("_defconfig"))
    problems = []
    for name in names:
        problems += check_preset(find_defconfig(name))
    if problems:
        raise ConfigurationError(problems)
    return 0


def check_preset(path):
    kconf = tree.load_tree()
    problems = layers.apply_layer(kconf, sources.read_layer(path, shown(path)))
    with open(path, encoding="utf-8") as file:
        present = file.read()
    if not problems and present != header_of(path) + minimal_text(kconf):
        problems.append(f"{shown(path)}: is not minimal or not in order; "
                        "run tools/kconf savedefconfig --update")
    return problems
