"""The option reference: complete, without dead links, and of use in a browser."""

import re
from html.parser import HTMLParser

import pytest

import browser_support
from kconf_support import kconf
from kconflib import reference, tree
from kconflib.reference import html


@pytest.fixture(scope="module")
def page():
    return reference.html_page(tree.load_tree())


class Reader(HTMLParser):
    """Notes ids, links and everything that would be loaded, and that tags are closed."""

    VOID = {"meta", "input", "br"}

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        self.loaded += [values[name] for name in ("src", "srcset", "data") if name in values]
        self.loaded += [tag] if tag in ("link", "iframe", "object", "embed", "base") else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:], self.getpos())
        self.open.pop()


def test_the_page_is_whole_and_needs_nothing_else(page):
    reader = Reader(page)
    assert not reader.open and not reader.loaded
    assert len(reader.ids) == len(set(reader.ids))
    assert all(link.startswith("#") for link in reader.links)
    dead = {link for link in reader.links if link[1:] not in reader.ids}
    assert not dead
    assert not re.search(r"https?://|url\(|@import|\x00", page)


def test_every_option_and_choice_is_there(page):
    kconf_tree = tree.load_tree()
    names = {symbol.name for symbol in kconf_tree.unique_defined_syms} \
        | {choice.name for choice in kconf_tree.unique_choices}
    articles = re.findall(r'<article id="(\w+)"', page)
    assert sorted(articles) == sorted(names)


def article(page, name):
    return re.search(rf'<article id="{name}".*?</article>', page, re.S)[0]


def test_an_entry_tells_what_there_is(page):
    text = article(page, "FS_SYMLINKS")
    assert "Symbolic links" in text and '<span class="kind">bool</span>' in text
    assert '<dt>Depends on</dt><dd><a href="#FS">FS</a></dd>' in text
    assert "<code>fs/symlink.c</code>" in text and "<code>symlinkat</code>" in text
    assert "<th scope=\"col\">full</th>" in text and '<td class="on">y</td>' in text
    assert re.search(r"<code>fs/Kconfig:\d+</code>", text)
    assert '<a href="#FILE_CALLS">FILE_CALLS</a>' in text
    assert re.search(r'Wanted by</dt><dd>.*<a href="#FS_LOG_BLOCKS">', article(page, "FS_LOG"))
    assert '<a href="#NR_HARTS">NR_HARTS</a> &gt; 1' in article(page, "SMP")
    assert "BOOT_MMODE</a> || <a" in article(page, "TIMER_SSTC")
    assert '<li><a href="#OPT_SIZE">OPT_SIZE</a> <span>Small code</span>' in article(page, "OPT")
    assert "16 to 1023" in article(page, "FS_LOG_BLOCKS")
    assert "<dt>Default</dt><dd>n</dd>" in article(page, "RTC")


def test_text_is_escaped():
    assert html.linked("A < B && \x00FS\x00") == 'A &lt; B &amp;&amp; <a href="#FS">FS</a>'
    assert html.prose("`a<b>` FS FSX it's", {"FS"}) \
        == '<code>a&lt;b&gt;</code> <a href="#FS">FS</a> FSX it\'s'


def test_markdown_has_the_same(page):
    text = reference.markdown(tree.load_tree())
    names = re.findall(r"^### (\w+)$", text, re.M)
    assert sorted(names) == sorted(re.findall(r'<article id="(\w+)"', page))
    links = set(re.findall(r"\]\(#(\w+)\)", text))
    assert links and links <= {name.lower() for name in names}


def test_the_command_writes_both(tmp_path):
    for name in ("options.html", "options.md"):
        kconf("doc", "--out", tmp_path / name, status=0)
    assert (tmp_path / "options.html").read_text().startswith("<!DOCTYPE html>")
    assert (tmp_path / "options.md").read_text().startswith("# Options")


@pytest.mark.slow
def test_in_a_browser(tmp_path):
    """Searches, follows links and finds the right options, by keyboard, mouse and touch."""
    target = tmp_path / "options.html"
    kconf("doc", "--out", target, status=0)
    browser_support.run_script("reference.mjs", target, tmp_path)
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert len(pictures) == 12 and "phone-dark-option.png" in pictures
