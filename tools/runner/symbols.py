"""What the addresses in a kernel's report mean: functions with files and lines, and variables, from
its ELF file."""

import bisect
import os
import re
import subprocess

from .builds import TOP

ADDRESS = re.compile(rb"\b(?:0x)?((?:ffffff[0-9a-f]{10})|(?:8[0-9a-f]{7}))\b")
# In these the address is that of an instruction; elsewhere it is one to return to, behind the call.
EXACT = re.compile(rb"\bpc ")


def tool(name, *arguments):
    return subprocess.run([f"riscv64-unknown-elf-{name}", *arguments], capture_output=True,
                          text=True).stdout


class Symbols:
    """The kernel's symbols, by address."""

    def __init__(self, kernel):
        self.kernel = kernel
        rows = [line.split() for line in tool("nm", "-n", "--defined-only", kernel).splitlines()]
        self.table = [(int(value, 16), name) for value, _, name in rows]
        limits = {name: value for value, name in self.table}
        self.code = range(limits.get("kernel_start", 0), limits.get("text_end", 0))
        self.image = range(limits.get("kernel_start", 0), limits.get("kernel_end", 0))

    def of_code(self, address):
        """"function at file:line", the innermost inlined one first, or None."""
        # Files are named from the top of the tree on, the folder they were compiled in likewise.
        folder = os.path.relpath(os.path.dirname(self.kernel), TOP) + os.sep
        output = tool("addr2line", "-fipe", self.kernel, f"{address:x}")
        lines = [re.sub(r" \(discriminator \d+\)$", "", line).strip().replace(folder, "")
                 .replace(" ./", " ")
                 for line in output.splitlines()]
        return None if not lines or lines[0].startswith("??") else " ".join(lines)

    def of_variable(self, address):
        """The variable that the address lies in or behind."""
        place = bisect.bisect_right(self.table, (address, "\x7f")) - 1
        value, name = self.table[place]
        return name if value == address else f"{name} + {address - value}"

    def explain(self, address, exact):
        if address in self.code:
            return self.of_code(address if exact else address - 1)
        return self.of_variable(address) if address in self.image else None


def explain(kernel, report):
    """The report of a panic, with a line of explanation for each address in the kernel's image."""
    if b"PANIC: " not in report or not os.path.exists(kernel):
        return report
    symbols = Symbols(kernel)
    lines = []
    for line in report.splitlines(keepends=True):
        lines.append(line)
        for value in ADDRESS.findall(line):
            meaning = symbols.explain(int(value, 16), EXACT.search(line) is not None)
            if meaning:
                lines.append(f"      {value.decode()}: {meaning}\n".encode())
    return b"".join(lines)
