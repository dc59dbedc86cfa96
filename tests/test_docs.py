"""The pages in doc/: what they name exists, every lock stands in the order, and the page of system
calls is what its generator prints."""

import glob
import os
import re
import subprocess

from support import top_path

PAGES = ["README.md"] + sorted(os.path.relpath(path, top_path())
                               for path in glob.glob(top_path("doc", "**", "*.md"),
                                                     recursive=True))
LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)]*)?\)")
NAMED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"^\.?[A-Za-z0-9_][\w.*-]*/[\w./*-]*$")
PLACEHOLDER = re.compile(r"[A-Z]{3}")
LOCK = re.compile(r"^(?!extern\b)(?:\s*static\s+|\s*)struct (?:spinlock|mutex) "
                  r"(\w+)\s*(?:;|=\s*(?:SPINLOCK_INIT|MUTEX_INIT))")


def text_of(path):
    with open(top_path(path), encoding="utf-8") as file:
        return file.read()


def folder_names():
    return {name for name in os.listdir(top_path()) if os.path.isdir(top_path(name))
            and name != "build"}


def without_fences(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def test_links_lead_somewhere():
    dead = [f"{page}: {target}" for page in PAGES
            for target, _ in LINK.findall(without_fences(text_of(page)))
            if not os.path.exists(top_path(os.path.dirname(page), target))]
    assert not dead, "\n".join(dead)


def test_index_has_every_page():
    """The index of doc/ or, for a page in a folder there, that of the folder."""
    missing = []
    for page in PAGES[1:]:
        folder, name = os.path.split(page)
        if name == "README.md":
            folder, name = os.path.dirname(folder), os.path.relpath(page, os.path.dirname(folder))
        if folder and f"({name})" not in text_of(os.path.join(folder, "README.md")):
            missing.append(page)
    assert not missing, missing


def test_paths_in_backticks_exist():
    folders = folder_names()
    wrong = []
    for page in PAGES:
        for name in NAMED.findall(without_fences(text_of(page))):
            if not PATH.match(name) or PLACEHOLDER.search(name) \
                    or name.split("/")[0] not in folders:
                continue
            if not glob.glob(top_path(name)):
                wrong.append(f"{page}: {name}")
    assert not wrong, "\n".join(wrong)


def locks():
    """(file, name) of every spinlock and mutex of the kernel."""
    for folder in ("kernel", "mm", "fs", "drivers"):
        for parent, _, names in os.walk(top_path(folder)):
            if os.path.basename(parent) in ("test", "host"):
                continue
            for name in names:
                path = os.path.relpath(os.path.join(parent, name), top_path())
                if not path.endswith((".c", ".h")) or "/host/" in path or "/test/" in path:
                    continue
                for line in text_of(path).splitlines():
                    found = LOCK.match(line)
                    if found:
                        yield path, found[1]


def test_every_lock_is_in_the_order():
    rows = [line for line in text_of("doc/locks.md").splitlines() if line.startswith("| `")]
    assert len(list(locks())) > 25
    missing = [f"{path}: {name}" for path, name in locks()
               if not any(f"`{path}`" in row and re.search(rf"\b{name}\b", row) for row in rows)]
    assert not missing, "\n".join(missing)


def test_page_of_calls_is_up_to_date():
    printed = subprocess.run([top_path("tools", "abidoc")], capture_output=True, text=True,
                             check=True).stdout
    assert printed == text_of("doc/abi.md"), "tools/abidoc > doc/abi.md"


def test_lines_are_not_too_wide():
    """Tables, and blocks of text that are indented, may be."""
    wide = [f"{page}:{number}" for page in PAGES[1:]
            for number, line in enumerate(text_of(page).splitlines(), 1)
            if len(line) > 100 and not line.startswith(("|", "    "))]
    assert not wide, "\n".join(wide)
