#!/usr/bin/env python3
"""A metrics API on this machine, on the published shapes of requests and answers, that can fail in
every way. It does not keep names apart unless told, so that what is created twice is there twice.

    tests/metrics_service.py [--legacy] [--unique] [--key KEY] [--page N] [--port N]

prints its URL and serves until it is ended. Tests use the class:

    with Service(faults=[fault(do="drop", create=True)]) as service:
        ... service.url, service.metrics, service.log
"""
import argparse
import contextlib
import json
import socket
import socketserver
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

FULL = ("average", "median", "p90", "max", "min", "p95", "p99", "sum", "count", "error_rate",
        "success_rate")
LEGACY = FULL[:5]
OF_SPANS = ("count", "error_rate", "success_rate")
TRACE_MEMBERS = ("span_name", "metric_attribute", "value_source", "aggregation_method", "unit")
READ_ONLY = {"created_by": None, "create_time": "2026-01-01T00:00:00Z", "update_time": None,
             "evaluation": None, "prompt": None, "categories": None, "target_condition": None,
             "tags": []}


def fault(on="POST", name=None, times=1, skip=0, do="answer", status=None, body=None, headers=None,
          create=False, seconds=0):
    """What happens to `times` requests of a method (of the metric `name`) behind the first `skip`
    of them:

    do      answer: the status and body given; drop: the connection is closed without an answer;
            reset: it is torn down; half: half of the proper answer; text: the proper status, and
            no JSON; slow: nothing for `seconds`, then the proper answer; hold: the proper answer,
            but `seconds` after it was done; late: done `seconds` after the connection was closed
    create  a POST creates the metric all the same, before that
    """
    return dict(on=on, name=name, times=times, skip=skip, do=do, status=status, body=body,
                headers=headers or {}, create=create, seconds=seconds)


