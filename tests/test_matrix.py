"""The matrix of option values: that it covers all pairs, that what fails is shrunk, and a part of
it, another when files change. `./strata test --matrix` runs all of it."""

import os
import sys

import pytest

from support import top_path, turn

sys.path.insert(0, top_path("tools"))

from kconflib import sources  # noqa: E402
from matrix import cover, run, shrink, trial  # noqa: E402

EACH_TIME = 4


@pytest.fixture(scope="module")
def covers():
    return cover.covers()


@pytest.mark.parametrize("number, pairs, most", [(0, 10000, 170), (1, 7000, 45)],
                         ids=["all", "system"])
def test_every_possible_pair_occurs(covers, number, pairs, most):
    """Read back from the configurations themselves. That random configurations have no pair beyond
    these is tried with seeds that the search has not seen."""
    covering = covers[number]
    proven = cover.check(covering)
    assert not proven ^ covering.covered
    assert not proven ^ covering.possible
    assert len(proven) > pairs
    assert len(covering.rows) < most
    again = cover.Cover(covering.make_base)
    again.sample(range(10000, 10300))
    assert again.possible <= proven


def test_all_of_the_second_set_run_usertests(covers):
    assert all("CONFIG_PROG_USERTESTS=y\n" in text for text, _ in covers[1].rows)


def test_the_same_matrix_each_time(covers):
    assert cover.texts_of(cover.covers()) == cover.texts_of(covers)


def test_shards_are_the_whole(covers, capsys, monkeypatch):
    monkeypatch.setattr(run, "covers", lambda: covers)
    texts = set()
    for shard in ("1/3", "2/3", "3/3"):
        run.main(["--shard", shard, "--list"])
        names = {line[2:] for line in capsys.readouterr().out.splitlines()
                 if line.startswith("# ") and " " not in line[2:]}
        assert not texts & names
        texts |= names
    assert texts == {trial.identity(text) for text in cover.texts_of(covers)}


def test_what_fails_is_shrunk(covers, monkeypatch):
    """A failure that takes two options: these and what they need are left."""
    def attempt(text, slot):
        fails = "CONFIG_MM_COW=y" in text and "CONFIG_PAGE_ALLOC_FREELIST=y" in text
        return trial.Outcome("boot" if fails else "passed", "", 0.0)

    monkeypatch.setattr(trial, "attempt", attempt)
    text = next(text for text, _ in covers[0].rows if not attempt(text, 0).passed)
    small, trials = shrink.shrink(text, "boot", 0, budget=400)
    names = {assignment.name for assignment in
             sources.parse_lines(small.splitlines(), "small").assignments}
    assert {"MM_COW", "PAGE_ALLOC_FREELIST"} <= names
    assert names <= {"MM_COW", "PAGE_ALLOC_FREELIST", "MMU", "PROC", "SCHED", "TIMER"}
    assert 0 < trials <= 400


def test_results_are_kept_for_the_state_of_the_tree(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RESULTS", str(tmp_path / "results.json"))
    run.Results("one").add("a", trial.Outcome("passed", "", 1.0, 5))
    assert run.Results("one").outcomes["a"].passed
    assert not run.Results("another").outcomes


@pytest.mark.parametrize("place", range(EACH_TIME))
def test_a_part_of_it(covers, place):
    texts = cover.texts_of(covers)
    text = texts[(turn() * EACH_TIME + place) % len(texts)]
    outcome = trial.attempt(text, f"-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    assert outcome.passed, f"{outcome.stage}: {outcome.reason}\n{text}"
