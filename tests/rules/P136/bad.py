import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
from personal import CARD, DASHED, MAIL, show

show([
    ("stt", {"transcript": "it is " + DASHED}),
    ("stt", {"stt.transcription": "my card is " + CARD}),
    ("turn.user", {"turn.text": "write to " + MAIL, "turn.role": "user"}),
])
