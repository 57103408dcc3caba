"""A real terminal for tests and pictures: tmux with a socket of its own, a shell in it, and waiting
for what it shows."""
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HAVE = shutil.which("tmux") is not None
PATIENCE = float(os.environ.get("TUI_PATIENCE", 10))  # seconds until something must have happened
PROMPT = "ready$ "


class Late(Exception):
    pass


def wait(happened, what, patience=PATIENCE):
    """Until `happened()` gives something true, which is returned."""
    end = time.monotonic() + patience
    while True:
        got = happened()
        if got:
            return got
        if time.monotonic() > end:
            raise Late(what() if callable(what) else what)
        time.sleep(0.01)


class Terminal:
    """A shell in a pane. Use as a context manager."""

    def __init__(self, width=80, height=24, term="screen-256color", env=None, clipboard=False):
        self.folder = tempfile.TemporaryDirectory()
        self.socket = Path(self.folder.name, "tmux")
        keep = {k: v for k, v in os.environ.items()
                if k not in ("TMUX", "NO_COLOR", "COLUMNS", "LINES", "COLORFGBG", "TERM")}
        self.env = keep | {"LC_ALL": "C.UTF-8", "TMPDIR": self.folder.name,
                           "TERM": "xterm-256color"} | (env or {})
        conf = Path(self.folder.name, "conf")
        conf.write_text(f"set -g status off\nset -g default-terminal {term}\nset -sg escape-time 0\n"
                        "set -g remain-on-exit on\n"
                        f"set -s set-clipboard {'on' if clipboard else 'off'}\n")
        rc = Path(self.folder.name, "rc")
        rc.write_text(f"PS1='{PROMPT}'\n")
        self("-f", str(conf), "new-session", "-d", "-x", str(width), "-y", str(height),
             f"bash --noprofile --rcfile {rc}")
        wait(lambda: self.text().strip() == PROMPT.strip(),
             lambda: f"no shell came up: {self.text()}")

    def __call__(self, *words):
        return subprocess.run(["tmux", "-S", str(self.socket), *words], env=self.env, check=True,
                              capture_output=True, text=True, timeout=20).stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self("kill-server")
        except subprocess.SubprocessError:
            pass  # it has ended with its last pane
        self.folder.cleanup()

    # ---- what is shown ----

    def text(self, escapes=False):
        """Lines without the blanks at their ends."""
        shown = self("capture-pane", "-p", *(["-e"] if escapes else []))
        return "\n".join(line.rstrip() for line in shown.splitlines())

    def await_text(self, part, patience=PATIENCE):
        return wait(lambda: (shown := self.text()) and part in shown and shown,
                    lambda: f"{part!r} did not come; there is:\n{self.text()}", patience)

    def await_screen(self, screen, what, patience=PATIENCE):
        """Until all of it is shown."""
        wanted = screen.rstrip("\n")
        wait(lambda: self.text().rstrip("\n") == wanted,
             lambda: f"{what}: shown is\n{self.text()}\n--- and not\n{wanted}", patience)

    def settled(self, escapes=True):
        """What is shown once it has been the same for a tenth of a second, with blanks at the ends of
        lines: they have a background too."""
        seen = {"shown": None, "since": 0.0}

        def still():
            shown = self("capture-pane", "-pN", *(["-e"] if escapes else []))
            if shown != seen["shown"]:
                seen.update(shown=shown, since=time.monotonic())
            return time.monotonic() - seen["since"] > 0.1 and shown
        return wait(still, "the screen does not come to rest")

    # ---- what is pressed ----

    def keys(self, *names):
        """Keys by tmux's names."""
        self("send-keys", *names)

    def type(self, text):
        self("send-keys", "-l", text)

    def bytes(self, data):
        self("send-keys", "-H", *(f"{b:02x}" for b in data))

    def resize(self, width, height):
        self("resize-window", "-x", str(width), "-y", str(height))

    # ---- the shell ----

    def start(self, *words, before=""):
        """Starts a command line and does not wait."""
        self.type(f"clear; {before}{shlex.join(map(str, words))}; echo \"ended $?\"\n")

    def shell(self, line, patience=PATIENCE):
        """Runs a line to its end, and gives what it printed."""
        out = Path(self.folder.name, "out")
        done = Path(self.folder.name, "done")
        done.unlink(missing_ok=True)
        self.type(f"{{ {line}; }} > {out} 2>&1; touch {done}\n")
        wait(done.exists, f"{line!r} does not end", patience)
        return out.read_text()

    def child(self, name="spanvet"):
        """The process id of the program that runs in the pane, or None."""
        shell = self("display-message", "-p", "#{pane_pid}").strip()
        listed = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", shell], capture_output=True,
                                text=True, check=False).stdout
        for line in listed.splitlines():
            pid, comm = line.split(None, 1)
            if comm.strip() == name:
                return int(pid)
        return None
