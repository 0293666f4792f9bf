"""The preview's server: HTTP on loopback, one thread a request."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from aggregator.errors import AggregatorError
from aggregator.loopback import HOST, Loopback, QuietHandler
from aggregator.preview.live import EVENTS_PATH, SCRIPT, SCRIPT_PATH, Changes, policy_of, with_reload

if TYPE_CHECKING:
    from types import TracebackType

    from aggregator.preview.shown import Shown

BEAT_SECONDS = 1.0
"""How often a waiting page is written to, which is how a page that went away is noticed."""

TYPES = {
    "css": "text/css; charset=utf-8",
    "eml": "message/rfc822",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
PAGE = "text/html; charset=utf-8"
ERROR_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{told}</p></body></html>
"""


class PreviewServer(Loopback):
    """Hands out what is `shown`, on loopback only, while the `with` block runs.

    With `live`, pages load again after `changes.note()`. A request under another name than loopback's is
    refused, so that no page elsewhere can read a draft by giving its own name this address.

        with PreviewServer(Folder(path)) as server:
            print(server.base_url)
    """

    def __init__(self, shown: Shown, *, port: int = 0, live: bool = False) -> None:
        """Bind to `port` on loopback, 0 for any free one.

        Raises:
            OSError: if the port is taken.
        """
        self.shown = shown
        self.live = live
        self.changes = Changes()
        super().__init__(type("Handler", (_Handler,), {"preview": self}), port)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.changes.note()
        super().__exit__(kind, error, trace)


class _Handler(QuietHandler):
    preview: ClassVar[PreviewServer]
    server_version = "Preview"
    timeout = 30

    def respond(self) -> None:
        """Answer with the file at the path; a folder means the page in it."""
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        if not self._asked_by_name():
            self._tell(HTTPStatus.MISDIRECTED_REQUEST, "Not under this name", "Ask 127.0.0.1 or localhost.")
        elif self.preview.live and path == SCRIPT_PATH:
            self._answer(HTTPStatus.OK, TYPES["js"], SCRIPT)
        elif self.preview.live and path == EVENTS_PATH:
            self._stream()
        else:
            self._file(path)

    def _asked_by_name(self) -> bool:
        host = self.headers.get("Host", "").rpartition(":")[0]
        return host in {HOST, "localhost"}

    def _file(self, path: str) -> None:
        name = f"{path}index.html" if not path or path.endswith("/") else path
        try:
            body = self.preview.shown.read(name)
            folder = body is None and self.preview.shown.read(f"{name}/index.html") is not None
        except (AggregatorError, OSError) as error:
            self._tell(HTTPStatus.INTERNAL_SERVER_ERROR, "This edition cannot be shown", str(error))
            return
        if folder:
            self._moved(f"/{path}/")
        elif body is None:
            self._tell(HTTPStatus.NOT_FOUND, "No such page", f"Nothing lies at /{path}.")
        else:
            kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
            self._answer(HTTPStatus.OK, kind, self._outgoing(body) if kind == PAGE else body)

    def _outgoing(self, page: bytes) -> bytes:
        return with_reload(page, self.preview.changes.state) if self.preview.live else page

    def _moved(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _tell(self, status: HTTPStatus, title: str, told: str) -> None:
        page = ERROR_PAGE.format(title=escape(title), told=escape(told)).encode()
        self._answer(status, PAGE, self._outgoing(page))

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Answer; the page's own policy stands in the header too, as a careful web server would send it."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if kind == PAGE and (policy := policy_of(body)):
            self.send_header("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        """Tell the state now and after every change, until the page or the server goes away."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        told = ""
        while not self.preview.closing.is_set():
            state = self.preview.changes.state
            self.wfile.write(b":\n\n" if state == told else f"data: {state}\n\n".encode())
            self.wfile.flush()
            told = state
            self.preview.changes.wait(state, BEAT_SECONDS)
