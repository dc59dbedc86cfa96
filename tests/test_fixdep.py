"""tools/fixdep on its own: what it makes of the dependency files of a compiler that is a script."""

import os
import subprocess

import pytest

from support import top_path

STAMPS = "stamps"
# It ends before memory counts, and frees nothing.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}


@pytest.fixture(scope="module")
def fixdep(tmp_path_factory):
    program = tmp_path_factory.mktemp("fixdep") / "fixdep"
    subprocess.run(["cc", "-std=gnu11", "-O1", "-g", "-fsanitize=address,undefined",
                    "-fno-sanitize-recover", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
                    "-o", program, top_path("tools", "fixdep", "fixdep.c")], check=True)
    return program


class Case:
    """A folder with files and a dependency file that a pretended compiler writes."""

    def __init__(self, folder, fixdep):
        self.folder = folder
        self.fixdep = fixdep
        (folder / STAMPS).mkdir()
        (folder / "autoconf.h").write_text("#define CONFIG_ALL 1\n")

    def file(self, name, text):
        (self.folder / name).write_text(text)

    def run(self, rule, script="cat rule > out.d"):
        self.file("rule", rule)
        self.file("cc.sh", script + "\n")
        return subprocess.run(
            [self.fixdep, "autoconf.h", STAMPS, "sh", "cc.sh", "-MD", "-MF", "out.d"],
            cwd=self.folder, capture_output=True, text=True, env=ENVIRONMENT)

    def rule(self, rule):
        """The target and the dependencies that come out."""
        result = self.run(rule)
        assert (result.returncode, result.stderr) == (0, "")
        text = (self.folder / "out.d").read_text().replace("\\\n", " ")
        target, _, files = text.partition(":")
        return target, files.split()

    def stamps(self):
        return sorted(os.listdir(self.folder / STAMPS))


@pytest.fixture
def case(tmp_path, fixdep):
    return Case(tmp_path, fixdep)


def test_stamps_take_the_place_of_autoconf(case):
    case.file("a.c", "#if CONFIG_ONE\n#endif\nint x = IS_ENABLED(CONFIG_TWO);\n")
    case.file("a.h", "/* CONFIG_ONE and CONFIG_THREE_4 */\n")
    target, files = case.rule("a.o: a.c autoconf.h \\\n a.h\n")
    assert target == "a.o"
    assert files == ["a.c", "a.h", "stamps/ONE", "stamps/THREE_4", "stamps/TWO"]


def test_what_is_no_option(case):
    case.file("a.c", "XCONFIG_ONE _CONFIG_TWO CONFIG_ CONFIG_\nOTHER_CONFIG_X 9CONFIG_Y CONFIG-Z\n")
    assert case.rule("a.o: a.c autoconf.h\n")[1] == ["a.c"]
    assert case.stamps() == []


@pytest.mark.parametrize("text", ["CONFIG_ONE", "(CONFIG_ONE)", "\"CONFIG_ONE\"", "-CONFIG_ONE-",
                                  "\nCONFIG_ONE", "CONFIG_ONE\n", "CONFIG_CONFIG_ONE"])
def test_an_option_anywhere(case, text):
    case.file("a.c", text)
    name = "CONFIG_ONE" if text == "CONFIG_CONFIG_ONE" else "ONE"
    assert case.rule("a.o: a.c autoconf.h\n")[1] == ["a.c", f"stamps/{name}"]


def test_a_stamp_that_is_missing_is_old_and_one_that_is_there_stays(case):
    (case.folder / STAMPS / "ONE").write_text("kept")
    before = os.stat(case.folder / STAMPS / "ONE").st_mtime_ns
    case.file("a.c", "CONFIG_ONE CONFIG_NEW\n")
    case.rule("a.o: a.c autoconf.h\n")
    assert (case.folder / STAMPS / "ONE").read_text() == "kept"
    assert os.stat(case.folder / STAMPS / "ONE").st_mtime_ns == before
    assert os.stat(case.folder / STAMPS / "NEW").st_mtime == 1


def test_names_with_blanks_and_signs(case):
    name = "a b#c$d.c"
    case.file(name, "CONFIG_ONE\n")
    result = case.run("o\\ o: a\\ b\\#c$$d.c autoconf.h\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert (case.folder / "out.d").read_text() \
        == "o\\ o: \\\n  a\\ b\\#c$$d.c \\\n  stamps/ONE\n"


def test_an_empty_file_and_no_files(case):
    case.file("a.c", "")
    assert case.rule("a.o: a.c\n")[1] == ["a.c"]
    assert case.rule("a.o:\n")[1] == []


def test_a_colon_that_stands_alone(case):
    case.file("a.c", "CONFIG_ONE")
    assert case.rule("a.o : a.c autoconf.h\n") == ("a.o ", ["a.c", "stamps/ONE"])


def test_many_options(case):
    case.file("a.c", " ".join(f"CONFIG_N{number}" for number in range(1500)))
    assert len(case.rule("a.o: a.c autoconf.h\n")[1]) == 1501


@pytest.mark.parametrize("script, status", [("exit 7", 7), ("kill -9 $$", 137), ("true", 3)])
def test_a_compiler_that_fails(case, script, status):
    """Its status is passed on; one that says it went well without a dependency file is an error."""
    assert case.run("a.o: a.c\n", script).returncode == status
    assert not (case.folder / "out.d").exists()


def test_a_file_that_is_gone(case):
    result = case.run("a.o: gone.c autoconf.h\n")
    assert result.returncode == 3 and "gone.c" in result.stderr


def test_without_a_dependency_file_it_only_runs(fixdep, tmp_path):
    result = subprocess.run([fixdep, "x", "y", "echo", "hello"], capture_output=True, text=True,
                            cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, "hello\n")


def test_usage_and_a_compiler_that_is_not_there(fixdep):
    assert subprocess.run([fixdep, "x", "y"], capture_output=True).returncode == 2
    result = subprocess.run([fixdep, "x", "y", "/nonexistent/cc"], capture_output=True, text=True)
    assert result.returncode == 3 and "/nonexistent/cc" in result.stderr
