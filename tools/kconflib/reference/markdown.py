"""The option reference as Markdown, for viewers that make anchors of headings."""

import re

from . import entries
from .entries import MARK


def markdown(kconf):
    lines = ["# Options", "", "Made by `tools/kconf doc`; do not edit.", ""]
    for section in entries.read(kconf):
        lines += [f"## {section.title}", ""]
        for entry in section.entries:
            lines += entry_lines(entry)
    return "\n".join(lines)


def linked(text):
    """Text with links in place of marked names; what Markdown would take for its own is escaped."""
    text = re.sub(r"([*_|<>])", r"\\\1", text)
    return re.sub(f"{MARK}(.+?){MARK}", lambda match: link(match[1].replace("\\", "")), text)


def link(name):
    return f"[{name}](#{name.lower()})"


def entry_lines(entry):
    yield f"### {entry.name}"
    yield ""
    yield f"*{entry.prompt or 'derived from other options'}* ({entry.kind}, `{entry.place}`)"
    yield ""
    for text in entry.help:
        yield re.sub(r"([*_|<>])", r"\\\1", text)
        yield ""
    if entry.members:
        yield "* Members: " + ", ".join(link(name) for name, _ in entry.members)
    for title, texts in entry.details:
        separator = "; " if title in ("Default", "Range", "Measured") else ", "
        yield f"* {title}: {separator.join(linked(text) for text in texts)}"
    if entry.values:
        yield "* In the presets: " + ", ".join(
            f"{name} {'-' if value is None else value or '(empty)'}"
            for name, value in entry.values.items())
    yield ""
