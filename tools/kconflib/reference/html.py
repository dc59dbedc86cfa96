"""The option reference as one page of HTML that needs nothing else."""

import os
import re
from html import escape
from string import Template

from . import entries
from .entries import MARK

HERE = os.path.dirname(os.path.realpath(__file__))
LISTED = ("System calls", "Programs", "Files with y", "Files with n", "Named in")


def asset(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def html_page(kconf):
    sections = entries.read(kconf)
    names = {entry.name for section in sections for entry in section.entries}
    count = sum(1 for section in sections for entry in section.entries if not entry.members)
    return Template(asset("page.html")).substitute(
        style=asset("style.css"), script=asset("script.js"), count=count,
        tree="".join(tree_of(section) for section in sections),
        sections="".join(section_html(section, names) for section in sections))


def anchor(title):
    return "menu-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def linked(text):
    """Text with links in place of marked names."""
    return re.sub(f"{MARK}(\\w+){MARK}", r'<a href="#\1">\1</a>', escape(text))


def tree_of(section):
    rows = "".join(
        f'<li style="--depth:{entry.depth}"><a href="#{entry.name}" '
        f'class="{"choice" if entry.members else "option"}">'
        f"{escape(entry.prompt) if entry.members else entry.name}</a></li>"
        for entry in section.entries)
    return (f"<details open><summary><a href=\"#{anchor(section.title)}\">{escape(section.title)}"
            f"</a></summary><ul>{rows}</ul></details>\n")


def prose(text, names):
    """A help text: `code` in backticks, and links in place of the names of options."""
    text = re.sub("`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))

    def link(match):
        return f'<a href="#{match[0]}">{match[0]}</a>' if match[0] in names else match[0]

    return re.sub(r"\b[A-Z][A-Z0-9_]+\b", link, text)


def section_html(section, names):
    body = "".join(entry_html(entry, names - {entry.name}) for entry in section.entries)
    return (f'<section aria-labelledby="{anchor(section.title)}">'
            f'<h2 id="{anchor(section.title)}">{escape(section.title)}</h2>\n{body}</section>\n')


def entry_html(entry, names):
    title = escape(entry.prompt) or "<em>derived from other options</em>"
    return (
        f'<article id="{entry.name}" data-prompt="{escape(entry.prompt)}" tabindex="-1">'
        f'<h3><a class="name" href="#{entry.name}">{entry.name}</a>'
        f'<span class="kind">{entry.kind}</span></h3>'
        f'<p class="prompt">{title}</p>'
        f'<div class="help">{"".join(f"<p>{prose(text, names)}</p>" for text in entry.help)}</div>'
        f"{members_html(entry)}{values_html(entry)}{details_html(entry)}</article>\n")


def members_html(entry):
    if not entry.members:
        return ""
    items = "".join(f'<li><a href="#{name}">{name}</a> <span>{escape(prompt)}</span></li>'
                    for name, prompt in entry.members)
    return f'<ul class="members">{items}</ul>'


def values_html(entry):
    """What the presets say, in a table of one row."""
    if not entry.values:
        return ""
    head = "".join(f"<th scope=\"col\">{escape(name)}</th>" for name in entry.values)
    row = "".join(value_cell(value) for value in entry.values.values())
    return (f'<div class="values"><table><caption>In the presets</caption><thead><tr>{head}</tr>'
            f"</thead><tbody><tr>{row}</tr></tbody></table></div>")


def value_cell(value):
    if value is None:
        return '<td class="absent" title="not there">&ndash;</td>'
    shown = escape(value) or '<span title="empty">&quot;&quot;</span>'
    return f'<td class="{"on" if value not in ("n", "") else "off"}">{shown}</td>'


def details_html(entry):
    rows = "".join(f"<dt>{title}</dt><dd>{detail_html(title, texts)}</dd>"
                   for title, texts in entry.details)
    place = f"<dt>Defined in</dt><dd><code>{escape(entry.place)}</code></dd>"
    return f"<dl>{rows}{place}</dl>"


def detail_html(title, texts):
    if title in LISTED:
        return ", ".join(f"<code>{escape(text)}</code>" for text in texts)
    if title in ("Wanted by", "Selects", "Selected by"):
        return ", ".join(linked(text) for text in texts)
    return "<br>".join(linked(text) for text in texts)
