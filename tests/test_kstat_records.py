"""tools/kstat: costs of options, budgets, history, and the outcomes of tests that it counts."""

import copy
import json
import os
import subprocess

import pytest

from kstatlib import budget, cost, features, history, measure, subjects
from kstatlib.errors import UserError
from kstatlib.image import Image
from support import custom, top_path, variant


def two():
    return measure.load_document(top_path("tests", "kstat", "two.json"))


def silent(done, total, option):
    pass


@pytest.mark.parametrize("preset", ["tiny", "shell", "full"])
def test_every_option_is_flipped_or_has_a_reason(preset):
    """And what cannot be flipped is not visible, selected, or the member that is chosen."""
    from kconflib import tree
    found, reasons = cost.flips(preset)
    kconf = tree.load_tree()
    bools = {symbol.name for symbol in kconf.unique_defined_syms
             if tree.is_bool(symbol) and tree.has_prompt(symbol)}
    flipped = {flip.option for flip in found}
    assert flipped | reasons.keys() == bools and not flipped & reasons.keys()
    for flip in found:
        assert flip.value != flip.flipped
        assert flip.options.get(flip.option, "n") == flip.flipped
        assert flip.options != cost.unflipped(preset).options
    assert all(reason.startswith(("its dependencies", "it is selected", "it is what its choice"))
               for reason in reasons.values()), reasons


def test_dependent_options_go_along():
    flip = next(flip for flip in cost.flips("shell", ["PIPES"])[0])
    assert (flip.value, flip.flipped) == ("y", "n") and "PIPE_PAGES" in flip.dependent


def test_cost_is_the_difference_of_two_builds():
    """One flip, measured by kstat and by hand; then both ways to choose from two cost the same."""
    entries, _ = cost.measure_preset("tiny", ["FORMAT_MINIMAL", "BOOT_SBI", "BOOT_MMODE"], 1,
                                     silent)
    before = Image(variant("tiny").kernel).sizes()
    after = Image(custom("tiny-format", "tiny", ["FORMAT_MINIMAL=n"]).kernel).sizes()
    entry = entries["FORMAT_MINIMAL"]
    assert (entry["value"], entry["flipped"]) == ("y", "n")
    for key in ("text", "rodata", "data", "bss"):
        assert entry["delta"][key] == after[key] - before[key]
    assert entry["delta"]["text"] > 500 and entry["delta"]["ram"] >= 0
    assert entries["BOOT_SBI"]["delta"] == entries["BOOT_MMODE"]["delta"]
    assert entries["BOOT_SBI"]["delta"]["instructions"] > 1000000


def test_costs_are_kept(monkeypatch):
    """A second run builds nothing, so an interrupted one goes on where it was."""
    cost.measure_preset("tiny", ["FORMAT_MINIMAL"], 1, silent)
    monkeypatch.setattr(cost, "measure_waiting", None)
    told = []
    cost.measure_preset("tiny", ["FORMAT_MINIMAL"], 1, lambda *words: told.append(words))
    assert told == [(2, 2, None)]


def test_failing_flip_is_an_entry(monkeypatch):
    def fail(preset, waiting, jobs):
        for key, same in waiting.items():
            yield key, same, {"failed": "no"}
    monkeypatch.setattr(cost, "sources_digest", lambda: "never measured")
    monkeypatch.setattr(cost, "measure_waiting", fail)
    flip = cost.flips("tiny", ["RTC"])[0][0]
    results = cost.measured("tiny", [flip], 1, silent)
    figures = {"milestones": {}, "memory": {}}
    entries = cost.entries_of([flip], dict(results, **{"": figures}))
    assert entries == {"RTC": {"value": "n", "flipped": "y", "failed": "no"}}
    assert "RTC: failed: no" in cost.table("tiny", entries, {}).notes


def test_unknown_option_has_no_cost():
    with pytest.raises(UserError, match="NOSUCH"):
        cost.flips("tiny", ["NOSUCH"])


