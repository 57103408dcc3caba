"""Commands of the benchmark: files they read, runs of whole processes, what the kernel counted."""
import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build/bench"


class Failure(Exception):
    """Something could not be run; the text is for the user."""


@dataclass
class Run:
    wall: float
    user: float
    system: float
    peak: int              # bytes
    inside: float | None   # seconds that a peer measured for itself


@dataclass
class Command:
    name: str
    argv: list
    data: "Data | None" = None
    cores: int = 1
    most_runs: int = 1000  # slow peers that only give orientation run less often
    prints_seconds: bool = False  # the first word of its output
    runs: list = field(default_factory=list)

    def best(self, what="wall"):
        return min(getattr(run, what) for run in self.runs)

    def bytes_per_span(self):
        return self.best("peak") / self.data.planted["spans"]


@dataclass
class Data:
    path: Path
    planted: dict

    def warm(self):
        """Brings the file into the page cache, without growing our own memory."""
        chunk = bytearray(1 << 20)
        with open(self.path, "rb", buffering=0) as file:
            while file.readinto(chunk):
                pass


def newer(target, sources):
    return target.exists() and all(target.stat().st_mtime >= s.stat().st_mtime for s in sources)


def call(argv, **options):
    done = subprocess.run([str(a) for a in argv], **options)
    if done.returncode:
        raise Failure(f"{Path(argv[0]).name} failed with exit code {done.returncode}")
    return done


def compiler():
    return shlex.split(os.environ.get("CC", "cc"))


def run(command, cpus, output=os.devnull):
    """One run of the whole process on the given CPUs, its standard output into a file."""
    argv = [str(a) for a in command.argv]
    redirect = [(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
    os.sched_setaffinity(0, cpus[:command.cores])
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=redirect)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.sched_setaffinity(0, cpus)
    if status:
        code = os.waitstatus_to_exitcode(status)
        raise Failure(f"{command.name}: exit code {code} from: {shlex.join(argv)[:200]}")
    return Run(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024, None)


def run_timed(command, cpus):
    """As run(), with the seconds that a peer printed about itself."""
    if not command.prints_seconds:
        return run(command, cpus)
    note = WORK / "inside"
    result = run(command, cpus, note)
    result.inside = float(note.read_text().split()[0])
    return result


def progress(text):
    if sys.stderr.isatty():
        print(f"\r{text:30}\r", end="", file=sys.stderr, flush=True)


def measure(group, rounds, cpus):
    """Runs the commands of a group in turn, with their files in the page cache."""
    for data in {id(c.data): c.data for c in group if c.data}.values():
        data.warm()
    for number in range(rounds):
        for command in group:
            if len(command.runs) < command.most_runs:
                command.runs.append(run_timed(command, cpus))
        progress(f"round {number + 1} of {rounds}")
    progress("")
