"""The command line behind ./strata; the exit status of a usage error is 2."""

import argparse
import os
import re
import shutil
import subprocess
import sys

from . import builds, debugger, guest, images, qemu, stages, streams, symbols, tour
from .builds import TOP, Build, BuildError
from .images import ImageError

DEFAULT_PRESET = "full"
# What a person gives as a number of seconds, harts or jobs; no clock can wait much longer.
LARGEST = 10 ** 9


def preset_or_folder(text):
    """A preset's name, or the name of a folder in build/ that was configured before."""
    if text in builds.preset_names():
        return Build(text)
    if os.path.exists(os.path.join(TOP, "build", text, "build.ninja")):
        return Build(DEFAULT_PRESET, name=text)
    raise argparse.ArgumentTypeError(
        f"no preset {text!r}; there are: {', '.join(builds.preset_names())}")


def memory_size(text):
    if not re.fullmatch(r"[1-9][0-9]*[KMGkmg]?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 64, 64M or 2G")
    return text


def positive(text):
    value = int(text)
    if not 1 <= value <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be from 1 to {LARGEST}")
    return value


def check_harts(build, harts):
    limit = int(build.config().get("NR_HARTS", 1))
    if harts and harts > limit:
        usage_error(f"--harts {harts}: this kernel is built for at most {limit} "
                    "(CONFIG_NR_HARTS)")


def usage_error(text):
    print(f"strata: {text}", file=sys.stderr)
    sys.exit(2)


def run(arguments):
    """Build, boot and attach the terminal. Ctrl-A X ends QEMU."""
    build = ready_build(arguments)
    check_harts(build, arguments.harts)
    return boot(build, arguments)


def ready_build(arguments):
    """The build that was asked for, up to date; Ninja's targets come with it built already."""
    if arguments.built:
        return Build(DEFAULT_PRESET, name=os.path.abspath(arguments.built))
    arguments.preset.make(output=sys.stderr)
    return arguments.preset


def boot(build, arguments):
    """Become QEMU: nothing of this program stays behind it."""
    config = build.config()
    disk = images.kept_disk(build, arguments.fresh) if "BLK_VIRTIO" in config else None
    line = qemu.command(build.kernel, config, harts=arguments.harts, memory=arguments.memory,
                        image=disk, console="terminal", extra=arguments.qemu_arguments)
    sys.stdout.flush()
    os.execvp(line[0], line)


def execute(arguments):
    """Boot, run the commands in the guest's shell, print only their output and power off.

    The exit status is that of the commands; 124: time-out, 125: a panic, a failure of QEMU or the
    build, a file that can not be used or a preset without a shell."""
    build = arguments.preset
    build.make()
    check_harts(build, arguments.harts)
    if arguments.image and arguments.add:
        usage_error("--add needs a copy of the image; it does not go with --image")
    result = guest.exec_commands(
        build, arguments.commands, harts=arguments.harts, memory=arguments.memory,
        timeout=arguments.timeout, image=arguments.image, additions=arguments.add,
        icount=arguments.icount, on_output=write_output)
    sys.stdout.flush()
    sys.stderr.buffer.write(symbols.explain(build.kernel, result.messages))
    return result.status


