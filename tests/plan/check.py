#!/usr/bin/env python3
"""What the planner of metrics proposes, stages and refuses: one case for each row of the reference.

    tests/plan/check.py [--large] [NAME...]   needs python3-jsonschema; $SPANVET is the program

--large looks at 100,000 keys, 100,000 names of spans and 200,000 calls, else at a tenth of them.
"""
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import world  # noqa: E402

MODULES = ["floor", "pairs", "recipes", "refusals", "profiles", "judges", "missing", "calls", "bodies",
           "scale"]


def main():
    names = [name for name in sys.argv[1:] if name != "--large"]
    passed = failed = skipped = 0
    for module in MODULES:
        importlib.import_module(module)
    for function in world.TESTS:
        label = f"{function.__module__}.{function.__name__}"
        if names and not any(name in label for name in names):
            continue
        try:
            function()
            passed += 1
        except world.Skipped as why:
            skipped += 1
            print(f"skipped {label}: {why}")
        except Exception as why:
            failed += 1
            print(f"FAILED {label}: {type(why).__name__}: {why}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed + skipped else 0


if __name__ == "__main__":
    sys.exit(main())
