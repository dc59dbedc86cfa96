"""A client of QEMU's GDB server: stop a guest at addresses, read its registers and memory.

Only what measuring needs; the protocol is GDB's remote serial protocol.
"""

import re
import socket
import struct
import time

PC_REGISTER = 32


class GuestEnded(Exception):
    """QEMU is gone, or the guest switched the machine off."""


class GuestSilent(Exception):
    """The guest reached no stop within the time that it was given."""


class GdbStub:
    """A connection to the GDB server at a UNIX socket. The guest is halted after connecting."""

    def __init__(self, path, timeout):
        self.deadline = time.monotonic() + timeout
        self.connection = socket.socket(socket.AF_UNIX)
        self.pending = b""
        self.connect(path)
        self.command("qSupported:xmlRegisters=riscv")
        self.registers = self.register_numbers()

    def connect(self, path):
        while True:
            try:
                self.connection.connect(path)
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > self.deadline:
                    raise GuestSilent("QEMU offers no GDB server") from None
                time.sleep(0.01)

    def close(self):
        self.connection.close()

    def receive(self):
        """More bytes from the server."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise GuestSilent("no stop in time")
        self.connection.settimeout(left)
        try:
            data = self.connection.recv(65536)
        except socket.timeout:
            raise GuestSilent("no stop in time") from None
        except ConnectionError:
            data = b""
        if not data:
            raise GuestEnded("the guest has ended")
        self.pending += data

    def packet(self):
        """The text of the next packet, which is acknowledged."""
        while True:
            start = self.pending.find(b"$")
            end = self.pending.find(b"#", start)
            if start >= 0 and 0 <= end <= len(self.pending) - 3:
                text, self.pending = self.pending[start + 1:end], self.pending[end + 3:]
                self.send_bytes(b"+")
                return text.decode("latin-1")
            self.receive()

    def send_bytes(self, data):
        try:
            self.connection.sendall(data)
        except OSError:
            raise GuestEnded("the guest has ended") from None

    def send(self, text):
        data = text.encode("ascii")
        self.send_bytes(b"$" + data + b"#%02x" % (sum(data) & 0xff))

    def command(self, text):
        self.send(text)
        return self.packet()

    def register_numbers(self):
        """The numbers of the control and status registers by name."""
        text, offset = "", 0
        while True:
            part = self.command(f"qXfer:features:read:riscv-csr.xml:{offset:x},ffb")
            text += part[1:]
            offset += len(part) - 1
            if not part.startswith("m"):
                break
        return {name: int(number) for name, number in
                re.findall(r'<reg name="(\w+)"[^>]*regnum="(\d+)"', text)}

    def register(self, number):
        answer = self.command(f"p{number:x}")
        if answer.startswith("E") or not answer:
            raise GuestEnded(f"register {number} cannot be read")
        return struct.unpack("<Q", bytes.fromhex(answer).ljust(8, b"\0")[:8])[0]

    def pc(self):
        return self.register(PC_REGISTER)

    def instructions(self):
        """How many instructions the hart has retired, idle time included."""
        return self.register(self.registers["minstret"])

    def memory(self, address, size):
        """Bytes at a virtual address, as the hart sees it now; None when nothing is mapped."""
        answer = self.command(f"m{address:x},{size:x}")
        return None if answer.startswith("E") else bytes.fromhex(answer)

    def set_breakpoint(self, address):
        self.command(f"Z1,{address:x},2")

    def remove_breakpoint(self, address):
        self.command(f"z1,{address:x},2")

    def resume(self, how="c"):
        """Let the guest run to the next stop; GuestEnded when there is none."""
        answer = self.command(how)
        while answer[:1] not in "TSWX":
            answer = self.packet()
        if answer[:1] in "WX":
            raise GuestEnded("the guest has ended")

    def step(self):
        self.resume("s")
