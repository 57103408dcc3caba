import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
from personal import BARE, CARD, DASHED, MAIL, NATIONAL, PHONE, PLAIN, SOCIAL, show

show([
    ("mail", {"note": "write to " + MAIL + ", please"}),
    ("phone", {"a": "call " + PHONE + " back", "b": DASHED, "c": "(415) 555-" + "0134", "d": NATIONAL}),
    ("card", {"a": CARD, "b": "paid with " + BARE + "."}),
    ("social", {"a": SOCIAL}),
    ("born", {"a": "born on 1984-" + "05-12", "date_of_birth": "12.05.1984"}),
    ("by key", {"caller.phone": PLAIN, "customer.mobile": int(PLAIN)}),
    ("inside", {"function.arguments": json.dumps({"to": MAIL})}),
    ("stt", {"transcript": "it is " + DASHED}),
])
