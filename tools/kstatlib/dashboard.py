"""The report: all figures of several presets in one HTML file that needs nothing else.

Its parts lie in report/: the page, its style and its script, which are put together here with the
data. A tree of sizes is written as nested lists [name, kind, bytes, children].
"""

import json
import os

import kconfiglib

from kconflib import tree as kconf_tree
from runner.builds import TOP

from . import attribution, cost, features, history, metrics
from .image import MILESTONES

PARTS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "report")
SCRIPTS = ("dom.js", "matrix.js", "treemap.js", "options.js", "charts.js", "main.js")
KINDS = ("image", "section", "folder", "source", "symbol", "bucket")


def part(name):
    with open(os.path.join(PARTS, name), encoding="utf-8") as file:
        return file.read()


def short_tree(node):
    result = [node["name"], KINDS.index(node["kind"]), node["size"]]
    if node.get("children"):
        result.append([short_tree(child) for child in node["children"]])
    return result


def preset_data(item):
    """What the page knows of an object."""
    return {"name": item["name"], "identity": item["identity"], "notes": item["notes"],
            "metrics": [[metric.group, metric.key, metric.label, metric.value, metric.unit]
                        for metric in metrics.metrics_of(item)],
            "tree": short_tree(item["tree"]), "options": item.get("options", {}),
            "origins": item.get("origins", {}), "calls": item.get("calls", {}),
            "programs": item.get("programs", {}),
            "boot": item.get("boot", {}).get("milestones")}


def option_data(symbol):
    node = next((node for node in symbol.nodes if node.prompt), symbol.nodes[0])
    menus, parent = [], node.parent
    while parent is not None and parent.parent is not None:
        if parent.prompt:
            menus.append(parent.prompt[0])
        parent = parent.parent
    terms = [kconfiglib.expr_str(term)
             for term in kconfiglib.split_expr(symbol.direct_dep, kconfiglib.AND)
             if not isinstance(term, kconfiglib.Choice) and term is not symbol.kconfig.y]
    return {"name": symbol.name, "prompt": node.prompt[0] if node.prompt else "",
            "help": (node.help or "").strip(), "menu": " / ".join(reversed(menus)),
            "depends": " && ".join(terms), "type": kconfiglib.TYPE_TO_STR[symbol.orig_type]}


def all_costs():
    """{preset: {option: entry}} of the presets whose costs were measured."""
    folder = os.path.dirname(cost.cost_path(""))
    names = sorted(name[:-len(".json")] for name in os.listdir(folder)
                   if name.endswith(".json")) if os.path.isdir(folder) else []
    return {name: cost.load(cost.cost_path(name)) for name in names}


def about(items):
    commits = sorted({item["identity"].get("commit", "") + (
        " with changes" if item["identity"].get("dirty") else "") for item in items} - {""})
    compilers = sorted({item["identity"].get("compiler", "") for item in items} - {""})
    parts = [f"{len(items)} presets", f"commit {', '.join(commits)}" if commits else "",
             ", ".join(compilers)]
    return "; ".join(text for text in parts if text)


def data(items):
    groups = [[key, metrics.SHORT_GROUPS.get(key, title), title]
              for key, title in metrics.GROUPS.items()
              if key not in ("options", "calls", "programs", "drivers")]
    calls = [{"number": number, "name": name, "option": option}
             for number, (name, option) in sorted(features.call_table().items())]
    symbols = kconf_tree.load_tree().unique_defined_syms
    return {"about": about(items), "presets": [preset_data(item) for item in items],
            "groups": groups, "milestones": list(MILESTONES), "calls": calls,
            "options": [option_data(symbol) for symbol in symbols], "costs": all_costs(),
            "history": history.load(), "figures": list(history.FIGURES),
            "buckets": list(attribution.BUCKETS)}


def page(items):
    """The text of the HTML file."""
    text = json.dumps(data(items), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    # Nothing in the data may end the element it lies in.
    text = text.replace("<", "\\u003c")
    script = "\n".join(part(name) for name in SCRIPTS)
    result = part("page.html")
    for mark, content in (("@STYLE@", part("style.css")), ("@SCRIPT@", script), ("@DATA@", text)):
        result = result.replace(mark, content, 1)
    return result


def default_path():
    return os.path.join(TOP, "build", "kstat", "report.html")
