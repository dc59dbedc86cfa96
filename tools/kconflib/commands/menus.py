"""Editing a configuration in a menu or by questions."""

import os
import sys

from .. import sources, tree
from ..build import Build
from ..inputs import preset_path, shown
from ..outputs import header_of
from .common import finish, tell

SAVE_HINT = "`kconf diff` shows them, `kconf reset` drops them, `kconf savedefconfig` saves all."


def menuconfig(arguments):
    """Edit in the terminal; what was changed is kept as a delta over the preset."""
    import curses
    import menuconfig as menu
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        return unusable("menuconfig wants a terminal")
    try:
        return edit_with(Build(arguments.build), lambda kconf, build: run_menu(menu, kconf, build))
    except curses.error as error:
        return unusable(f"this terminal (TERM={os.environ.get('TERM')}) can not show it: {error}")


def unusable(reason):
    """Say why there is no menu, and what does without one."""
    print(f"error: {reason}; `kconf set NAME=VALUE` and `kconf enable NAME` need no menu",
          file=sys.stderr)
    return 2


def run_menu(menu, kconf, build):
    """Run kconfiglib's menu; D, which saves the shortest form, proposes the preset in use and keeps
    the comment on top of it."""
    draw = menu._menuconfig
    save = menu._save_dialog

    def draw_with_preset(screen):
        path = preset_path(build.inputs.defconfig)
        menu._minconf_filename = shown(path) if path else build.path("defconfig")
        return draw(screen)

    def save_with_header(write, path, what):
        if write == kconf.write_min_config:
            return save(lambda path: kconf.write_min_config(path, header=header_of(path)), path,
                        what)
        return save(write, path, what)

    menu._menuconfig, menu._save_dialog = draw_with_preset, save_with_header
    os.chdir(tree.SOURCE_TREE)
    menu.menuconfig(kconf)


def guiconfig(arguments):
    """Edit in a window; needs tkinter."""
    try:
        import tkinter
    except ImportError:
        return unusable("guiconfig needs tkinter; on Debian: apt install python3-tk. menuconfig "
                        "does the same in the terminal")
    import guiconfig as window
    try:
        return edit_with(Build(arguments.build), lambda kconf, build: window.menuconfig(kconf))
    except tkinter.TclError as error:
        return unusable(f"there is no window: {error}")


def edit_with(build, run):
    """Let `run` change .config, and take what it changed into the delta. A configuration that is
    wrong does not keep the menu from starting: it is the place to repair it."""
    build.adopt_hand_edits()
    merge = build.load(strict=False)
    tell(merge.notes)
    build.write(merge.kconf)
    before = tree.assigned_values(merge.kconf)

    os.environ["KCONFIG_CONFIG"] = build.config
    run(merge.kconf, build)

    edited = tree.load_tree()
    edited.load_config(build.config)
    record_edits(build, before, edited)
    status = finish(build, strict=False)
    count = len(build.delta_layer().assignments)
    if count:
        print(f"{count} {'edit' if count == 1 else 'edits'} over {build.inputs.preset()}. "
              f"{SAVE_HINT}")
    return status


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


def known_names(build):
    """The options that .config speaks of; none without one."""
    try:
        with open(build.config, encoding="utf-8", errors="replace") as file:
            return {a.name for a in sources.parse_lines(file.readlines(), "").assignments}
    except OSError:
        return set()


def new_symbols(build, kconf):
    """The symbols that could be set and that .config does not speak of."""
    known = known_names(build)
    return [symbol for symbol in kconf.unique_defined_syms
            if symbol.name not in known and symbol.visibility and len(symbol.assignable) != 1]


def listnewconfig(arguments):
    """List the options that .config does not speak of yet, with the values they would get."""
    build = Build(arguments.build)
    merge = build.load(strict=False)
    for symbol in new_symbols(build, merge.kconf):
        print(symbol.config_string, end="")
        if arguments.show_help:
            print("".join(f"    {line}\n" for line in tree.help_of(symbol).splitlines()))
    return 0


def oldconfig(arguments):
    """Ask about the options that .config does not speak of yet; the answers are edits."""
    import oldconfig as asking
    build = Build(arguments.build)
    build.adopt_hand_edits()
    merge = build.load(strict=False)
    tell(merge.notes)
    before = tree.assigned_values(merge.kconf)
    known = known_names(build)
    try:
        ask(asking, merge.kconf, known)
    except EOFError:
        print("\nerror: the answers ended; nothing was changed", file=sys.stderr)
        return 1
    record_edits(build, before, merge.kconf)
    return finish(build, strict=False)


def ask(asking, kconf, known):
    """Ask until no answer has made further options visible."""
    while True:
        asking.conf_changed = False
        for node in kconf.node_iter():
            members = getattr(node.item, "syms", [node.item])
            if any(getattr(member, "name", None) in known for member in members):
                continue
            asking.oldconfig(node)
        if not asking.conf_changed:
            return


def add_commands(add):
    add(menuconfig, "kconf menuconfig -B build/full")
    add(guiconfig, "kconf guiconfig -B build/full")
    add(oldconfig, "kconf oldconfig -B build/full")
    sub = add(listnewconfig, "kconf listnewconfig -B build/full")
    sub.add_argument("-l", "--show-help", action="store_true", help="with their help texts")
