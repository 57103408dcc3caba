#!/usr/bin/env python3
"""The browser in a real terminal (tmux): what is on it is what scripts save, and the terminal is given
back however the browser ends.

    tests/tui/terminal.py [PART-OF-A-NAME...]      $SPANVET is the program
"""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/tui"))
import make_traces  # noqa: E402
from views import KEYS  # noqa: E402
from tmux import HAVE, PATIENCE, PROMPT, Late, Terminal, wait  # noqa: E402

SPANVET = str(Path(os.environ.get("SPANVET", "build/spanvet")).absolute())
NOISY = str(ROOT / "samples/noisy.jsonl")
BROKEN = str(ROOT / "samples/broken.jsonl")
tests = []


def test(function):
    tests.append(function)
    return function


def script(steps, inputs=(NOISY,), options=()):
    """The screens that a script saves."""
    with tempfile.TemporaryDirectory() as scratch:
        lines, shots = [], 0
        for step in steps:
            if step == "shot":
                step = f"save {scratch}/{shots}"
                shots += 1
            lines.append(step)
        Path(scratch, "script").write_text("\n".join(lines) + "\n")
        env = os.environ | {"LC_ALL": "C.UTF-8", "TMPDIR": scratch}
        subprocess.run([SPANVET, "tui", "--no-config", "--script", f"{scratch}/script", *options,
                        *inputs], check=True, env=env, timeout=60, stdin=subprocess.DEVNULL)
        return [Path(scratch, str(i)).read_text() for i in range(shots)]


def browse(terminal, *options, inputs=(NOISY,), before=""):
    terminal.start(SPANVET, "tui", "--no-config", *options, *inputs, before=before)


def first_screen(inputs=(NOISY,)):
    return script(["shot"], inputs)[0]


def modes(terminal):
    return terminal.shell("stty -a")


def given_back(terminal, before, what):
    """The shell has the terminal as it was: its modes, its cursor, no colours, the normal screen."""
    assert modes(terminal) == before, f"{what}: stty -a differs"
    flags = terminal("display-message", "-p", "#{cursor_flag} #{alternate_on} #{mouse_any_flag}")
    assert flags.split() == ["1", "0", "0"], f"{what}: cursor, alternate screen, mouse are {flags}"


def ends(terminal, code):
    shown = terminal.await_text("ended ")
    assert re.search(rf"^ended {code}$", shown, re.M), f"not ended with {code}:\n{shown}"


# ---- what is shown ----

def shows_views(term):
    steps = ["shot"]
    for key in KEYS:
        steps += [f"keys {key}", "shot", "keys j j", "shot", "keys Tab", "shot", "keys Tab"]
    screens = iter(script(steps))
    with Terminal(term=term) as t:
        browse(t)
        t.await_screen(next(screens), "the first screen")
        for key in KEYS:
            t.keys(key)
            t.await_screen(next(screens), f"after {key}")
            t.keys("j", "j")
            t.await_screen(next(screens), f"after {key} j j")
            t.keys("Tab")
            t.await_screen(next(screens), f"after {key} j j Tab")
            t.keys("Tab")


@test
def views_under_screen_256color():
    shows_views("screen-256color")


@test
def views_under_xterm_256color():
    shows_views("xterm-256color")


@test
def special_keys():
    """Those of terminfo arrive: arrows, pages, ends, function keys, Shift-Tab, Esc alone."""
    names = {"Down": "Down", "Up": "Up", "PgDn": "NPage", "PgUp": "PPage", "Home": "Home",
             "End": "End", "Right": "Right", "Left": "Left", "F1": "F1", "Esc": "Escape",
             "S-Tab": "BTab", "Enter": "Enter", "^D": "C-d"}
    steps = ["keys 2", "shot"]
    for ours in names:
        steps += [f"keys {ours}", "shot"]
    screens = iter(script(steps))
    with Terminal() as t:
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2")
        t.await_screen(next(screens), "waterfall")
        for ours, theirs in names.items():
            t.keys(theirs)
            t.await_screen(next(screens), f"after {ours}")


