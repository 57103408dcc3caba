import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
from personal import CARD, DASHED, MAIL, PHONE, show

show([
    ("stt", {"transcript": "it is " + DASHED + " or " + MAIL, "stt.transcription": CARD}),
    ("turn.user", {"turn.text": PHONE, "turn.role": "user"}),
    ("ids", {"trace": "5b8efff798038103d269b633813fc60c", "uuid": "12345678-1234-4123-8123-123456789012",
             "number": "4155550134", "order": "20240513001", "ulid": "01HV3K5J8Z0000000000000000"}),
    ("times", {"a": "2024-05-13 10:20:30", "b": "2024-05-13T10:20:30.123456+00:00", "c": "1738000000123",
               "d": "1738000000123456", "e": "1738000000123456789", "f": "13/05/2024", "g": 1738000000123}),
    ("versions", {"a": "gpt-4o-2024-08-06", "b": "express" + "@" + "4.18.2", "c": "10.0.19045.3803",
                  "d": "claude-3-5-haiku-20241022", "e": "@scope/pkg" + "@" + "1.2.3"}),
    ("addresses", {"a": "192.168.100.200", "b": "10.0.0.1:8080", "c": "git" + "@" + "github.com:a/b.git",
                   "d": "fe80::1ff:fe23:4567:890a"}),
    ("prices", {"a": "$1,234,567.89", "b": "1 234 567,89 EUR", "c": "0.4242424242424242", "d": 12.5}),
    ("numbers", {"a": "0.95 0.87 0.4155550134", "b": "4242 4242 4242 4241", "c": "000-12-3456",
                 "d": "pages 219-220", "phone.model": "X200", "phone_type": "mobile"}),
])
