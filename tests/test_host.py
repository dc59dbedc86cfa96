"""Runs the unit tests that lie beside the code, under the address and UB sanitizers."""

import subprocess

from support import top_path


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_unit_tests():
    folder = top_path("build", "host")
    run("cmake", "-G", "Ninja", "-S", top_path("tests", "host"), "-B", folder)
    run("ninja", "-C", folder)
    output = run("ctest", "--test-dir", folder, "--output-on-failure", "--no-tests=error")
    assert "100% tests passed" in output
