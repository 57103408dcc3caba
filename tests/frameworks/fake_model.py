#!/usr/bin/env python3
"""A model service for the frameworks' traces: speaks the OpenAI HTTP API, knows only a bike
workshop, and answers by the words of the last user message, so every run says the same.

    fake_model.py PORT_FILE     serves until it is ended; writes its port to PORT_FILE

What the user says decides the answer:

    "book"      calls the tool `book_slot`, which works
    "price"     calls the tool `part_price`, which fails
    "story"     a long answer, streamed slowly: time enough to interrupt it
    "overload"  HTTP 500
    else        one sentence

Chat completions and responses (whole and streamed, with tool calls and usage), speech (silence as
16 bit PCM at 24 kHz) and transcriptions (the three sentences in turn).
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle

QUESTION = "What is the price of a chain?"
WISH = "Tell me a story."
BOOKING = "Stop. Please book a slot on Tuesday."
STORY = ("Once upon a time there was a bicycle. " +
         "It rolled and rolled, down the hill and up again. " * 4 + "Then it stopped.")
TOOLS = {"book": ("book_slot", {"day": "Tuesday"}), "price": ("part_price", {"part": "chain"})}
FIRST_WORD_S = 0.12
WORD_S = 0.01
SLOW_WORD_S = 0.15

numbers = count(1)
spoken = cycle([QUESTION, WISH, BOOKING])


def text_of(content):
    """The words of a message, whose content is text or a list of parts."""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content or [] if isinstance(part, dict))


def answer(messages, tools):
    """(text, tool) for this conversation: one of both is None. Both APIs' messages will do."""
    if messages and (messages[-1].get("role") == "tool" or
                     messages[-1].get("type") == "function_call_output"):
        output = text_of(messages[-1].get("content") or messages[-1].get("output"))
        if "booked" in output:
            return "Your slot on Tuesday is booked.", None
        return "I cannot look up that price right now.", None
    users = [text_of(m.get("content")) for m in messages if m.get("role") == "user"]
    said = users[-1].lower() if users else ""
    for word, (name, arguments) in TOOLS.items():
        if word in said and name in tools:
            return None, (name, json.dumps(arguments))
    if "story" in said:
        return STORY, None
    return "We are open today until six.", None


def tool_names(request):
    return {t.get("name") or t.get("function", {}).get("name") for t in request.get("tools", [])}


def words(text):
    return [word + " " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]]


def chat_usage(text):
    completion = len(text.split()) + 4
    return {"prompt_tokens": 42, "completion_tokens": completion, "total_tokens": 42 + completion,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0}}


def responses_usage(text):
    output = len(text.split()) + 4
    return {"input_tokens": 42, "output_tokens": output, "total_tokens": 42 + output,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0}}


