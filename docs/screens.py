#!/usr/bin/env python3
"""Pictures of the browser's views: a real terminal (tmux) shows them, and its cells are drawn with
DejaVu Sans Mono.

    docs/screens.py [VIEW...]       into build/pictures; those of CHOSEN into docs/ as well

Needs tmux and fonts-dejavu-core (Debian) and Pillow, which is installed into build/ when it is
missing.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build/pictures"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/tui"))

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:
    python = OUT / "venv/bin/python"
    if Path(sys.prefix) == OUT / "venv":
        raise
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", OUT / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "-q", "install", "pillow"], check=True)
    os.execv(python, [python, *sys.argv])

from tmux import Terminal  # noqa: E402

SPANVET = os.environ.get("SPANVET", str(ROOT / "build/spanvet"))
FONTS = Path("/usr/share/fonts/truetype/dejavu")
SIZE, WIDTH, HEIGHT = 15, 9, 18   # of a cell
MARGIN = 8
GROUND, INK = (24, 26, 31), (214, 217, 222)

# View: inputs, keys by tmux's names (one text is typed), what must be on the screen, size.
NOISY, CLEAN, BROKEN = (f"samples/{n}.jsonl" for n in ("noisy", "clean", "broken"))
SHOTS = {
    "traces": ([BROKEN, CLEAN, NOISY, "samples/sparse.jsonl"], [], "1[traces]", (120, 30)),
    "waterfall": ([NOISY], ["2", "w"], "2[waterfall]", (120, 34)),
    "critical": ([CLEAN], ["2", "c"], "critical path:", (120, 34)),
    "flame": ([NOISY], ["3"], "3[flame]", (120, 30)),
    "summary": ([NOISY], ["4"], "4[summary]", (120, 34)),
    "findings": ([NOISY], ["5"], "5[findings]", (120, 34)),
    "transitions": ([CLEAN, BROKEN, NOISY], ["6"], "6[transitions]", (120, 34)),
    "metrics": ([CLEAN], ["7", "j", "j"], "7[metrics]", (120, 36)),
    "compare": ([CLEAN, "--before", NOISY], ["8"], "8[compare]", (120, 30)),
    "detail": ([NOISY], ["2", "j", "j", "Enter", "Enter"], "2[waterfall]", (120, 34)),
    "help": ([NOISY], ["2", "?"], "help", (120, 34)),
    "search": ([NOISY], ["2", "/", "llm", "Enter"], "2[waterfall]", (120, 30)),
}
CHOSEN = ["waterfall", "findings", "transitions"]
MOST_BYTES = 60_000


# ---- colours of a terminal ----

BASIC = [(46, 52, 64), (204, 80, 80), (110, 170, 100), (200, 160, 70), (90, 140, 200),
         (170, 110, 170), (80, 165, 170), (200, 205, 210)]


def colour(number):
    """One of 256."""
    if number < 8:
        return BASIC[number]
    if number < 16:
        return tuple(min(255, c + 40) for c in BASIC[number - 8])
    if number < 232:
        number -= 16
        steps = (0, 95, 135, 175, 215, 255)
        return steps[number // 36], steps[number // 6 % 6], steps[number % 6]
    return (8 + 10 * (number - 232),) * 3


class Look:
    def __init__(self):
        self.reset()

    def reset(self):
        self.ink, self.ground = None, None
        self.bold = self.dim = self.underline = self.reverse = False

    def apply(self, codes):
        codes = [int(c or 0) for c in codes.split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code in (1, 2, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 4: "underline", 7: "reverse"}[code], True)
            elif code in (38, 48) and codes[:1] == [5]:
                setattr(self, "ink" if code == 38 else "ground", colour(codes[1]))
                codes = codes[2:]
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.ink = colour(code - 30 if code < 90 else code - 82)
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.ground = colour(code - 40 if code < 100 else code - 92)
            elif code in (39, 49):
                setattr(self, "ink" if code == 39 else "ground", None)

    def colours(self):
        ink, ground = self.ink or INK, self.ground or GROUND
        if self.dim:
            ink = tuple((2 * i + g) // 3 for i, g in zip(ink, ground))
        return (ground, ink) if self.reverse else (ink, ground)


# ---- drawing ----

LOWER = {chr(0x2581 + i): (i + 1) / 8 for i in range(8)}
LEFT = {chr(0x2588 + i): 1 - i / 8 for i in range(8)}
SHADE = {"░": 0.25, "▒": 0.5, "▓": 0.75}


def cell_draw(draw, at, char, look, fonts):
    """Blocks are filled: fonts leave gaps between them."""
    ink, ground = look.colours()
    x, y = MARGIN + at[0] * WIDTH, MARGIN + at[1] * HEIGHT
    box = (x, y, x + WIDTH - 1, y + HEIGHT - 1)
    draw.rectangle(box, ground)
    if char in LEFT:
        width = max(1, round(WIDTH * LEFT[char]))
        draw.rectangle((x, y, x + width - 1, y + HEIGHT - 1), ink)
    elif char in LOWER:
        height = max(1, round(HEIGHT * LOWER[char]))
        draw.rectangle((x, y + HEIGHT - height, x + WIDTH - 1, y + HEIGHT - 1), ink)
    elif char in SHADE:
        mixed = tuple(round(g + (i - g) * SHADE[char]) for i, g in zip(ink, ground))
        draw.rectangle(box, mixed)
    elif char != " ":
        draw.text((x, y), char, ink, fonts[look.bold])
    if look.underline:
        draw.line((x, y + HEIGHT - 2, x + WIDTH - 1, y + HEIGHT - 2), ink)


def picture(shown, width, height):
    """Of what `tmux capture-pane -e` gives."""
    fonts = [ImageFont.truetype(str(FONTS / f"DejaVuSansMono{w}.ttf"), SIZE) for w in ("", "-Bold")]
    image = Image.new("RGB", (width * WIDTH + 2 * MARGIN, height * HEIGHT + 2 * MARGIN), GROUND)
    draw, look = ImageDraw.Draw(image), Look()
    for row, line in enumerate(shown.splitlines()[:height]):
        column = 0
        for codes, char in re.findall(r"\x1b\[([0-9;]*)m|(.)", line):
            if not char:
                look.apply(codes)
                continue
            cell_draw(draw, (column, row), char, look, fonts)
            column += 1
    return image.quantize(96, dither=Image.Dither.NONE)


def shoot(view):
    inputs, keys, expected, (width, height) = SHOTS[view]
    with Terminal(width, height, term="tmux-256color") as t:
        t.shell(f"cd {ROOT}")
        t.start(SPANVET, "tui", "--no-config", *inputs)
        t.await_text("? help")
        for key in keys:
            t.keys(key) if len(key) == 1 or key[0].isupper() else t.type(key)
        t.await_text(expected)
        return picture(t.settled(), width, height)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for view in sys.argv[1:] or SHOTS:
        image = shoot(view)
        paths = [OUT / f"tui-{view}.png"] + ([ROOT / f"docs/tui-{view}.png"] * (view in CHOSEN))
        for path in paths:
            image.save(path, optimize=True)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
        if view in CHOSEN and paths[1].stat().st_size > MOST_BYTES:
            sys.exit(f"{paths[1]} is larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main()