def error(code, message, *details):
    return {"error": {"code": code, "message": message,
                      "details": [{"field": f, "description": d} for f, d in details]}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except (OSError, ValueError):
            pass  # nobody waits for the answer any more

    def do_GET(self):
        self.serve(None)

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers.get("content-length", 0))))

    def serve(self, raw):
        with self.server.service.work():
            self.serve_one(raw)

    def serve_one(self, raw):
        service = self.server.service
        body = json.loads(raw) if raw else None
        with service.lock:
            service.log.append({"method": self.command, "path": self.path, "time": time.time(),
                                "headers": dict(self.headers.items()), "body": body, "raw": raw})
            trouble = service.trouble(self.command, body)
            keyed = self.headers.get("x-api-key") == service.key and \
                "x-api-key" in self.headers.keys()  # as it is written: lower case
            if trouble and trouble["create"]:
                service.create(body)
        if trouble:
            self.fail(trouble, body)
        elif not keyed:
            self.answer(401, error("UNAUTHENTICATED", "Invalid or missing API key"))
        else:
            self.answer(*self.proper(body))

    # ---- the API as it is when nothing goes wrong ----

    def proper(self, body):
        service, url = self.server.service, urlsplit(self.path)
        path = unquote(url.path)
        with service.lock:
            if self.command == "POST" and path == "/v1/metrics":
                return service.post(body)
            if self.command == "GET" and path == "/v1/metrics":
                return service.page(parse_qs(url.query))
            if self.command == "GET" and path.startswith("/v1/metrics/"):
                found = [m for m in service.metrics if m["id"] == path[len("/v1/metrics/"):]]
                return (200, {"metric": found[0]}) if found else (404, error("NOT_FOUND", "none"))
        return 404, error("NOT_FOUND", "no such path")

    def answer(self, status, body, headers=(), cut=False):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        for name, value in dict(headers).items():
            self.send_header(name, value() if callable(value) else value)
        self.end_headers()
        self.wfile.write(text[:len(text) // 2] if cut else text)
        self.wfile.flush()
        if cut:
            self.hang_up()

    def hang_up(self, reset=False):
        self.close_connection = True
        self.wfile.flush()
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)

    # ---- and when something does ----

    def fail(self, trouble, body):
        service, do = self.server.service, trouble["do"]
        if do == "answer":
            self.answer(trouble["status"], trouble["body"] if trouble["body"] is not None else
                        error("INTERNAL", "something went wrong"), trouble["headers"])
        elif do in ("drop", "reset"):
            self.hang_up(do == "reset")
        elif do == "late":
            self.hang_up()
            time.sleep(trouble["seconds"])
            with service.lock:
                service.create(body)
        elif do == "slow":
            time.sleep(trouble["seconds"])
            self.answer(*self.proper(body))
        elif do == "hold":
            answer = self.proper(body)
            time.sleep(trouble["seconds"])
            self.answer(*answer)
        elif do == "half":
            self.answer(*self.proper(body), cut=True)
        elif do == "text":
            self.answer(self.proper(body)[0], b"<html>OK</html>")
        else:
            raise ValueError(do)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer asks the DNS for its own name


class Service:
    def __init__(self, key="", metrics=(), faults=(), legacy=False, unique=False, page=100,
                 tokens="proper", hide=False, port=0, builtin=(), context=None):
        self.key, self.legacy, self.unique = key, legacy, unique
        self.size, self.tokens, self.hide = page, tokens, hide
        self.metrics, self.builtin, self.log, self.faults = [], list(builtin), [], list(faults)
        self.working = 0  # requests that are being answered
        self.lock = threading.RLock()
        for body in metrics:
            self.create(body)
        self.server = Server(("127.0.0.1", port), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.service = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02},
                         daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def trouble(self, method, body):
        for f in self.faults:
            if f["on"] != method or f["times"] == 0 or \
                    (f["name"] and (body or {}).get("metric_name") != f["name"]):
                continue
            if f["skip"]:
                f["skip"] -= 1
                continue
            f["times"] -= 1
            return f
        return None

    # ---- metrics ----

    def create(self, body):
        metric = {**READ_ONLY, **body, "id": f"metric{len(self.metrics):016d}"}
        metric["name"] = f"metrics/{metric['id']}"
        self.metrics.append(metric)
        return metric

    def post(self, body):
        refusal = self.refusal(body)
        if refusal:
            return 400, error("INVALID_ARGUMENT", "Request validation failed", refusal)
        if self.unique and any(m["metric_name"] == body["metric_name"] for m in self.metrics):
            return 409, error("ALREADY_EXISTS", "A metric with this name already exists")
        return 201, {"metric": self.shown(self.create(body))}

    def refusal(self, body):
        for member, most in (("metric_name", 200), ("description", 1000), ("metric_type", 100)):
            if not isinstance(body.get(member), str) or not 1 <= len(body[member]) <= most:
                return member, f"must be a text of 1 to {most} characters"
        if body["metric_type"] != "METRIC_CUSTOM_TRACE":
            return None
        how = body.get("aggregation_method", "").lower()
        if how not in (LEGACY if self.legacy else FULL):
            return "aggregation_method", f"{how} is not one of the supported values"
        if self.legacy and "value_source" in body:
            return "value_source", "unknown field"
        if not body.get("metric_attribute") and (self.legacy or (
                how not in OF_SPANS and body.get("value_source") != "duration")):
            return "metric_attribute", "metric_attribute is required"
        return None

    def shown(self, metric):
        return {k: v for k, v in metric.items() if not (self.hide and k in TRACE_MEMBERS)}

    def page(self, query):
        token = query.get("page_token", ["0"])[0]
        at = int(token.removeprefix("t+/=&"))
        size = min(self.size, int(query.get("page_size", ["50"])[0]))
        if not 1 <= size <= 100:
            return 400, error("INVALID_ARGUMENT", "page_size")
        everything = (self.builtin if query.get("include_builtin") == ["true"] else []) + \
            self.metrics
        rest = at + size
        following = f"t+/=&{rest}" if rest < len(everything) else None
        if self.tokens == "loop":
            following = "t+/=&0"
        elif self.tokens == "endless":
            following = f"t+/=&{rest}"
        answer = {"metrics": [self.shown(m) for m in everything[at:rest]]}
        if following or self.tokens == "null":
            answer["next_page_token"] = following
        elif self.tokens == "empty":
            answer["next_page_token"] = ""
        return 200, answer

    # ---- what tests ask ----

    @contextlib.contextmanager
    def work(self):
        with self.lock:
            self.working += 1
        try:
            yield
        finally:
            with self.lock:
                self.working -= 1

    def names(self):
        """When nothing is being worked on any more."""
        while self.working:
            time.sleep(0.01)
        with self.lock:
            return sorted(m["metric_name"] for m in self.metrics)

    def posts(self, name=None):
        with self.lock:
            return [r for r in self.log if r["method"] == "POST" and
                    (name is None or r["body"]["metric_name"] == name)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--key", default="")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--page", type=int, default=100)
    parser.add_argument("--legacy", action="store_true")
    parser.add_argument("--unique", action="store_true")
    with Service(**vars(parser.parse_args())) as service:
        print(service.url, flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
