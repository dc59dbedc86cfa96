"""What people name on the command line: presets, build folders, ELF files, saved JSON documents and
revisions (git:REV:PRESET); each becomes objects to compare."""

import io
import os
import shutil
import subprocess
import tarfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from runner import builds, qemu
from runner.builds import TOP, Build

from . import boot, features, measure
from .errors import UserError

# Whatever a build depends on: when nothing of it has changed, nothing needs to be built.
SOURCES = ("arch", "cmake", "configs", "drivers", "fs", "kernel", "lib", "mm", "tools", "user")
SOURCE_FILES = ("CMakeLists.txt", "Kconfig")


@dataclass
class Subject:
    """One thing to compare. `build` is None for files; `revision` is a commit or None."""
    name: str
    preset: str = ""
    build: object = None
    elf: str = ""
    saved: object = None
    revision: str = ""


class RevisionBuild(Build):
    """A build folder of an exported revision, which is built with that revision's own files."""

    def __init__(self, preset, top):
        super().__init__(preset)
        self.top = top
        self.folder = os.path.join(top, "build", preset)

    def make(self, *targets, jobs=None, output=None):
        with self.locked():
            if not os.path.exists(self.path("build.ninja")):
                builds.run_tool(["cmake", "-G", "Ninja", "-S", self.top, "-B", self.folder,
                                 f"-DSTRATA_PRESET={self.preset}"], output)
            builds.run_tool(["ninja", "-C", self.folder], output)


def resolve(text):
    """The Subjects that an argument means (several for a JSON document)."""
    if text.startswith("git:"):
        return [revision_subject(text)]
    if text in builds.preset_names():
        return [Subject(text, text, Build(text))]
    folder = next((path for path in (text, os.path.join(TOP, "build", text))
                   if os.path.isdir(path)), None)
    if folder:
        return [folder_subject(text, folder)]
    if os.path.isfile(text):
        if text.endswith(".json"):
            return [Subject(saved["name"], saved=saved) for saved in measure.load_document(text)]
        return [Subject(os.path.basename(text), elf=text)]
    raise UserError(f"{text}: no such preset, build folder or file; presets: "
                    f"{', '.join(builds.preset_names())}; a revision is written git:REV:PRESET")


def folder_subject(text, folder):
    folder = os.path.abspath(folder)
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        raise UserError(f"{text}: this folder was not configured; ./strata build PRESET makes one")
    build = Build(os.path.basename(folder), name=folder)
    try:
        with open(build.path("CMakeCache.txt"), encoding="utf-8") as file:
            preset = next((line.partition("=")[2].strip() for line in file
                           if line.startswith("STRATA_PRESET:")), build.preset)
    except OSError:
        preset = build.preset
    return Subject(os.path.basename(folder), preset, build)


def git(*words, **arguments):
    return subprocess.run(["git", "-C", TOP, *words], capture_output=True, **arguments)


def revision_subject(text):
    """git:REV:PRESET: the revision's files are exported once, and built there."""
    _, _, rest = text.partition(":")
    revision, colon, preset = rest.rpartition(":")
    if not colon or not revision or not preset:
        raise UserError(f"{text}: a revision is written git:REV:PRESET")
    found = git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", text=True)
    if found.returncode != 0:
        raise UserError(f"{text}: git knows no revision {revision!r}; see git log")
    commit = found.stdout.strip()
    top = os.path.join(boot.work_folder(), "revisions", commit[:12])
    if not os.path.exists(os.path.join(top, "CMakeLists.txt")):
        export(commit, top)
    if not os.path.exists(os.path.join(top, "configs", preset + "_defconfig")):
        raise UserError(f"{text}: revision {revision} has no preset {preset!r}")
    return Subject(f"{revision}:{preset}", preset, RevisionBuild(preset, top), revision=commit[:12])


def export(commit, folder):
    """The files of a revision; complete or not there at all."""
    archive = git("archive", "--format=tar", commit, check=True).stdout
    temporary = f"{folder}.{os.getpid()}"
    os.makedirs(temporary)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(temporary)
    try:
        os.rename(temporary, folder)
    except OSError:
        # Somebody else was as fast: theirs are the same files.
        shutil.rmtree(temporary)
        if not os.path.exists(os.path.join(folder, "CMakeLists.txt")):
            raise


def source_state(top):
    """A name for the state of the source files, by their times and sizes."""
    parts = []
    for folder in SOURCES:
        for parent, folders, names in os.walk(os.path.join(top, folder)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                parts.append(file_state(os.path.join(parent, name)))
    parts += [file_state(os.path.join(top, name)) for name in SOURCE_FILES]
    return measure.digest(*parts)


def file_state(path):
    try:
        status = os.lstat(path)
    except OSError:
        return path
    return f"{path} {status.st_mtime_ns} {status.st_size}"


def bring_up_to_date(subjects, output):
    """Build what needs it; one after the other, because each build uses all processors."""
    states = {}
    for subject in subjects:
        build = subject.build
        if build is None:
            continue
        top = features.source_top(build.folder) if os.path.exists(build.path("CMakeCache.txt")) \
            else getattr(build, "top", TOP)
        if top not in states:
            states[top] = source_state(top)
        stamp, state = build.path("kstat.stamp"), built_state(build, states[top])
        if measure.read_bytes(stamp).decode() == state:
            continue
        print(f"building {subject.name}", file=output, flush=True)
        build.make()
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(built_state(build, states[top]))


def built_state(build, sources):
    return measure.digest(sources, *(file_state(build.path(name)) for name in (
        ".config", "build.ninja", "strata.elf", "strata.map", "fs.img")))


def figures_of(subject, with_boot, with_smallest):
    """The object of one subject."""
    if subject.saved is not None:
        return subject.saved
    if subject.elf:
        folder = os.path.dirname(os.path.abspath(subject.elf))
        map_path = os.path.join(folder, "strata.map")
        is_ours = os.path.basename(subject.elf) == "strata.elf" and os.path.exists(map_path)
        return measure.measure_elf(subject.elf, map_path if is_ours else None, subject.name)
    return measure.measure_folder(subject.build, subject.name, subject.preset, with_boot,
                                  with_smallest, subject.revision)


def kept_figures(subject, with_boot, with_smallest):
    """The object if all of it was measured before, else None."""
    with measure.only_kept():
        try:
            return figures_of(subject, with_boot, with_smallest)
        except measure.NotKept:
            return None


def measure_all(texts, output, with_boot=True, with_smallest=False):
    """The objects of all arguments, in their order, with names of their own. `output` is where
    builds are told of; None: nothing is built."""
    subjects = [subject for text in texts for subject in resolve(text)]
    if output is not None:
        bring_up_to_date(subjects, output)
    results = [kept_figures(subject, with_boot, with_smallest) for subject in subjects]
    missing = [number for number, result in enumerate(results) if result is None]
    if len(missing) < 2 or qemu.host_harts() == 1:
        for number in missing:
            results[number] = figures_of(subjects[number], with_boot, with_smallest)
    else:
        with ProcessPoolExecutor(min(qemu.host_harts(), len(missing)),
                                 initializer=qemu.die_with_parent) as pool:
            jobs = {number: pool.submit(figures_of, subjects[number], with_boot, with_smallest)
                    for number in missing}
            for number, job in jobs.items():
                results[number] = job.result()
    return with_own_names(results)


def with_own_names(objects):
    seen = {}
    for item in objects:
        count = seen[item["name"]] = seen.get(item["name"], 0) + 1
        if count > 1:
            item["name"] += f"#{count}"
    return objects