@test
def prompts_take_text():
    screens = iter(script(["keys 2 /", "type llm", "shot", "keys Enter", "shot", "keys :",
                           "type view fl", "keys Tab", "shot", "keys Enter", "shot"]))
    with Terminal() as t:
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2", "/")
        t.type("llm")
        t.await_screen(next(screens), "a search while it is written")
        t.keys("Enter")
        t.await_screen(next(screens), "a search")
        t.keys(":")
        t.type("view fl")
        t.keys("Tab")
        t.await_screen(next(screens), "completion")
        t.keys("Enter")
        t.await_screen(next(screens), "a command")


@test
def sizes():
    walk = [(60, 15), (200, 50), (20, 4), (80, 24), (24, 6), (2, 2), (80, 24), (300, 100)]
    screens = iter(script(["keys 2", "shot"] + [s for w, h in walk
                                                for s in (f"size {w}x{h}", "shot")]))
    with Terminal() as t:
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2")
        t.await_screen(next(screens), "80x24")
        for width, height in walk:
            t.resize(width, height)
            t.await_screen(next(screens), f"{width}x{height}")


@test
def traces_from_a_pipe():
    with Terminal() as t:
        t.type(f"clear; cat {BROKEN} | {SPANVET} tui --no-config -; echo \"ended $?\"\n")
        t.await_text("1[traces]")
        t.keys("2")
        t.await_text("2[waterfall]")
        t.keys("Q")
        ends(t, 0)


# ---- going to the background, and coming back ----

@test
def suspended_by_key():
    screens = script(["keys 2", "shot"])
    with Terminal() as t:
        before = modes(t)
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        for _ in range(2):
            t.keys("2", "C-z")
            t.await_text("Stopped")
            given_back(t, before, "^Z")
            t.type("fg\n")
            t.await_screen(screens[0], "after fg")
        t.keys("Q")
        t.await_text(PROMPT.strip())
        given_back(t, before, "Q after fg")


@test
def suspended_by_signal():
    screens = script(["keys 2", "shot", "size 60x15", "shot"])
    with Terminal() as t:
        before = modes(t)
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2")
        t.await_screen(screens[0], "waterfall")
        os.kill(t.child(), signal.SIGTSTP)
        t.await_text("Stopped")
        given_back(t, before, "kill -TSTP")
        t.resize(60, 15)
        t.type("fg\n")
        t.await_screen(screens[1], "after fg in another size")
        os.kill(t.child(), signal.SIGCONT)
        t.keys("j", "k")
        t.await_screen(screens[1], "after kill -CONT")


# ---- ends ----

def ended_by(act, code, what, mouse=False):
    with Terminal() as t:
        before = modes(t)
        browse(t, *["--mouse"] * mouse)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2")
        t.await_text("2[waterfall]")
        asked = t("display-message", "-p", "#{mouse_any_flag}").strip()
        assert asked == str(int(mouse)), f"{what}: mouse_any_flag is {asked} while it runs"
        act(t)
        if code:
            ends(t, code)
        else:
            t.await_text(PROMPT.strip())  # shells do not go on when a child was interrupted
        given_back(t, before, what)


@test
def ended_by_keys():
    ended_by(lambda t: t.keys("Q"), "0", "Q")
    ended_by(lambda t: t.keys("C-c"), "0", "^C")
    ended_by(lambda t: t.keys("q", "q"), "0", "q q")
    ended_by(lambda t: (t.keys(":"), t.type("quit"), t.keys("Enter")), "0", ":quit")


@test
def ended_by_signals():
    for sig in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        code = None if sig == signal.SIGINT else rf"(1|2|{128 + sig})"
        for mouse in (False, True):
            ended_by(lambda t, sig=sig: os.kill(t.child(), sig), code, sig.name, mouse)


@test
def crashes_give_the_terminal_back():
    for sig in (signal.SIGSEGV, signal.SIGABRT):
        for mouse in (False, True):
            ended_by(lambda t, sig=sig: os.kill(t.child(), sig), rf"({128 + sig}|99|1)", sig.name,
                     mouse)


@test
def out_of_memory_gives_the_terminal_back():
    """And its sentence is read on the usual screen."""
    if "asan" in SPANVET:
        return  # sanitizers need more addresses than there are memory
    with Terminal() as t:
        go, before = Path(t.folder.name, "go"), modes(t)
        feed = f"until [ -e {go} ]; do sleep 0.1; done; yes '[        ' | tr '\\n' ' '"
        t.type(f"clear; (ulimit -v 400000; ({feed}) | {SPANVET} tui --no-config -); "
               'echo "ended $?"\n')
        t.await_text("1[traces]")
        go.touch()
        ends(t, "2")
        assert "spanvet: out of memory (wanted" in t.text(), t.text()
        given_back(t, before, "out of memory")