class FakeModel(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.whole({"object": "list", "data": [{"id": "fake-model", "object": "model"}]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        try:
            if path.endswith("/chat/completions"):
                self.chat(json.loads(body))
            elif path.endswith("/responses"):
                self.respond(json.loads(body))
            elif path.endswith("/audio/speech"):
                self.speech(json.loads(body))
            elif path.endswith("/audio/transcriptions"):
                self.whole({"text": next(spoken)})
            else:
                self.whole({"error": {"message": "no such path", "type": "not_found"}}, 404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- forms of answers ---

    def whole(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def begin_stream(self, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def end_stream(self):
        self.wfile.write(b"0\r\n\r\n")

    def overloaded(self, messages):
        """Answers 500 and says so, where the last message asks for it."""
        last = messages[-1] if messages else {}
        if "overload" not in text_of(last.get("content")):
            return False
        self.whole({"error": {"message": "the service is overloaded", "type": "server_error",
                              "code": "overloaded"}}, 500)
        return True

    # --- chat completions ---

    def chat(self, request):
        messages = request["messages"]
        if self.overloaded(messages):
            return
        text, tool = answer(messages, tool_names(request))
        number = next(numbers)
        head = {"id": f"chatcmpl-{number}", "created": int(time.time()),
                "model": request["model"], "service_tier": "default"}
        calls = tool and [{"id": f"call_{number}", "type": "function",
                           "function": {"name": tool[0], "arguments": tool[1]}}]
        reason = "tool_calls" if tool else "stop"
        time.sleep(FIRST_WORD_S)
        if request.get("stream"):
            self.chat_stream(head, text, calls, reason, request)
            return
        message = {"role": "assistant", "content": text}
        if calls:
            message["tool_calls"] = calls
        self.whole(head | {"object": "chat.completion", "usage": chat_usage(text or ""), "choices": [
            {"index": 0, "message": message, "finish_reason": reason, "logprobs": None}]})

    def chat_stream(self, head, text, calls, reason, request):
        def send(delta, finish=None):
            choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
            self.event(head | {"object": "chat.completion.chunk", "choices": choices})

        self.begin_stream("text/event-stream")
        send({"role": "assistant", "content": "" if text else None})
        for word in words(text) if text else ():
            send({"content": word})
            time.sleep(SLOW_WORD_S if text == STORY else WORD_S)
        if calls:
            send({"tool_calls": [{"index": 0} | calls[0]]})
        send({}, reason)
        if (request.get("stream_options") or {}).get("include_usage"):
            self.event(head | {"object": "chat.completion.chunk", "choices": [],
                               "usage": chat_usage(text or "")})
        self.chunk(b"data: [DONE]\n\n")
        self.end_stream()

    def event(self, value, name=None):
        prefix = f"event: {name}\n" if name else ""
        self.chunk(f"{prefix}data: {json.dumps(value)}\n\n".encode())

    # --- responses ---

    def respond(self, request):
        asked = request["input"]
        messages = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
        if self.overloaded(messages):
            return
        text, tool = answer(messages, tool_names(request))
        number = next(numbers)
        if tool:
            item = {"id": f"fc_{number}", "type": "function_call", "status": "completed",
                    "call_id": f"call_{number}", "name": tool[0], "arguments": tool[1]}
        else:
            item = {"id": f"msg_{number}", "type": "message", "status": "completed",
                    "role": "assistant", "content": [
                        {"type": "output_text", "text": text, "annotations": [], "logprobs": []}]}
        response = {
            "id": f"resp_{number}", "object": "response", "created_at": int(time.time()),
            "status": "completed", "model": request["model"], "output": [item],
            "usage": responses_usage(text or ""), "error": None, "incomplete_details": None,
            "instructions": request.get("instructions"), "metadata": {},
            "parallel_tool_calls": False, "temperature": 1.0, "top_p": 1.0,
            "tool_choice": "auto", "tools": request.get("tools", [])}
        time.sleep(FIRST_WORD_S)
        if request.get("stream"):
            self.response_stream(response, item, text)
        else:
            self.whole(response)

    def response_stream(self, response, item, text):
        order = count()

        def send(kind, **members):
            self.event({"type": kind, "sequence_number": next(order)} | members, kind)

        begun = response | {"status": "in_progress", "output": [], "usage": None}
        self.begin_stream("text/event-stream")
        send("response.created", response=begun)
        place = {"output_index": 0, "item_id": item["id"]}
        if text is None:
            send("response.output_item.added", output_index=0, item=item | {"arguments": ""})
            send("response.function_call_arguments.delta", delta=item["arguments"], **place)
            send("response.function_call_arguments.done", arguments=item["arguments"],
                 name=item["name"], **place)
        else:
            part = item["content"][0]
            place["content_index"] = 0
            send("response.output_item.added", output_index=0,
                 item=item | {"content": [], "status": "in_progress"})
            send("response.content_part.added", part=part | {"text": ""}, **place)
            for word in words(text):
                send("response.output_text.delta", delta=word, logprobs=[], **place)
                time.sleep(SLOW_WORD_S if text == STORY else WORD_S)
            send("response.output_text.done", text=text, logprobs=[], **place)
            send("response.content_part.done", part=part, **place)
        send("response.output_item.done", output_index=0, item=item)
        send("response.completed", response=response)
        self.end_stream()

    # --- speech ---

    def speech(self, request):
        time.sleep(FIRST_WORD_S)
        self.begin_stream("audio/pcm")
        for _ in words(request["input"]):
            self.chunk(bytes(2 * 24000 // 5))  # 200 ms of silence a word
            time.sleep(WORD_S / 5)
        self.end_stream()


def start(port=0):
    """Serves in a thread until the process ends; the base URL for an OpenAI client."""
    server = ThreadingHTTPServer(("127.0.0.1", port), FakeModel)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/v1"


def main():
    url = start()
    with open(sys.argv[1], "w") as file:
        file.write(url + "\n")
    threading.Event().wait()


if __name__ == "__main__":
    main()
