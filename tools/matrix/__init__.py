"""The matrix: a set of configurations in which every possible pair of option values occurs, each
built, booted and tested. `./strata test --matrix` runs it.

space.py   which options there are to combine, with which values
cover.py   the set of configurations, and the proof that it covers all pairs
trial.py   building and trying one configuration
shrink.py  the smallest configuration that still fails
run.py     running them all: order, shards, resuming, the table at the end
"""
