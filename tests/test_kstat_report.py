"""The HTML report of tools/kstat: what is in the file and, with --all, how it behaves in a browser.

kstatlib/browser.py says which browser that is.
"""

import json
import os
import re

import pytest

from kstatlib import browser, compare, dashboard, metrics, subjects
from runner.builds import TOP
from support import COMMAND_SECONDS, variant

COSTS = {"shell": {"FS_LOG": {"value": "y", "flipped": "n", "delta": {
    "text": -1234, "rodata": -56, "data": 0, "bss": 0, "ram": None, "instructions": -7}}}}
HISTORY = [{"date": f"2024-01-0{day} 12:00", "commit": f"{day:012x}", "preset": "full",
            "text": 80000 + day, "rodata": 5, "data_bss": 6, "pages_used": None,
            "instructions": None} for day in (1, 2, 3)]


@pytest.fixture(scope="module")
def items():
    builds = [variant(name) for name in ("tiny", "shell", "full")]
    return subjects.measure_all([build.folder for build in builds], None)


@pytest.fixture
def page(items, monkeypatch, tmp_path):
    """The path of a report with known costs and a known history."""
    monkeypatch.setattr(dashboard, "all_costs", lambda: COSTS)
    monkeypatch.setattr(dashboard.history, "load", lambda: HISTORY)
    path = tmp_path / "report.html"
    path.write_text(dashboard.page(items), encoding="utf-8")
    return path


def test_file_needs_nothing_else(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"""\b(?:src|href)=(?!["']?(?:data:|#))|url\((?!#)|@import|\bfetch\(""",
                         text)
    assert "@DATA@" not in text and text.count("</script>") == 2


def test_data_is_what_was_measured(page, items):
    text = page.read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])
    for item, preset in zip(items, data["presets"]):
        assert preset["name"] == item["name"] and preset["tree"][2] == item["tree"]["size"]
        shown = {(group, key): value for group, key, _, value, _ in preset["metrics"]}
        assert shown == {(metric.group, metric.key): metric.value
                         for metric in metrics.metrics_of(item)}
    assert data["costs"] == COSTS and data["history"] == HISTORY


def test_data_cannot_end_its_element(items, monkeypatch):
    monkeypatch.setattr(dashboard, "all_costs", lambda: {"</script><b>": {}})
    assert "</script><b>" not in dashboard.page(items)


def folder_total(item, name):
    return sum(child["size"] for section in item["tree"]["children"]
               for child in section.get("children", ()) if child["name"] == name)


def expectations(items):
    sizes = {item["name"]: item["tree"]["size"] for item in items}
    option = "FS_LOG"
    return {
        "text": {item["name"]: item["size"]["text"] for item in items},
        "fs": {item["name"]: compare.metrics.folder_bytes(item)["loaded"].get("fs", 0)
               for item in items},
        "total": sizes, "fsTotal": {item["name"]: folder_total(item, "fs") for item in items},
        "smallest": min(sizes, key=sizes.get), "largest": max(sizes, key=sizes.get),
        "calls": {item["name"]: len(item["calls"]) for item in items},
        "start": {item["name"]: item["boot"]["milestones"]["scheduler"]["min"] for item in items},
        "option": {"name": option, "values": [item["options"].get(option, "n") for item in items],
                   "detail": ["Depends on", "default", "\u22121\u202f234 bytes of text"]},
        "cost": {"preset": "shell", "option": "FS_LOG", "text": -1234}}


@pytest.mark.slow
def test_in_a_browser(page, items, tmp_path):
    """Sorting, filtering, zooming, comparing, by mouse and keyboard, wide and narrow, light and
    dark; the screenshots are left in build/kstat/screenshots."""
    expected = tmp_path / "expected.json"
    expected.write_text(json.dumps(expectations(items)))
    shots = os.path.join(TOP, "build", "kstat", "screenshots")
    os.makedirs(shots, exist_ok=True)
    result = browser.run(os.path.join(TOP, "tests", "report", "check.mjs"), page, expected, shots,
                         timeout=20 * COMMAND_SECONDS)
    assert result.returncode == 0, result.stderr
