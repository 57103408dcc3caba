#!/usr/bin/env python3
"""Keeps the body of an OTLP/HTTP request as it was posted, then passes it on to the Collector.

    tee.py PORT UPSTREAM_PORT DIRECTORY

Listens on 127.0.0.1:PORT, writes the n-th body to DIRECTORY/n and answers what the Collector at
127.0.0.1:UPSTREAM_PORT answered. Runs until it is terminated.
"""

import http.client
import http.server
import pathlib
import sys


class Tee(http.server.BaseHTTPRequestHandler):
    upstream_port = 0
    directory = pathlib.Path()
    count = 0

    def body(self):
        """The body, whether it comes with its length or in chunks as from Node.js."""
        if self.headers["Transfer-Encoding"] != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def do_POST(self):
        body = self.body()
        (Tee.directory / str(Tee.count)).write_bytes(body)
        Tee.count += 1
        upstream = http.client.HTTPConnection("127.0.0.1", Tee.upstream_port, timeout=10)
        kind = self.headers["Content-Type"]
        upstream.request("POST", self.path, body, {"Content-Type": kind})
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Requests are not logged: the files tell what came."""


def main():
    port, Tee.upstream_port = int(sys.argv[1]), int(sys.argv[2])
    Tee.directory = pathlib.Path(sys.argv[3])
    http.server.HTTPServer(("127.0.0.1", port), Tee).serve_forever()


if __name__ == "__main__":
    main()
