#!/usr/bin/env python3
"""What `make install` puts where: the program, its manual, completions and schemas; and
`make uninstall` takes all of it away again.

    tests/install.py              $BUILD is the variant's folder: build/release

man pages are read by groff and mandoc, completions by their shells, where those are there.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from commands import commands, groups

ROOT = Path(__file__).resolve().parents[1]
VARIANT = Path(os.environ.get("BUILD", "build/release")).name
passed = failed = skipped = 0


def check(good, *about):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED", *(str(a)[:400] for a in about))


def run(*argv, **how):
    return subprocess.run(argv, capture_output=True, text=True, timeout=120, cwd=ROOT, **how)


def has(tool):
    global skipped
    if shutil.which(tool):
        return True
    skipped += 1
    print(f"skipped: no {tool}")
    return False


def make(target, *words, **environment):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith("MAKE") and k not in ("MFLAGS", "prefix", "PREFIX", "DESTDIR")}
    done = run("make", target, f"VARIANT={VARIANT}", *words, env=env | environment)
    check(done.returncode == 0, "make", target, words, done.stdout, done.stderr)


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def installed_as(scratch, words, base, environment):
    """Installs into a folder; what is there then, seen from the prefix."""
    make("install", f"DESTDIR={scratch}", *words, **environment)
    return files(Path(f"{scratch}{base}"))


def check_places(scratch):
    """prefix, PREFIX and DESTDIR; uninstall leaves no file behind, and not ours alone."""
    first = installed_as(scratch / "a", [], "/usr/local", {})
    check("bin/spanvet" in first, first)
    for words, prefix, env in ((["prefix=/usr"], "/usr", {}), (["PREFIX=/opt/x"], "/opt/x", {}),
                               ([], "/opt/y", {"PREFIX": "/opt/y"}),
                               ([], "/opt/z", {"prefix": "/opt/z"})):
        there = scratch / f"b{prefix.replace('/', '-')}"
        check(installed_as(there, words, prefix, env) == first, words, env)
        check(files(there) == [f"{prefix[1:]}/{f}" for f in first], "outside of the prefix", words)
        foreign = there / prefix[1:] / "share/man/man1/other.1"
        foreign.write_text("not ours\n")
        make("uninstall", f"DESTDIR={there}", *words, **env)
        check(files(there) == [str(foreign.relative_to(there))], "left behind:", files(there))
        check(not (there / prefix[1:] / "share/spanvet").exists(), "share/spanvet is left")
    return scratch / "a/usr/local", first


def check_manual(base, spanvet):
    pages = [p for p in base.glob("share/man/man*/*") if p.is_file()]
    names = {p.name for p in pages}
    wanted = [*commands(spanvet), *((group,) for group in groups(spanvet))]
    check(names == {"spanvet.1", "spanvet-rules.7", "spanvet.json.5"} |
          {f"spanvet-{'-'.join(words)}.1" for words in wanted}, names)
    tools = [t for t in ("groff", "mandoc", "man") if has(t)]
    for page in pages:
        check(page.parent.name == f"man{page.suffix[1:]}", page)
        if "groff" in tools:
            done = run("groff", "-man", "-ww", "-z", "-Tutf8", str(page))
            check(done.returncode == 0 and not done.stderr, page.name, done.stderr)
        if "mandoc" in tools:
            done = run("mandoc", "-Tlint", "-Wwarning", str(page))
            check(done.returncode == 0 and not done.stdout, page.name, done.stdout)
    if "man" in tools:
        done = run("man", "-l", str(base / "share/man/man1/spanvet-lint.1"),
                   env=os.environ | {"MANPAGER": "cat", "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
        check(done.returncode == 0 and "--fail-on" in done.stdout, done.stderr)
        for option in re.findall(r"^ .*(--[a-z-]+)", run(spanvet, "lint", "--help").stdout,
                                 flags=re.M):
            check(option in done.stdout, option, "is not in the manual")
    catalog = (base / "share/man/man7/spanvet-rules.7").read_text().replace("\\-", "-")
    for code, slug in re.findall(r"^([A-Z]\d{3}) +(\S+)", run(spanvet, "rules").stdout,
                                 flags=re.M):
        check(f"{code} {slug} (" in catalog, code, "is not in spanvet-rules(7)")


def check_unknown(spanvet):
    done = run(spanvet, "help", "--man", "lnit")
    check(done.returncode == 2 and "did you mean lint" in done.stderr, done.stderr)


# ---- completions ----

BASH = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
$(complete -p spanvet | sed 's/.*-F \([^ ]*\) .*/\1/') 2>&1
printf '%s\n' "${COMPREPLY[@]}"
"""


def complete(script, words):
    done = run("bash", "--norc", "-c", BASH, "bash", str(script), *words)
    check(not done.stderr, words, done.stderr)
    return done.stdout.split("\n")[:-1]