def in_a_pty(*words):
    """Process id and master of a program in a terminal of its own."""
    pid, master = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
        os.execv(SPANVET, [SPANVET, *words])
    return pid, master


def read_until(master, part):
    shown, end = b"", time.monotonic() + PATIENCE
    while part not in shown and time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                shown += os.read(master, 65536)
            except OSError:
                break  # it has ended
    return shown


@test
def left_while_loading():
    with tempfile.TemporaryDirectory() as scratch:
        deep = str(make_traces.make(scratch, ["deep"])["deep"])
        for _ in range(20):
            pid, master = in_a_pty("tui", "--no-config", deep)
            os.write(master, b"Q")
            read_until(master, b"\0")
            status = os.waitpid(pid, 0)[1]
            os.close(master)
            assert status == 0, f"ended with status {status}"


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@test
def terminal_closed():
    with Terminal() as t:
        t("set-option", "-g", "remain-on-exit", "off")
        t("new-window", "-d", "sleep 60")  # the server stays
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        pid = t.child()
        t("kill-pane")
        wait(lambda: gone(pid), "still there a second after its terminal was closed", 1)


@test
def terminal_closed_without_a_signal():
    """Who ignores SIGHUP (nohup) finds out by itself, and does not spin."""
    pid, master = in_a_pty("tui", "--no-config", NOISY)
    assert b"traces" in read_until(master, b"traces"), "nothing was shown"
    os.close(master)
    try:
        wait(lambda: os.waitpid(pid, os.WNOHANG)[0] == pid,
             "still there a second after its terminal was closed", 1)
    except Late:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


# ---- where there is no terminal, or a simple one ----

def refused(result, part):
    assert result.returncode == 2, f"exit code {result.returncode}: {result.stderr}"
    assert part in result.stderr and result.stderr.count("\n") == 1, result.stderr


@test
def without_a_terminal():
    for _ in range(20):  # it ends while the traces are being read
        done = subprocess.run([SPANVET, "tui", NOISY], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=30, start_new_session=True)
        refused(done, "needs a terminal")
        assert "--print" in done.stderr, done.stderr
    with Terminal() as t:
        shown = t.shell(f"{SPANVET} tui {NOISY} | cat")
        assert "needs a terminal" in shown, shown


@test
def terminals_that_will_not_do():
    for term, part in (("no-such-terminal", "is not known"), ("dumb", "cannot place its cursor")):
        with Terminal() as t:
            before = modes(t)
            shown = t.shell(f"TERM={term} {SPANVET} tui {NOISY} > /dev/tty; echo ended $?")
            assert f"TERM={term} {part}" in shown and "ended 2" in shown, shown
            given_back(t, before, f"TERM={term}")


@test
def simple_terminals():
    screen = first_screen()
    for term in ("vt100", "linux", "screen", "xterm"):
        with Terminal() as t:
            browse(t, before=f"TERM={term} ")
            t.await_screen(screen, f"TERM={term}")
            t.keys("2")
            t.await_text("2[waterfall]")
            t.keys("Q")
            ends(t, 0)


COLOUR = re.compile(r"\x1b\[[0-9;]*(3[0-7]|4[0-7]|[34]8;[25]|9[0-7])[;0-9]*m")


@test
def colours():
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)):
        with Terminal(env=env) as t:
            browse(t)
            t.await_screen(first_screen(), "the first screen")
            shown = t.text(escapes=True)
            assert bool(COLOUR.search(shown)) == coloured, f"colours with {env}: {not coloured}"
            assert "\x1b[" in shown, f"no looks at all with {env}"


@test
def ascii_where_the_locale_is_not_utf8():
    screens = script(["shot", "keys 2", "shot"], options=["--ascii"])
    with Terminal(env={"LC_ALL": "C", "LANG": "C"}) as t:
        browse(t)
        t.await_screen(screens[0], "the first screen in ASCII")
        t.keys("2")
        t.await_screen(screens[1], "the waterfall in ASCII")


# ---- mouse and clipboard ----

