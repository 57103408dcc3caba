import hashlib
import re
from opentelemetry import trace

NUMBERS = re.compile(r"\+?\d[\d ().-]{6,}\d|[\w.+-]+@[\w-]+\.[\w.]+")

span = trace.get_current_span()
span.set_attribute("transcript", NUMBERS.sub("[redacted]", text))
span.set_attribute("caller.hash", hashlib.sha256(salt + caller.encode()).hexdigest()[:16])
span.set_attribute("caller.known", 1 if customer else 0)
