"""Standard output whose reader goes away, or whose disk is full, is no mistake of the tool."""

import errno
import os
import signal
import sys


def discard_output():
    """Nothing more is written, nor tried to be at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_with(main, name):
    """Run a tool's main(argv) and leave with its status; like one that SIGPIPE ends if nobody reads
    what it prints."""
    try:
        try:
            status = main(sys.argv[1:])
        except SystemExit as stop:  # --help, a wrong command line
            status = stop.code
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
        status = 128 + signal.SIGPIPE
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        discard_output()
        print(f"{name}: standard output: {error.strerror}", file=sys.stderr)
        status = 1
    sys.exit(status)
