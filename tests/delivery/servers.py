"""A mail server and an HTTP receiver on 127.0.0.1, as small as the tests allow. No tests."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Heard:
    """What a server was told, and what it is to answer."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    body: bytes = b'{"id": "m-1"}'


@contextmanager
def _running(server: socketserver.BaseServer, heard: Heard) -> Iterator[Heard]:
    heard.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@contextmanager
def mail_server(**answers: str) -> Iterator[Heard]:
    """`answers` replaces what a command is answered: RCPT="550 no such box"."""
    heard = Heard(answers=answers)

    class Session(socketserver.StreamRequestHandler):
        timeout = 10

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                heard.commands.append(line)
                self.answer(verb)
                if verb == "QUIT":
                    return

        def answer(self, verb: str) -> None:
            usual = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 in", "DATA": "354 go on", "QUIT": "221 bye"}
            self.say(heard.answers.get(verb, usual.get(verb, "250 ok")))
            if verb == "DATA" and verb not in heard.answers:
                heard.mails.append(self.data())
                self.say(heard.answers.get("END", "250 taken"))

        def data(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            return b"".join(lines)

    with _running(socketserver.TCPServer(("127.0.0.1", 0), Session), heard):
        yield heard


@contextmanager
def receiver(status: int = 200, body: bytes = b'{"id": "m-1"}', location: str = "") -> Iterator[Heard]:
    """An HTTP server that takes every POST and answers the same."""
    heard = Heard(status=status, body=body)

    class Session(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.posts.append({"path": self.path, "headers": dict(self.headers), "content": content})
            self.send_response(heard.status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(heard.body)))
            self.end_headers()
            self.wfile.write(heard.body)

        def log_message(self, *_: object) -> None:
            pass

    with _running(HTTPServer(("127.0.0.1", 0), Session), heard):
        yield heard
