#!/usr/bin/env python3
"""Search and filters of the browser: keys pressed by scripts.

    tests/tui_filters.py [NAME...]        $SPANVET is the program
"""
import json
import sys
import tempfile
from pathlib import Path

from tui_drafts import NOISY, press

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def traces(folder, *names):
    """A file of traces with one span each."""
    spans = [{"traceId": f"{i + 1:032x}", "spanId": f"{i + 1:016x}", "name": name,
              "startTimeUnixNano": str(1738000000 + i) + "000000000",
              "endTimeUnixNano": str(1738000001 + i) + "000000000"}
             for i, name in enumerate(names)]
    path = Path(folder) / "traces.json"
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    return path


@test
def what_is_searched_for_is_masked(folder):
    source = traces(folder, "call jo@example.org")
    for begin in ("1 *", "5 j *"):
        screen = press(folder, [f"keys {begin}", "save", "keys /", "save"], source)
        assert "jo@" not in screen and "example.org" not in screen, screen


@test
def an_empty_search_goes_to_the_next_match(folder):
    screen = press(folder, ["keys 1 /", "type root=b*", "keys Enter / Enter", "save"],
                   traces(folder, "a", "b1", "b2"))
    assert "trace 3 of 3" in screen, screen


@test
def what_cannot_be_read_changes_nothing(folder):
    source = traces(folder, "call")
    for view in "25":
        for kept in ("", "-nothing"):
            begin = [f"keys {view}", *(["keys \\", f"type {kept}", "keys Enter"] if kept else [])]
            screen = press(folder, [*begin, "save", "keys \\ ^U", "type rule=Z", "keys Enter",
                                    "save"], source)
            before, after = halves(screen)
            assert before[:57] == after[:57], screen  # the last lines are status and hints
            assert "! " in "".join(after[57:]), screen
    screen = press(folder, ["keys 5 /", "type call", "keys Enter /", "type rule=Z", "keys Enter g",
                            "save"], source)
    assert "/call: " in screen, screen


@test
def words_of_findings_are_read_as_elsewhere(folder):
    def after(text):
        return press(folder, ["keys 5", f"command filter {text}", "save"], NOISY)
    assert 'only span="transport.recv_audio": 1 finding ' in after('span="transport.recv_audio"')
    assert after("rule!=N066").splitlines()[3:50] == after("-rule=N066").splitlines()[3:50]
    assert "is nothing that findings have" in after("colour=red")
    assert "no number" in after("rule>N066")


# What is chosen in each view, and what then stands on its screen.
CHOSEN = {
    "findings": (["keys 5 b s S", "command filter severity=info", "command search rule=N",
                  "keys k"],
                 ["by trace, in the order of rules, turned round; only severity=info: ",
                  "/rule=N: 2"]),
    "findings by count": (["keys 5", "command sort count"], ["by rule, most spans first"]),
    "transitions": (["keys 6 } S", "command sort name", "command filter l", "command search ll"],
                    ["heat: failure rate, states by name; { drops wrappers; f", "6 llm  "]),
    "transitions by rate": (["keys 6", "command sort failure-rate"], ["heat: failure rate; }"]),
    "compare": (["keys 1 m j d } S", "command sort name", "command filter a"],
                ["by name; filter: a", "As before"]),
    "summary": (["keys 4 S", "command sort p95"], ["names by p95"]),
    "summary, turned round": (["keys 4", "command sort p50", "keys S"],
                              ["names by p50, turned round"]),
    "summary of one trace": (["keys 4 b j"], ["This trace, ", " of this trace"]),
}


@test
def what_is_chosen_in_a_view_stays_over_reloads(folder):
    clean = NOISY.with_name("clean.jsonl")
    for view, (steps, shown) in CHOSEN.items():
        source = NOISY if view.startswith("findings") else clean
        before, after = halves(press(folder, [*steps, "save", "keys R", "keys R", "save"], source,
                                     "240x60"))
        for text in shown:
            assert any(text in line for line in before), f"{view}: {text} {before}"
            assert any(text in line for line in after), f"{view}: {text} {after}"
        # The cursor begins anew, and with it the pane at the right; rows do not.
        heads = [[line[:70] for line in half[:3]] for half in (before, after)]
        assert heads[0] == heads[1], (view, heads)
    # The order of names stays while one trace, which has none, is looked at.
    screen = press(folder, ["keys 4", "command sort p50", "keys S b R b j", "save"], clean)
    assert "All traces" in screen and "names by p50, turned round" in screen, screen


# Of each view: the keys to it, its orders in their turn, and what it says of one that is in force.
ORDERS = {
    "1": (["spans", "errors"], "sorted by {}"),
    "4": (["count", "time", "p50", "p95", "errors", "short", "name"], "names by {}"),
    "5": (["rule", "count", "trace", "worst"], ""),
    "6": (["failure-rate", "count", "name"], ""),
    "1 m j d 8": (["impact", "name", "duration"], "by {}"),
}


@test
def orders_are_asked_for_by_name_or_in_turn(folder):
    clean = NOISY.with_name("clean.jsonl")
    for view, (words, said) in ORDERS.items():
        for word, following in zip(words, words[1:]):
            named, stepped = (press(folder, [f"keys {view}", *steps, "save"], clean,
                                    "240x60")
                              for steps in ([f"command sort {following}"],
                                            [f"command sort {word.upper()}", "keys s"]))
            assert said.format(following) in named and "! " not in named.splitlines()[-2], named
            assert named == stepped, (view, word, named, stepped)
        screen = press(folder, [f"keys {view}", f"command sort {words[0]}x", "save",
                                "command sort zzzzzzzz", "save"], clean)
        assert f"there is no order {words[0]}x; did you mean {words[0]}?" in screen, screen
        assert "there is no order zzzzzzzz; there are " in screen, screen
        assert all(word in screen.splitlines()[-2] for word in words), screen


@test
def no_type_at_all_stays_chosen(folder):
    """After reading again too, without a question; and it is not all of them anywhere."""
    none = ["keys 2 t !", "keys Esc"]
    for reload in ([], ["keys R"]):
        screen = press(folder, [*none, *reload, "save"])
        assert "only some types: 0" in screen and "types of spans" not in screen, screen
        screen = press(folder, [*none, *reload, "keys 6", "save"])
        assert "no span of these types; t chooses types" in screen, screen
    screen = press(folder, ["keys 2", "command types none", "save", "command types all", "save"])
    before, after = halves(screen)
    assert "no span of this trace is of these types" in "".join(before), screen
    assert "all types are shown" in "".join(after), screen


def halves(screen):
    """The lines of both screens of a script."""
    lines = screen.splitlines()
    return lines[:len(lines) // 2], lines[len(lines) // 2:]


def main():
    failed = 0
    tests = [t for t in TESTS if not sys.argv[1:] or t.__name__ in sys.argv[1:]]
    for run in tests:
        with tempfile.TemporaryDirectory() as folder:
            try:
                run(folder)
            except AssertionError as e:
                failed += 1
                print(f"{run.__name__}: {e}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
