"""Runs the unit tests that lie beside the code, under the address and UB sanitizers."""

import subprocess

from support import host_tests


def test_unit_tests():
    result = subprocess.run(["ctest", "--test-dir", host_tests(), "--output-on-failure",
                             "--no-tests=error"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "100% tests passed" in result.stdout