def check_bash(base, spanvet):
    script = base / "share/bash-completion/completions/spanvet"
    done = run("bash", "-n", str(script))
    check(done.returncode == 0 and not done.stderr, done.stderr)
    formats = re.search(r"text\|([\w|\s]+)",
                        run(spanvet, "lint", "--help").stdout)[0].split("-o,")[0]
    formats = re.sub(r"\s", "", formats).strip("-").split("|")
    cases = [
        (["spanvet", ""], {"lint", "summary", "rules", "init", "help", "version"}, None),
        (["spanvet", "su"], {"summary"}, {"summary"}),
        (["spanvet", "lint", "--fa"], {"--fail-on"}, {"--fail-on"}),
        (["spanvet", "lint", "--fail-on", ""], None, {"error", "warning", "info", "never"}),
        (["spanvet", "lint", "--fail-on", "=", "w"], None, {"warning"}),
        (["spanvet", "lint", "--fail-on", "="], None, {"error", "warning", "info", "never"}),
        (["spanvet", "lint", "-f", ""], None, set(formats)),
        (["spanvet", "lint", "--select", "N05"], {"N055", "N056"}, None),
        (["spanvet", "lint", "--select", "N055,orphan-s"], None, {"N055,orphan-span"}),
        (["spanvet", "lint", "--set", "chunk-noise.max_s"], None, {"chunk-noise.max_share="}),
        (["spanvet", "lint", "--severity", "orphan-s"], None, {"orphan-span="}),
        (["spanvet", "lint", "--severity", "orphan-span", "=", "w"], None, {"warning"}),
        (["spanvet", "lint", "--dialect", "live"], None, {"livekit"}),
        (["spanvet", "lint", "--dialect", "pipecat,livek"], None, {"pipecat,livekit"}),
        (["spanvet", "lint", "samples/noisy.jso"], {"samples/noisy.jsonl"}, {"samples/noisy.jsonl"}),
        (["spanvet", "lint", "-o", "sari"], None, {"sarif="}),
        (["spanvet", "lint", "-o", "sarif", "=", "READ"], None, {"README.md"}),
        (["spanvet", "rules", "chunk-n"], None, {"chunk-noise"}),
        (["spanvet", "help", "li"], None, {"lint"}),
        (["spanvet", "help", "--man", "spanvet.j"], None, {"spanvet.json.5"}),
        (["spanvet", "lint", "--max-traces", ""], None, set()),
    ]
    for words, some, exactly in cases:
        offered = set(complete(script, words)) - {""}
        check(some is None or some <= offered, words, "offers", offered)
        check(exactly is None or offered == exactly, words, "offers", offered)
    for words in commands(spanvet):
        offered = set(complete(script, ["spanvet", *words, "--"]))
        options = set(re.findall(r"^ .{5}(--[a-z-]+)", run(spanvet, *words, "--help").stdout,
                                 flags=re.M))
        check(offered == options, words, offered ^ options)
    for group, verbs in groups(spanvet).items():
        check(set(complete(script, ["spanvet", group, ""])) == {*verbs, "--help"}, group)
        check(set(complete(script, ["spanvet", "help", group, ""])) == set(verbs), group)


def check_others(base, spanvet):
    zsh = base / "share/zsh/site-functions/_spanvet"
    fish = base / "share/fish/vendor_completions.d/spanvet.fish"
    if has("zsh"):
        done = run("zsh", "-n", str(zsh))
        check(done.returncode == 0 and not done.stderr, done.stderr)
        done = run("zsh", "-fc", f"autoload -U compinit; compinit -D -u; source {zsh}; "
                                 "whence -w _spanvet _spanvet_rules")
        check(done.stdout == "_spanvet: function\n_spanvet_rules: function\n", done.stderr,
              done.stdout)
    if has("fish"):
        done = run("fish", "-n", str(fish))
        check(done.returncode == 0 and not done.stderr, done.stderr)
        for line, wanted in (("spanvet su", "summary"), ("spanvet lint --fail-on w", "warning"),
                             ("spanvet rules chunk-n", "chunk-noise"),
                             ("spanvet lint --select N055,orphan-s", "N055,orphan-span"),
                             ("spanvet lint --set chunk-noise.max_s", "chunk-noise.max_share="),
                             ("spanvet lint samples/nois", "samples/noisy.jsonl"),
                             ("spanvet lint --baseli", "--baseline")):
            done = run("fish", "--no-config", "-c", f"source {fish}; complete -C '{line}'")
            offered = {text.split("\t")[0] for text in done.stdout.splitlines()}
            check(wanted in offered, line, offered, done.stderr)
        for group, verbs in groups(spanvet).items():
            done = run("fish", "--no-config", "-c", f"source {fish}; complete -C 'spanvet {group} '")
            check({text.split("\t")[0] for text in done.stdout.splitlines()} == set(verbs), group,
                  done.stdout)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        base, installed = check_places(Path(scratch))
        spanvet = str(base / "bin/spanvet")
        check(run(spanvet, "--version").returncode == 0, "the installed program runs")
        schemas = {f"share/spanvet/schema/{p.name}" for p in (ROOT / "docs/schema").glob("*.json")}
        check(schemas and schemas <= set(installed), schemas - set(installed))
        check_manual(base, spanvet)
        check_unknown(spanvet)
        check_bash(base, spanvet)
        check_others(base, spanvet)
    total = f"{passed} passed, {failed} failed"
    print(total + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
