"""Standard output whose reader goes away, or whose disk is full, is no mistake of the tool; nor is
a file that can not be read or written."""

import io
import os
import signal
import sys

OUTPUT = "standard output"


class Output(io.FileIO):
    """Standard output, which an error names as it does a file."""

    def write(self, data):
        try:
            return super().write(data)
        except OSError as error:
            error.filename = OUTPUT
            raise


def open_output():
    """Put an Output below sys.stdout."""
    raw = Output(sys.stdout.fileno(), "w", closefd=False)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors,
                                  line_buffering=sys.stdout.line_buffering)


def discard_output():
    """Nothing more is written, nor tried to be at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def reason(error):
    """What an OSError says, with the file's name if it has one."""
    text = error.strerror or str(error)
    return text if error.filename is None else f"{error.filename}: {text}"


def exit_with(main, name):
    """Run a tool's main(argv) and leave with its status; like one that SIGPIPE ends if nobody reads
    what it prints."""
    open_output()
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
        if error.filename == OUTPUT:
            discard_output()
        print(f"{name}: {reason(error)}", file=sys.stderr)
        status = 1
    sys.exit(status)
