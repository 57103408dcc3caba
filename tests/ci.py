#!/usr/bin/env python3
"""The pre-commit hook, the GitHub Action and docs/ci.md.

    tests/ci.py           the scripts of ci/ as their callers run them
    tests/ci.py --e2e     also the real pre-commit, a validator of actions, and a build from the
                          action's own source; tools are installed for it
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPANVET = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
NOISY, CLEAN = ROOT / "samples/noisy.jsonl", ROOT / "samples/clean.jsonl"
VERSION = re.search(r'VERSION "(.*)"', (ROOT / "core/version.h").read_text())[1]
passed = failed = skipped = 0


def check(good, *about):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED", *(str(a)[-600:] for a in about))


def skip(why):
    global skipped
    skipped += 1
    print(f"skipped: {why}")


def run(*argv, env=None, seconds=300, **how):
    keep = {k: v for k, v in os.environ.items()
            if not k.startswith(("SPANVET", "MAKE", "GIT_", "GITHUB_"))}
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True,
                          timeout=seconds, env=keep | (env or {}), **how)


def with_spanvet(here):
    """A PATH on which the program under test is installed."""
    folder = here / "bin"
    folder.mkdir(exist_ok=True)
    if not (folder / "spanvet").exists():
        (folder / "spanvet").symlink_to(SPANVET)
    return f"{folder}:{os.environ['PATH']}"


# ---- the action ----

def action(here, step, command=None, **inputs):
    """A step with these inputs; what it printed, and the files that a runner gives it."""
    runner = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary", "GITHUB_PATH": "path"}
    for name in runner.values():
        (here / name).write_text("")
    env = {key: str(here / name) for key, name in runner.items()}
    env |= {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(here), "PATH": with_spanvet(here)}
    env |= {k if k == "SOURCE_URL" else "INPUT_" + k: str(v) for k, v in inputs.items()}
    command = command or f'"$GITHUB_ACTION_PATH/ci/action.sh" {step}'
    done = run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command, env=env,
               cwd=here, seconds=900)
    outputs = dict(line.split("=", 1) for line in (here / "output").read_text().splitlines())
    return done, outputs, (here / "summary").read_text()


def test_action(here, command=None):
    sarif = here / "out.sarif"
    done, outputs, summary = action(here, "lint", command, PATHS=f"{NOISY}\n{CLEAN}\n",
                                    SARIF_FILE=sarif)
    check(done.returncode == 1, "noisy", done)
    check(re.search(r"^::error .*N055", done.stdout, flags=re.M), "no annotation", done.stdout)
    check(outputs == {"exit-code": "1", "sarif-file": str(sarif)}, outputs)
    check("N055" in summary, "summary", summary)
    check(any(r["ruleId"] == "N055" for r in json.loads(sarif.read_text())["runs"][0]["results"]),
          "SARIF")
    done, outputs, _ = action(here, "lint", command, PATHS=CLEAN)
    check(done.returncode == 0 and outputs["exit-code"] == "0", "clean", done)
    done, outputs, _ = action(here, "lint", command, PATHS=NOISY, FAIL_ON="never")
    check(done.returncode == 0 and "::error" in done.stdout, "fail-on", done)
    config = here / "c.json"
    config.write_text('{"ignore": ["N", "I"], "fail_on": "info"}')
    done, _, _ = action(here, "lint", command, PATHS=NOISY, CONFIG=config)
    check("N055" not in done.stdout, "config", done)
    baseline = here / "baseline.json"
    made = run(SPANVET, "lint", "--baseline", baseline, "--update-baseline", NOISY)
    check(made.returncode == 0 and baseline.exists(), "baseline", made)
    done, _, _ = action(here, "lint", command, PATHS=NOISY, BASELINE=baseline)
    check(done.returncode == 0 and "N055" not in done.stdout, "baseline", done)
    done, outputs, _ = action(here, "lint", command, PATHS="no/such; touch pwned\n$(touch pwned)")
    check(done.returncode == 2 and outputs["exit-code"] == "2", "a missing input", done)
    check(not (here / "pwned").exists(), "an input was run")
    done, _, _ = action(here, "lint", command, PATHS="--version")
    check(done.returncode == 2, "an input that looks like an option", done)
    done, _, _ = action(here, "build", VERSION="installed")
    check(done.returncode == 0, "installed", done)


# ---- the hook's script ----

def test_hook_script(here):
    env = {"PATH": with_spanvet(here)}
    home = here / "clone"
    (home / "ci").mkdir(parents=True)
    (home / "core").mkdir()
    shutil.copy(ROOT / "ci/pre-commit.sh", home / "ci")
    shutil.copy(ROOT / "core/version.h", home / "core")
    script = home / "ci/pre-commit.sh"
    for path, code in ((NOISY, 1), (CLEAN, 0)):
        done = run(script, path, env=env)
        check(done.returncode == code, "installed", path.name, done)
    done = run(script, "--fail-on", "never", NOISY, env=env)
    check(done.returncode == 0, "arguments of the hook", done)
    (home / "core/version.h").write_text('#define SPANVET_VERSION "999.0"\n')
    (home / "Makefile").write_text("all:\n\tmkdir -p build && printf '#!/bin/sh\\necho built\\n' "
                                   "> build/spanvet && chmod +x build/spanvet\n")
    for when in ("first", "second"):
        done = run(script, CLEAN, env=env)
        check(done.returncode == 0 and done.stdout.endswith("built\n"), when, done)
    (home / "build/spanvet").unlink()
    (home / "Makefile").write_text("all:\n\tfalse\n")
    done = run(script, CLEAN, env=env)
    check(done.returncode == 2 and "deps" in done.stderr, "a build that fails", done)


# ---- the documentation ----

def test_docs():
    text = (ROOT / "docs/ci.md").read_text()
    table = dict(re.findall(r"^\| `([a-z-]+)` \| .* \| (.*?) \|$", text, flags=re.M))
    action_text = (ROOT / "action.yml").read_text().split("outputs:")[0]
    inputs = re.findall(r"^  ([a-z-]+):$", action_text.split("inputs:")[1], flags=re.M)
    check(list(table) == inputs, "inputs in docs/ci.md:", list(table), inputs)
    for section in re.split(r"^(?=## )", text, flags=re.M):
        commands = re.findall(r"spanvet (metrics [a-z]+) --", section) or ["lint"]
        known = "".join(run(SPANVET, *command.split(), "--help").stdout for command in commands)
        for option in set(re.findall(r"--[a-z]+(?:-[a-z]+)*", section)) - {"--schema"}:
            check(re.search(rf"{option}\b(?!-)", known), option, "is no option of", *commands)
    hooks = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), flags=re.M)
    check(set(re.findall(r"- id: (\S+)", text)) <= set(hooks), "hooks", hooks)
    check("docs/ci.md" in (ROOT / "README.md").read_text(), "README.md does not link to docs/ci.md")


# ---- e2e ----

def venv_with(here, package):
    folder = here / "venv"
    if run(sys.executable, "-m", "venv", folder).returncode or \
            run(folder / "bin/pip", "install", "-q", package).returncode:
        skip(f"{package} cannot be installed")
        return None
    return folder / "bin"


def commit_all(repo, message="x"):
    name = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for argv in (("add", "-A"), (*name, "commit", "-q", "--no-verify", "-m", message)):
        done = run("git", *argv, cwd=repo)
        check(done.returncode == 0, argv, done)


def source_copy(here):
    """This source as a repository of one commit, whatever is committed of it here."""
    repo = here / "spanvet-repo"
    listed = run("git", "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (repo / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, repo / name)
    run("git", "init", "-q", "-b", "main", repo)
    commit_all(repo)
    return repo


# A build that is good enough to be run once.
FAST = {"MAKEFLAGS": "-j2 -- OPT_release=-O0"}


def e2e_pre_commit(here, source):
    tools = venv_with(here, "pre-commit")
    if not tools:
        return
    repo = here / "work"
    (repo / "traces").mkdir(parents=True)
    run("git", "init", "-q", "-b", "main", repo)
    (repo / "notes.json").write_text("{}")
    for hook, env in (("spanvet-system", {"PATH": with_spanvet(here)}), ("spanvet", FAST)):
        (repo / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: file://{source}\n    rev: main\n    hooks:\n"
            f"      - id: {hook}\n")
        env = env | {"PRE_COMMIT_HOME": str(here / "cache")}

        def hooked():
            run("git", "add", "-A", cwd=repo)
            return run(tools / "pre-commit", "run", cwd=repo, env=env, seconds=900)
        shutil.copy(NOISY, repo / "traces/call.jsonl")
        done = hooked()
        check(done.returncode == 1 and "N055" in done.stdout, hook, "a bad trace", done)
        shutil.copy(CLEAN, repo / "traces/call.jsonl")
        done = hooked()
        check(done.returncode == 0 and "Passed" in done.stdout, hook, "a good trace", done)
        (repo / "traces/call.jsonl").unlink()
        done = hooked()
        check(done.returncode == 0 and "no files to check" in done.stdout, hook, "no trace", done)
    shutil.copy(NOISY, repo / "traces/call.jsonl")
    installed = run(tools / "pre-commit", "install", cwd=repo, env=env)
    run("git", "add", "-A", cwd=repo)
    done = run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-m", "x",
               cwd=repo, env=env)
    check(installed.returncode == 0 and done.returncode == 1, "git commit", done)
    done = run(tools / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    check(done.returncode == 0, "manifest", done)
    e2e_action_steps(here, tools, source)


def e2e_action_steps(here, tools, source):
    """The steps as action.yml has them, with PyYAML, which pre-commit brings."""
    done = run(tools / "python", "-c", "import json, sys, yaml; "
               "print(json.dumps(yaml.safe_load(open(sys.argv[1]))))", ROOT / "action.yml")
    content = json.loads(done.stdout)
    steps = {s["run"].split()[-1]: s for s in content["runs"]["steps"]}
    names = {f"INPUT_{n.upper().replace('-', '_')}": n for n in content["inputs"]}
    given = {k: v for s in steps.values() for k, v in s["env"].items() if k != "SOURCE_URL"}
    check(given == {k: f"${{{{ inputs.{n} }}}}" for k, n in names.items()}, given)
    for output in content["outputs"].values():
        check("steps.lint.outputs." in output["value"], output)
    check(steps["lint"]["id"] == "lint", steps)
    test_action(here, steps["lint"]["run"])
    done, _, _ = action(here, "build", "export MAKEFLAGS='-j2 -- OPT_release=-O0'; " +
                        steps["build"]["run"], VERSION="main", SOURCE_URL=f"file://{source}")
    built = here / "spanvet-bin/spanvet"
    check(done.returncode == 0 and (here / "path").read_text() == f"{built.parent}\n", "build",
          done)
    check(built.exists() and run(built, "--version").stdout == f"spanvet {VERSION}\n", "built")


def e2e_validator(here):
    folder = here / "npm"
    folder.mkdir()
    if not shutil.which("npm") or run("npm", "install", "--silent", "--no-audit", "--no-fund",
                                      "--prefix", folder, "@action-validator/core",
                                      "@action-validator/cli").returncode:
        skip("npm cannot install the validator of actions")
        return
    validate = folder / "node_modules/.bin/action-validator"
    done = run(validate, "action.yml", cwd=ROOT)
    check(done.returncode == 0, "action.yml", done)
    broken = here / "broken"
    broken.mkdir()
    text = (ROOT / "action.yml").read_text()
    (broken / "action.yml").write_text(text.replace("using: composite", "using: nothing"))
    done = run(validate, broken / "action.yml")
    check(done.returncode != 0, "the validator takes anything", done)


def main(argv):
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        if argv == ["--e2e"]:
            source = source_copy(here)
            e2e_validator(here)
            e2e_pre_commit(here, source)
        else:
            test_action(here)
            test_hook_script(here)
            test_docs()
    total = f"{passed} passed, {failed} failed"
    print(total + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