def test_cost_file_in_the_folder_one_is_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cost.write("tiny", {}, "costs.json")
    assert cost.load("costs.json") == {}


def test_cost_file_keeps_other_entries(tmp_path):
    path = tmp_path / "tiny.json"
    first = {"A": {"value": "y", "flipped": "n", "delta": {"text": -4}}}
    cost.write("tiny", first, path)
    cost.write("tiny", {"B": {"value": "n", "flipped": "y", "delta": {"text": 2}}}, path)
    assert list(cost.load(path)) == ["A", "B"] and cost.load(path)["A"] == first["A"]
    path.write_text("[1]")
    with pytest.raises(UserError, match="measure again"):
        cost.load(path)


def test_measured_costs_fit_the_options():
    """The files in doc/costs name options and presets that exist."""
    from kconflib import tree
    known = {symbol.name for symbol in tree.load_tree().unique_defined_syms}
    folder = top_path("doc", "costs")
    for name in sorted(os.listdir(folder)):
        assert os.path.exists(top_path("configs", name.replace(".json", "_defconfig")))
        entries = cost.load(os.path.join(folder, name))
        assert entries and not entries.keys() - known
        assert all("delta" in entry or "failed" in entry for entry in entries.values())


def with_budget(tmp_path):
    """An object with an option for its memory, and its budget in a file."""
    item = two()[0]
    item["options"]["QEMU_MEMORY"] = "16"
    path = tmp_path / "budgets.json"
    budget.update([item], path)
    return item, budget.load(path)["small"]


def test_budget_is_kept(tmp_path):
    item, entry = with_budget(tmp_path)
    assert entry["limits"] == {"text": 364, "rodata": 84, "data_bss": 208, "instructions": 2500}
    assert budget.check(item, entry) == []


def test_budget_names_what_grew(tmp_path):
    """Twelve files grow by different amounts: the ten largest are named, largest first."""
    item, entry = with_budget(tmp_path)
    grown = copy.deepcopy(item)
    grown["size"]["text"] = 1300
    text = grown["tree"]["children"][0]
    text["children"] += [{"name": f"new{number}.c", "kind": "source", "size": number * 10}
                         for number in range(1, 13)]
    lines = budget.check(grown, entry)
    assert lines[0].startswith("small: 1300 bytes of code, 936 more than the budget of 364, +1000")
    assert [line.split()[-1] for line in lines[2:-1]] == [f"new{n}.c" for n in range(12, 2, -1)]
    assert "--symbols git:0123456789ab:small small" in lines[-1]


def test_budget_wants_the_start_measured(tmp_path):
    item, entry = with_budget(tmp_path)
    del item["boot"]
    item["notes"] = ["the start was not measured: why"]
    assert "not measured: the start was not measured: why" in budget.check(item, entry)[0]


def test_limits_can_be_kept(tmp_path):
    item, entry = with_budget(tmp_path)
    path = tmp_path / "budgets.json"
    item["size"]["text"] = 310
    budget.update([item], path, keep_limits=True)
    after = budget.load(path)["small"]
    assert after["limits"] == entry["limits"] and after["baseline"]["figures"]["text"] == 310


@pytest.mark.parametrize("text, message", [
    ("{", "not JSON"), ('{"a": {}}', "limits and baseline are wanted"),
    ('{"a": {"limits": {"x": 1}, "baseline": {}}}', "budget update a")])
def test_bad_budgets(text, message, tmp_path):
    path = tmp_path / "budgets.json"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        budget.load(path)


def test_presets_are_within_their_budgets():
    """configs/budgets.json; a failure names what grew most."""
    budgets = budget.load()
    assert budgets
    builds = [variant(name) for name in budgets]
    items = subjects.measure_all([build.folder for build in builds], None)
    problems = [line for item in items for line in budget.check(item, budgets[item["name"]])]
    assert not problems, "\n" + "\n".join(problems)


