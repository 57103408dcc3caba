"""The views of the browser, as tui/views.def has them."""
import re
from pathlib import Path

TABLE = (Path(__file__).resolve().parents[2] / "tui/views.def").read_text()
ROWS = re.findall(r"^VIEW\((\w+), '(.)', (\w+)\)", TABLE, re.M)

VIEWS = [name for name, _, _ in ROWS]
KEYS = "".join(key for _, key, _ in ROWS)
WITH_COMPANION = {name for name, _, companion in ROWS if companion != "NONE"}
assert ROWS and KEYS, "tui/views.def has rows that are not read"
PANES = re.findall(r"^PANE\((\w+)\)", TABLE, re.M)
