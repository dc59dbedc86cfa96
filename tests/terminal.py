"""A terminal of 80x24 to drive programs in: tmux on a socket of its own."""

import subprocess
import time

from support import COMMAND_SECONDS


class Terminal:
    """Use it as `with Terminal(command, socket, folder) as terminal:`."""

    def __init__(self, command, socket, folder, environment):
        self.tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        self.command = command
        self.folder = str(folder)
        self.environment = {**environment, "TERM": "xterm-256color"}
        self.environment.pop("TMUX", None)

    def run(self, *words):
        return subprocess.run(self.tmux + list(words), check=True, capture_output=True, text=True,
                              env=self.environment).stdout

    def __enter__(self):
        self.run("new-session", "-d", "-x", "80", "-y", "24", "-c", self.folder,
                 f"{self.command}; echo status $?; exec cat")
        return self

    def __exit__(self, *exception):
        subprocess.run(self.tmux + ["kill-server"], capture_output=True, env=self.environment)

    def screen(self, *options):
        return self.run("capture-pane", "-p", *options)

    def wait(self, *texts):
        """Wait until all texts are on the screen, and return it."""
        end = time.monotonic() + COMMAND_SECONDS
        while True:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            assert time.monotonic() < end, f"no {texts!r} on the screen:\n{screen}"
            time.sleep(0.1)

    def keys(self, *names):
        """Press keys by tmux's names."""
        self.run("send-keys", *names)

    def type(self, text):
        self.run("send-keys", "-l", text)