def committed(commit, text):
    item = two()[0]
    item["identity"].update(commit=commit, dirty=False)
    item["size"]["text"] = text
    item["options"]["QEMU_MEMORY"] = "16"
    return item


def two_commits(folder):
    """A repository of its own: what is tested may be a checkout without its history."""
    def git(*words):
        return subprocess.run(["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x@y",
                               *words], capture_output=True, text=True, check=True).stdout
    git("init", "-q")
    for name in ("one", "two"):
        git("commit", "-q", "--allow-empty", "-m", name)
    return git("log", "--format=%h").split()


def test_history_has_a_line_for_each_commit(tmp_path, monkeypatch):
    path = tmp_path / "history.csv"
    log = two_commits(tmp_path)
    monkeypatch.setattr(history, "TOP", str(tmp_path))
    history.add([committed(log[1], 100)], path)
    history.add([committed(log[0], 300)], path)
    history.add([committed(log[0], 200)], path)
    lines = history.load(path)
    assert [line["text"] for line in sorted(lines, key=lambda line: line["text"])] == [100, 200]
    assert {line["commit"] for line in lines} == set(log[:2]) and lines[0]["preset"] == "small"
    table = history.table(lines, [])
    assert [cell.value for cell in table.blocks[0].rows[-1].cells][3] == ""
    with pytest.raises(UserError, match="nothing in the history"):
        history.table(lines, ["nosuch"])


def test_history_is_of_commits(tmp_path):
    item = committed("0123456789ab", 1)
    with pytest.raises(UserError, match="no commit"):
        history.add([item], tmp_path / "history.csv")
    item["identity"]["dirty"] = True
    with pytest.raises(UserError, match="commit first"):
        history.add([item], tmp_path / "history.csv")


def test_kept_history_can_be_read():
    assert all(line["text"] for line in history.load())


@pytest.mark.parametrize("values, bars", [
    ([1, 2, 8], "▁▂█"), ([5, 5], "▁▁"), ([None, 1, None, 3], " ▁ █"), ([None], ""), ([], "")])
def test_sparkline(values, bars):
    assert history.sparkline(values) == bars


def test_outcomes_of_tests_are_counted(tmp_path):
    (tmp_path / "tests.json").write_text(json.dumps({"a": "passed", "b": "failed", "c": "passed"}))
    assert measure.test_results(str(tmp_path)) == {"run": 3, "passed": 2}
    assert measure.test_results(str(tmp_path / "none")) is None


def test_outcomes_of_tests_are_kept(tmp_path):
    """A run of one test that uses `tiny` is noted in its folder."""
    tiny = variant("tiny")
    name = "tests/test_kstat_sizes.py::test_milestones_take_no_memory"
    subprocess.run(["/usr/bin/python3", "-m", "pytest", "-q", name], cwd=top_path(), check=True,
                   capture_output=True)
    with open(tiny.path("tests.json"), encoding="utf-8") as file:
        assert json.load(file)[name] == "passed"


def test_lines_and_programs_are_those_of_the_build(shell):
    """What is compiled is what CMake was told, and the disk has the programs of the options."""
    figures = features.source_figures(shell.folder)
    assert figures["kernel_files"] > 90 and figures["kernel_lines"] > 10000
    wanted = {name[len("PROG_"):].lower() for name, value in features.options(shell.folder).items()
              if name.startswith("PROG_") and value == "y"}
    assert {os.path.basename(path) for path in features.programs(shell.folder)} == wanted


def test_programs_of_an_earlier_configuration_do_not_count(tmp_path):
    (tmp_path / "rootfs" / "bin").mkdir(parents=True)
    (tmp_path / "rootfs" / "bin" / "old").write_bytes(b"\x7fELF and more")
    (tmp_path / ".config").write_text("CONFIG_FS=y\n")
    assert features.programs(str(tmp_path)) == {"bin/old": 13}
    (tmp_path / ".config").write_text("# CONFIG_FS is not set\n")
    assert features.programs(str(tmp_path)) == {}
