"""The pages of the stages: their tables are what the trees and the kernels give, and what they
show of a run is what a run prints. The walk through the stages, at a terminal."""

import os
import re
import sys

import pexpect
import pytest

from runner import stages
from stage_guest import build_of
from support import top_path

on_stages = pytest.mark.parametrize("stage", [
    pytest.param(stage, marks=pytest.mark.xdist_group(f"stage{stage}"))
    for stage in stages.STAGES])


def text_of(name):
    with open(top_path("doc", "stages", name), encoding="utf-8") as file:
        return file.read()


def block(text, name):
    """What stands between a page's marks."""
    found = [match for match in stages.BLOCK.finditer(text) if match[2] == name]
    assert len(found) == 1, name
    return found[0][0].split("-->\n", 1)[1].rsplit("<!-- end", 1)[0].strip("\n")


def measured_here():
    return stages.versions_for_page() == block(text_of("README.md"), "versions")


needs_the_same_tools = pytest.mark.skipif(
    not measured_here(), reason="doc/stages was measured with another compiler or emulator")


def row_of(stage):
    rows = [line for line in block(text_of("README.md"), "table").splitlines()
            if line.startswith(f"| [{stage}](")]
    assert len(rows) == 1
    return rows[0]


@needs_the_same_tools
@on_stages
def test_the_table_is_what_the_stage_gives(stage):
    row = row_of(stage)
    kib, instructions = (int(cell.replace(" ", "")) for cell in row.split("|")[-3:-1])
    figures = stages.Figures(stage, (kib, instructions))
    if "BLK_VIRTIO" in build_of(stage).config():
        # A busy host may answer late each time: here, or when the page was made.
        assert abs(figures.instructions - instructions) <= instructions * 0.1
        figures.instructions = instructions
    assert stages.table_for_page([figures]).splitlines()[-1] == row, \
        "./strata stages --update makes it anew"


def test_the_lists_of_additions_are_those_of_the_tree():
    assert block(text_of("README.md"), "additions") == stages.additions_for_page(), \
        "./strata stages --update makes them anew"


@needs_the_same_tools
@on_stages
def test_the_table_of_options_is_up_to_date(stage):
    build_of(stage)
    assert block(text_of(f"{stage}.md"), "options") == stages.options_for_page(stage), \
        "./strata stages --update makes it anew"


def without_numbers(text):
    return re.sub(r"\b[0-9a-f]*\d[0-9a-f]*\b", "#", text)


@on_stages
def test_what_a_page_shows_is_what_the_stage_prints(stage):
    build_of(stage)
    assert without_numbers(block(text_of(f"{stage}.md"), "output")) \
        == without_numbers(stages.transcript(stage).strip("\n"))


SECTIONS = ["What to read, in this order", "Options it adds", "Experiments",
            "Specifications to have open", "What is still missing"]


@pytest.mark.parametrize("stage", stages.STAGES)
def test_a_page_has_all_its_sections(stage):
    text = text_of(f"{stage}.md")
    assert re.findall(r"^## (.*)$", text, re.M) == SECTIONS
    assert "```" in text, "no diagram"
    assert text.count("*Answer:*") >= 2


@pytest.mark.parametrize("stage", stages.STAGES)
def test_functions_that_a_page_names_exist(stage):
    """`name()` is a function of one of the files that the page names."""
    text = text_of(f"{stage}.md")
    sources = ""
    for path in set(re.findall(r"`(\w+/[\w/]+\.(?:c|h|S|def))`", text)):
        with open(top_path(path), encoding="utf-8") as file:
            sources += file.read()
    missing = [name for name in set(re.findall(r"`(\w+)\(\)`", text))
               if name != "main" and not re.search(rf"\b{name}\b", sources)]
    assert not missing


@pytest.mark.slow
@needs_the_same_tools
def test_costs_are_what_builds_give():
    assert stages.measure(lambda text: None) == stages.saved_costs(), \
        "./strata stages --measure makes them anew"


# The walk.

class Walk:
    """The tour in a terminal of 80 columns and 24 lines."""

    def __init__(self):
        self.child = pexpect.spawn(sys.executable, [top_path("tools", "runner"), "stages",
                                                    "--tour"],
                                   dimensions=(24, 80), timeout=stages.BOOT_SECONDS,
                                   encoding="utf-8", env=dict(os.environ, TERM="vt100"))
        self.child.delaybeforesend = None

    def await_text(self, text):
        self.child.expect_exact(text)
        return self.child.before.replace("\r", "")

    def end(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


ASKS_FIRST = "q leaves:"
ASKS_AFTER = "a boots it again, q leaves:"


@pytest.mark.xdist_group("stage1")
def test_a_walk_through_two_stages():
    build_of(1)
    walk = Walk()
    text = walk.await_text(ASKS_FIRST)
    assert "Stage 1 of 9: boot and hardware" in text
    assert text.count("\n") < 24 and max(map(len, text.split("\n"))) <= 80
    walk.child.send("\r")
    walk.await_text("ctrl-D switches off")
    walk.child.send("x\x04")
    walk.await_text(ASKS_AFTER)
    walk.child.send("\r")
    assert "Stage 2 of 9: memory" in walk.await_text(ASKS_FIRST)
    walk.child.send("q")
    assert walk.end() == 0


@pytest.mark.xdist_group("stage3")
def test_a_stage_of_the_walk_can_be_left():
    """Ctrl-A X ends the emulator, whatever the stage does."""
    build_of(3)
    walk = Walk()
    for _ in range(2):
        walk.await_text(ASKS_FIRST)
        walk.child.send("n")
    walk.await_text(ASKS_FIRST)
    walk.child.send("\r")
    walk.await_text("Strata on hart")
    walk.child.send("\x01x")
    walk.await_text(ASKS_AFTER)
    walk.child.send("q")
    assert walk.end() == 0


@pytest.mark.parametrize("key", ["q", "\x03", "\x04"])
def test_the_walk_can_be_left_at_once(key):
    walk = Walk()
    walk.await_text(ASKS_FIRST)
    walk.child.send(key)
    assert walk.end() == 0


def test_every_introduction_fits_a_small_terminal():
    walk = Walk()
    for stage in stages.STAGES:
        text = walk.await_text(ASKS_FIRST)
        assert f"Stage {stage} of 9" in text
        assert text.count("\n") < 24 and max(map(len, text.split("\n"))) <= 80
        walk.child.send("n")
    assert "That was the last stage" in walk.await_text("whole system.")
    assert walk.end() == 0
