"""What the suites of the browser share: the program that they run, and what they count."""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPANVET = str(Path(sys.argv[1] if len(sys.argv) > 1 else
                   os.environ.get("SPANVET", ROOT / "build/spanvet")).resolve())
counts = {"passed": 0, "failed": 0}


def check(ok, what):
    counts["passed" if ok else "failed"] += 1
    if not ok:
        print("FAILED", what)


def ended():
    """Says what was counted, and gives the exit code."""
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0