def click(row, column, term, wheel=None):
    """What terminals send; cells from 1 on."""
    button = 0 if wheel is None else 64 + wheel
    if term.startswith("xterm"):
        press = f"\x1b[<{button};{column};{row}M"
        return (press if wheel is not None else press + f"\x1b[<0;{column};{row}m").encode()
    press = b"\x1b[M" + bytes([32 + button, 32 + column, 32 + row])
    return press if wheel is not None else press + b"\x1b[M" + bytes([35, 32 + column, 32 + row])


@test
def the_mouse():
    for term in ("screen-256color", "xterm-256color"):
        screens = script(["keys 2", "shot", "keys j j j", "shot", "keys 3", "shot", "keys q",
                          "shot"])
        with Terminal(term=term) as t:
            browse(t, "--mouse")
            t.await_screen(first_screen(), "the first screen")
            flag = t("display-message", "-p", "#{mouse_any_flag}").strip()
            assert flag == "1", "the terminal was not asked for the mouse"
            t.keys("2")
            t.await_screen(screens[0], "the waterfall")
            top = next(i for i, line in enumerate(screens[0].splitlines()) if re.search("▾ ?conversation", line))
            t.bytes(click(top + 1, 10, term, wheel=1))
            t.await_screen(screens[1], f"three rows down with the wheel, {term}")
            tab = screens[1].splitlines()[0].index("3flame") + 2
            t.bytes(click(1, tab, term))
            t.await_screen(screens[2], f"a click on the flame graph, {term}")
            t.keys("q")
            t.await_screen(screens[3], f"back from there, as from what a key opened, {term}")
            t.keys("F2")
            wait(lambda: t("display-message", "-p", "#{mouse_any_flag}").strip() == "0",
                 "F2 does not give the mouse back")


@test
def the_cursor_row_reaches_the_edge():
    for keys in (["5", "j"], ["8", "j"]):
        with Terminal(120, 30) as t:
            browse(t, "--before", BROKEN)
            t.await_text("? help")
            t.keys(*keys)
            chosen = [line for line in t.settled().splitlines() if "\x1b[48;5;237m" in line]
            assert len(chosen) == 1, f"{keys}: {chosen}"
            ground, cells = 0, []
            for codes, char in re.findall(r"\x1b\[([0-9;]*)m|(.)", chosen[0]):
                if not char:
                    ground = (237 if "48;5;237" in codes else 0 if re.search(r"\b(0|49)\b", codes)
                              else ground)
                else:
                    cells.append(ground)
            width = 72 if keys[0] == "5" else 120
            assert cells[:width - 1] == [237] * (width - 1), f"{keys}: {cells}"


@test
def copies():
    with Terminal(clipboard=True) as t:
        browse(t)
        t.await_screen(first_screen(), "the first screen")
        t.keys("2", "y", "i")
        t.await_text("copied")
        held = wait(lambda: t("list-buffers") and t("show-buffer"), "the clipboard is empty")
        assert re.fullmatch(r"[0-9a-f]{16,32}", held.strip()), f"in the clipboard: {held!r}"
    with Terminal() as t:
        browse(t, before="TERM=linux ")
        t.await_screen(first_screen(), "the first screen")
        t.keys("2", "y", "i")
        shown = t.await_text("wrote")
        path = re.search(r"(/\S+/spanvet-copy\.\w+)", shown.replace("\n", ""))
        files = list(Path(t.folder.name).glob("spanvet-copy.*"))
        assert path and len(files) == 1, f"{shown}\n{files}"
        assert re.fullmatch(r"[0-9a-f]{16,32}", files[0].read_text().strip()), files[0].read_text()
        assert files[0].stat().st_mode & 0o077 == 0, "others may read what was copied"


def main():
    if not HAVE:
        print("skipped: the browser in a real terminal needs tmux (Debian: tmux)")
        print(f"0 passed, 0 failed, {len(tests)} skipped")
        return 0
    failed, chosen = 0, [t for t in tests
                         if len(sys.argv) == 1 or any(a in t.__name__ for a in sys.argv[1:])]
    for function in chosen:
        start = time.monotonic()
        try:
            function()
        except (AssertionError, Late, subprocess.SubprocessError) as e:
            failed += 1
            print(f"FAILED {function.__name__}: {e}")
        if os.environ.get("TUI_TIMES"):
            print(f"{time.monotonic() - start:6.2f} s {function.__name__}")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
