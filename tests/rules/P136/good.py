import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
from personal import DASHED, show

show([
    ("stt", {"transcript": "it is four one five, at 10:20 on 2024-05-13"}),
    ("llm", {"note": DASHED}),
    ("turn.user", {"turn.text": "order 4155550134 cost 12.50", "turn.role": "user"}),
])