def write_output(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def build_command(arguments):
    """Configure what is not configured yet, and build."""
    for build in arguments.presets or [Build(DEFAULT_PRESET)]:
        build.make(jobs=arguments.jobs, output=sys.stdout)
    return 0


def test(arguments):
    """Run the tests: unit tests on the host, then boots of the presets and their variants."""
    command = [sys.executable, "-m", "pytest",
               "-n", str(arguments.jobs or qemu.host_harts()), "--dist", "loadgroup"]
    if arguments.all:
        command.append("--all")
    if arguments.keyword:
        command += ["-k", arguments.keyword]
    command += arguments.pytest_arguments
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    return subprocess.run(command, cwd=TOP, env=environment).returncode


def matrix(arguments):
    """Build, boot and test configurations that cover every possible pair of option values."""
    from matrix import run as matrix_run
    return matrix_run.main(arguments.words)


def debug(arguments):
    """Start QEMU halted, with a GDB server on localhost:1234, and GDB attached to it."""
    if arguments.console:
        return debugger.attach_console(arguments.preset)
    build = ready_build(arguments)
    check_harts(build, arguments.harts)
    return debugger.debug(build, arguments.harts, arguments.memory, arguments.program)


def menuconfig(arguments):
    """Change the options of a preset's build folder; the changes are kept over the preset."""
    build = arguments.preset
    return subprocess.run([os.path.join(TOP, "tools", "kconf"), "menuconfig", "-B",
                           build.folder]).returncode


def compare(arguments):
    """Show presets side by side: bytes, memory, instructions of the start, features."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, os.path.join(TOP, "tools", "kstat"), "compare"]
             + arguments.words)


def clean(arguments):
    """Remove build folders, with the disks in them."""
    folders = [build.folder for build in arguments.presets] or [os.path.join(TOP, "build")]
    for folder in filter(os.path.exists, folders):
        shutil.rmtree(folder)
    return 0


def show_stages(arguments):
    """Print what each of the nine stages adds, how large it is and what its start takes.

    All nine are built and booted for it."""
    if arguments.tour:
        return tour.walk()
    if arguments.measure:
        stages.save_costs(stages.measure())
    if arguments.measure or arguments.update:
        figures = stages.update()
    else:
        figures = [stages.Figures(stage) for stage in stages.STAGES]
    print(stages.table_for_terminal(figures))
    return 0


def add_command(subparsers, name, function, **options):
    parser = subparsers.add_parser(name, help=function.__doc__.split("\n")[0],
                                   description=function.__doc__, **options)
    parser.set_defaults(function=function)
    return parser


def add_preset(parser):
    parser.add_argument("preset", nargs="?", type=preset_or_folder, metavar="PRESET",
                        default=DEFAULT_PRESET,
                        help=f"one of {', '.join(builds.preset_names())} "
                        f"(default: {DEFAULT_PRESET})")


def add_presets(parser, help_text):
    parser.add_argument("presets", nargs="*", type=preset_or_folder, metavar="PRESET",
                        help=help_text)


def add_machine(parser):
    parser.add_argument("--harts", type=positive, metavar="N",
                        help="harts (default: NR_HARTS, but not more than the host has)")
    parser.add_argument("--memory", type=memory_size, metavar="M",
                        help="memory, in MiB or with a unit (default: CONFIG_QEMU_MEMORY)")


def make_parser():
    parser = argparse.ArgumentParser(
        prog="./strata", description="Build, boot and test Strata.",
        epilog="`./strata COMMAND --help` tells more about a command.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    sub = add_command(subparsers, "run", run, usage="./strata run [PRESET] [options] "
                      "[-- QEMU ARGUMENTS]")
    add_preset(sub)
    add_machine(sub)
    sub.add_argument("--built", metavar="FOLDER", help=argparse.SUPPRESS)
    sub.add_argument("--fresh", action="store_true", help="start with a new disk")

    sub = add_command(subparsers, "exec", execute)
    add_preset(sub)
    sub.add_argument("commands", metavar="COMMANDS", help="what the guest's shell runs")
    add_machine(sub)
    sub.add_argument("--timeout", type=positive, default=60, metavar="S",
                     help="seconds until the guest is ended (default: 60)")
    sub.add_argument("--image", metavar="FILE", help="use this disk image, in place")
    sub.add_argument("--add", action="append", default=[], metavar="FILE[:PATH]",
                     help="put a file of the host into a private copy of the image")
    sub.add_argument("--icount", action="store_true",
                     help="count instructions exactly; implies one hart")

    sub = add_command(subparsers, "build", build_command)
    add_presets(sub, f"what to build (default: {DEFAULT_PRESET})")
    sub.add_argument("-j", "--jobs", type=positive, metavar="N", help="jobs at a time")

    sub = add_command(subparsers, "test", test, usage="./strata test [options] "
                      "[-- PYTEST ARGUMENTS]")
    sub.add_argument("--all", action="store_true", help="the slow tests too")
    sub.add_argument("--matrix", action="store_true",
                     help="instead, configurations that cover every possible pair of option "
                     "values; more with `./strata test --matrix --help`")
    sub.add_argument("-k", dest="keyword", metavar="EXPRESSION", help="only tests that match")
    sub.add_argument("-j", "--jobs", type=positive, metavar="N", help="tests at a time")

    sub = add_command(subparsers, "debug", debug)
    add_preset(sub)
    add_machine(sub)
    sub.add_argument("--program", action="append", default=[], metavar="NAME",
                     help="load the symbols of this user program as well")
    sub.add_argument("--built", metavar="FOLDER", help=argparse.SUPPRESS)
    sub.add_argument("--console", action="store_true",
                     help="attach this terminal to the console of a running `debug`")

    sub = add_command(subparsers, "stages", show_stages)
    group = sub.add_mutually_exclusive_group()
    group.add_argument("--tour", action="store_true",
                       help="a walk from stage to stage: read, boot, go on")
    group.add_argument("--update", action="store_true",
                       help="also make the tables in doc/stages anew")
    group.add_argument("--measure", action="store_true",
                       help="also build every variant that tells what an option costs")

    add_preset(add_command(subparsers, "menuconfig", menuconfig))
    sub = add_command(subparsers, "compare", compare, add_help=False,
                      usage="./strata compare [options] PRESET...")
    sub.add_argument("words", nargs=argparse.REMAINDER)

    add_presets(add_command(subparsers, "clean", clean), "folders to remove (default: all)")
    return parser, subparsers.choices


def parse(argv):
    """What follows `--` goes to QEMU or pytest as it is."""
    rest = []
    if argv and argv[0] in ("run", "test") and "--" in argv:
        position = argv.index("--")
        argv, rest = argv[:position], argv[position + 1:]
    parser, commands = make_parser()
    if argv and argv[0] == "test" and "--matrix" in argv:
        if rest:
            usage_error("--matrix does not run pytest: nothing goes behind --")
        # tools/matrix knows the options.
        return argparse.Namespace(function=matrix,
                                  words=[word for word in argv[1:] if word != "--matrix"])
    if argv and argv[0] == "compare":
        # tools/kstat knows the options.
        return argparse.Namespace(function=compare, words=argv[1:])
    if argv and argv[0] in commands:
        # Options may stand between the preset and the commands, which parse_args() refuses.
        arguments = commands[argv[0]].parse_intermixed_args(argv[1:])
    else:
        arguments = parser.parse_args(argv)
    arguments.qemu_arguments = arguments.pytest_arguments = rest
    return arguments


def main(argv):
    arguments = parse(argv)
    try:
        return arguments.function(arguments)
    except (BuildError, ImageError, stages.StageError) as error:
        text = str(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename == streams.OUTPUT:
            raise
        text = streams.reason(error)
    except KeyboardInterrupt:
        return 130
    print(f"strata: {text}", file=sys.stderr)
    return guest.FAILED if arguments.function is execute else 1
