#!/usr/bin/env python3
"""Keeps the JSON bodies that exporters post, one a line.

    receiver.py OUT PORT_FILE     serves until it is ended; writes its address to PORT_FILE
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def start(out):
    """Serves in a thread until the process ends; the base URL."""
    file = open(out, "w", encoding="utf-8")
    lock = threading.Lock()

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def body(self):
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def do_POST(self):
            body = json.loads(self.body())
            with lock:
                file.write(json.dumps(body, separators=(",", ":"), ensure_ascii=False) + "\n")
                file.flush()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main():
    url = start(sys.argv[1])
    with open(sys.argv[2], "w") as file:
        file.write(url + "\n")
    threading.Event().wait()


if __name__ == "__main__":
    main()
