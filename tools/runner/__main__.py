import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from runner.cli import main  # noqa: E402
from runner.streams import exit_with  # noqa: E402

exit_with(main, "strata")
