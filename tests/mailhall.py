"""A mail server on loopback that takes everything and remembers what it took."""

import socketserver
import threading
from email import message_from_bytes

REPLIES = {
    "EHLO": "250 drill",
    "HELO": "250 drill",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "RSET": "250 OK",
    "NOOP": "250 OK",
    "QUIT": "221 Bye",
}


class _Conversation(socketserver.StreamRequestHandler):
    """One client's connection; RFC 5321, as little of it as a client needs."""

    def handle(self):
        self.say("220 drill")
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            if verb == "DATA":
                self.say("354 Go on")
                self.server.keep(self.read_message())
                self.say("250 OK")
            else:
                self.say(REPLIES.get(verb, "502 Not here"))
            if verb == "QUIT":
                return

    def read_message(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return message_from_bytes(b"".join(lines))

    def say(self, reply):
        self.wfile.write(f"{reply}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port; ``taken`` holds the messages in order."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken, self.lock = [], threading.Lock()

    @property
    def address(self):
        """Where it listens, as ``EMAIL_URL`` wants it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, message):
        with self.lock:
            self.taken.append(message)

    def handle_error(self, request, client_address):
        """Say nothing: clients are killed on purpose."""

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self
