"""What the CMakeLists.txt files of the tree compile under which options.

This understands the CMake that those files use: if() on options, foreach() over words, return(),
add_subdirectory(), include(), functions of their own and those that name sources.
tests/test_kconf_answers.py compares it with what CMake really does.
"""

import os
import re
from dataclasses import dataclass

from . import tree

COMMAND = re.compile(r"\s*([A-Za-z_]\w*)\s*\(")
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)')
SOURCE = re.compile(r"^[^$]*\.(c|S)$")
WITH_OPTION = re.compile(r"^strata_(sources|program)_(ifdef|else)$")
CHOICE = re.compile(r"^\$<IF:\$<BOOL:\$\{(CONFIG_\w+)\}>,([^,>]*),([^,>]*)>$")
# Between a word and the conditions under which it is one.
UNDER = "\x01"
NAMING = ("strata_sources", "strata_config_text", "target_sources", "add_library", "add_executable")


@dataclass(frozen=True)
class Use:
    """A source file and the conditions of if() under which it is compiled."""
    path: str
    conditions: tuple

    def options(self):
        return {name for condition in self.conditions
                for name in re.findall(r"CONFIG_(\w+)", condition)}

    def holds(self, kconf):
        """Whether it is compiled with the configuration."""
        return all(kconf.eval_string(as_kconfig(condition)) for condition in self.conditions)


def as_kconfig(condition):
    """A condition of if() as a Kconfig expression; what does not speak of options counts as y."""
    text = re.sub(r"\bTARGET \w+|\bSTRATA_\w+", "y", condition)
    text = re.sub(r"\bNOT\s+", "!", text).replace("CONFIG_", "")
    return re.sub(r"\bOR\b", "||", re.sub(r"\bAND\b", "&&", text))


def commands(text):
    """(name, [words]) of the commands in a CMake file."""
    text = re.sub(r"#[^\n]*", "", text)
    at = 0
    while True:
        match = COMMAND.match(text, at)
        if not match:
            return
        at = start = match.end()
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield match[1], [quoted if quoted is not None else bare for quoted, bare in
                         ((m[1], m[2]) for m in WORD.finditer(text[start:at - 1]))]


class Folder:
    """The walk through one CMakeLists.txt. `functions` are those defined so far, in this folder or
    one above: name -> (parameters, commands)."""

    def __init__(self, folder, conditions, functions, uses):
        self.folder = folder
        self.outer = list(conditions)
        self.functions = dict(functions)
        self.uses = uses

    def run(self, name="CMakeLists.txt", ifs=()):
        path = os.path.join(tree.SOURCE_TREE, self.folder, name)
        with open(path, encoding="utf-8") as file:
            self.block(list(commands(file.read())), {}, list(ifs))

    def block(self, block, variables, ifs):
        """Walk a list of commands; `ifs` are the conditions of the if()s around it, each a list of
        the branch's own and the negated earlier ones."""
        at = 0
        while at < len(block):
            name, words = block[at]
            words = [part for word in words for part in self.expand(word, variables)]
            if name in ("function", "macro"):
                end = skip(block, at, name)
                self.functions[words[0]] = (words[1:], block[at + 1:end])
                at = end
            elif name == "foreach":
                end = skip(block, at, name)
                for word in words[1:]:
                    self.block(block[at + 1:end], {**variables, words[0]: [word]}, ifs)
                at = end
            else:
                self.command(name, words, variables, ifs)
            at += 1

    def command(self, name, words, variables, ifs):
        if name == "if":
            ifs.append([" ".join(words)])
        elif name == "elseif":
            ifs[-1] = [" ".join(words)] + negated(ifs[-1])
        elif name == "else":
            ifs[-1] = negated(ifs[-1])
        elif name == "endif":
            ifs.pop()
        elif name == "return" and ifs:
            self.outer += negated(ifs[-1])
        elif name in ("set", "string", "list"):
            assign(name, words, variables, branch_conditions(ifs))
        elif name == "add_subdirectory":
            Folder(os.path.normpath(os.path.join(self.folder, words[0])),
                   self.conditions(ifs), self.functions, self.uses).run()
        elif name == "include" and words[0].endswith("CMakeLists.txt"):
            self.run(words[0], ifs)
        elif name in self.functions and not WITH_OPTION.match(name):
            parameters, body = self.functions[name]
            inner = {name: [word] for name, word in zip(parameters, words)}
            inner["ARGN"] = words[len(parameters):]
            self.block(body, inner, ifs)
        else:
            self.name_sources(name, words, ifs)

    def name_sources(self, name, words, ifs):
        with_option = WITH_OPTION.match(name)
        conditions = self.conditions(ifs)
        if with_option:
            conditions.append(words[0] if with_option[2] == "ifdef" else f"NOT {words[0]}")
        elif name not in NAMING:
            return
        for word in words:
            source, *under = word.split(UNDER)
            if SOURCE.match(source):
                self.uses.append(Use(self.resolve(source), tuple(conditions + under)))

    def conditions(self, ifs):
        return self.outer + branch_conditions(ifs)

    def resolve(self, word):
        if word.startswith(tree.SOURCE_TREE):
            return os.path.relpath(word, tree.SOURCE_TREE)
        return os.path.normpath(os.path.join(self.folder, word))

    def expand(self, word, variables):
        """The words that one becomes: a variable is a list."""
        if re.fullmatch(r"\$\{\w+\}", word) and word[2:-1] in variables:
            return variables[word[2:-1]]
        choice = CHOICE.match(word)
        if choice:
            return [f"{choice[2]}{UNDER}{choice[1]}", f"{choice[3]}{UNDER}NOT {choice[1]}"]
        word = word.replace("${CMAKE_SOURCE_DIR}", tree.SOURCE_TREE)
        return [re.sub(r"\$\{(\w+)\}", lambda match: " ".join(
            variables.get(match[1], [match[0]])), word)]


def branch_conditions(ifs):
    """The conditions on options of the if()s that a command stands in."""
    return [condition for branch in ifs for condition in branch if "CONFIG_" in condition]


def assign(name, words, variables, conditions):
    """set(), string(TOUPPER) and list(TRANSFORM PREPEND). What is set in the branches of an if() is
    kept side by side, each word with its conditions."""
    if name == "set":
        before = [word for word in variables.get(words[0], []) if conditions and UNDER in word]
        variables[words[0]] = before + [UNDER.join([word] + conditions) for word in words[1:]]
    elif name == "string" and words[0] == "TOUPPER":
        variables[words[2]] = [words[1].upper()]
    elif name == "list" and words[0] == "TRANSFORM" and words[2] == "PREPEND":
        variables[words[-1]] = [words[3] + word for word in variables.get(words[1], [])]


def negated(branch):
    """What holds when the newest condition of an if() does not; the rest is negated already."""
    return [f"NOT ({branch[0]})"] + branch[1:]


def skip(block, start, kind):
    """The index of the end of a function, macro or foreach."""
    depth = 0
    for at in range(start, len(block)):
        depth += {kind: 1, "end" + kind: -1}.get(block[at][0], 0)
        if not depth:
            return at
    raise ValueError(f"{kind} without its end")


def read_tree():
    """All Uses, from the top CMakeLists.txt on."""
    uses = []
    Folder("", [], {}, uses).run()
    return uses
