"""Sourced by .gdbinit: makes the package strata_gdb known to GDB's Python and starts it."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from strata_gdb import commands, session, unwind  # noqa: E402

commands.register()
unwind.register()
session.start()
