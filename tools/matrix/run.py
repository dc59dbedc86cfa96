"""Running the matrix: in a fixed order, in shards, with results that are kept."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue

from runner.builds import TOP

from . import shrink, trial
from .cover import check, covers, texts_of

RESULTS = os.path.join(TOP, "build", "matrix", "results.json")
SLOTS = max(1, len(os.sched_getaffinity(0)))


def tree_state():
    """The commit, and what is changed over it or new: results of another state do not count."""
    def git(*arguments):
        return subprocess.run(["git", "-C", TOP, *arguments], capture_output=True,
                              text=True).stdout
    changes = git("diff", "HEAD")
    for name in git("ls-files", "-z", "--others", "--exclude-standard").split("\0")[:-1]:
        with open(os.path.join(TOP, name), "rb") as file:
            changes += name + hashlib.sha256(file.read()).hexdigest()
    return git("rev-parse", "HEAD").strip() + (
        "+" + trial.identity(changes) if changes else "")


class Results:
    """What was tried in this state of the tree, kept in a file after each trial."""

    def __init__(self, state):
        self.state = state
        self.outcomes = {}
        try:
            with open(RESULTS, encoding="utf-8") as file:
                kept = json.load(file)
            if kept["state"] == state:
                self.outcomes = {name: trial.Outcome(**outcome)
                                 for name, outcome in kept["outcomes"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def add(self, name, outcome):
        self.outcomes[name] = outcome
        kept = {"state": self.state,
                "outcomes": {key: value.as_json() for key, value in self.outcomes.items()}}
        os.makedirs(os.path.dirname(RESULTS), exist_ok=True)
        with open(RESULTS + ".new", "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
        os.replace(RESULTS + ".new", RESULTS)


def run_all(texts, results, say):
    """Try what has not been tried yet, several at a time; returns the outcomes in order."""
    slots = SimpleQueue()
    for slot in range(SLOTS):
        slots.put(slot)

    def one(text):
        slot = slots.get()
        try:
            return trial.attempt(text, slot)
        finally:
            slots.put(slot)

    todo = [text for text in texts if trial.identity(text) not in results.outcomes]
    say(f"{len(texts)} configurations, {len(texts) - len(todo)} of them tried before")
    begin = time.monotonic()
    with ThreadPoolExecutor(SLOTS) as pool:
        futures = {pool.submit(one, text): text for text in todo}
        for done, future in enumerate(as_completed(futures), 1):
            name, outcome = trial.identity(futures[future]), future.result()
            results.add(name, outcome)
            left = (time.monotonic() - begin) / done * (len(todo) - done)
            say(f"[{done}/{len(todo)}] {name} {outcome.stage} {outcome.seconds:.0f} s, "
                f"about {left / 60:.0f} min left")
    return [results.outcomes[trial.identity(text)] for text in texts]


def report(texts, outcomes, smallest):
    """The table at the end."""
    failed = [(text, outcome) for text, outcome in zip(texts, outcomes) if not outcome.passed]
    for text, outcome in failed:
        print(f"\nFAILED {trial.identity(text)} in {outcome.stage}: {outcome.reason}")
        small, trials = smallest(text, outcome)
        print(f"the smallest that fails likewise ({trials} trials):")
        print("".join(f"    {line}\n" for line in small.splitlines()), end="")
    tests = sum(outcome.tests for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    print(f"\n{tests} tests in guests, {seconds / 60:.0f} minutes of trials")
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def shard_of(text):
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is not I/N with I from 1 to N")
    return int(number), int(count)


def main(argv):
    parser = argparse.ArgumentParser(
        prog="./strata test --matrix",
        description="Build, boot and test configurations that cover every possible pair of option "
        "values.")
    parser.add_argument("--shard", type=shard_of, default=(1, 1), metavar="I/N",
                        help="the I-th of N parts only")
    parser.add_argument("--list", action="store_true", help="print the configurations and end")
    parser.add_argument("--again", action="store_true", help="forget earlier results")
    parser.add_argument("--no-shrink", action="store_true",
                        help="do not look for the smallest configuration that fails")
    arguments = parser.parse_args(argv)
    sets = covers()
    missing = 0
    for cover, what in zip(sets, ("", " that run usertests")):
        covered = check(cover)
        missing += len(cover.possible - covered)
        print(f"{len(cover.factors)} factors, {len(covered)} pairs covered of "
              f"{len(cover.possible)} possible, by {len(cover.rows)} configurations{what}",
              flush=True)
    index, count = arguments.shard
    texts = texts_of(sets)[index - 1::count]
    if arguments.list:
        print("\n".join(f"# {trial.identity(text)}\n{text}" for text in texts))
        return 0
    if arguments.again and os.path.exists(RESULTS):
        os.unlink(RESULTS)
    results = Results(tree_state())
    outcomes = run_all(texts, results, lambda line: print(line, flush=True))

    def smallest(text, outcome):
        if arguments.no_shrink:
            return text, 0
        return shrink.shrink(text, outcome.stage, 0)

    return max(report(texts, outcomes, smallest), missing > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
