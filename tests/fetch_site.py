"""A site on this machine that answers as sites do, well and badly: what ``sayso fetch`` is tested against."""

from __future__ import annotations

import gzip
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = b"<!doctype html><html><body><p>The truce holds, Ana Lund said on Tuesday.</p></body></html>"


class Site(ThreadingHTTPServer):
    """A site that answers by path; ``asked`` are the requests, with the time of each and its headers."""

    daemon_threads = True
    robots: bytes | int = 404

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.port = self.server_address[1]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append((time.monotonic(), self.path, dict(self.headers.items())))
        name = self.path.strip("/").split("/")[0].split("?")[0].replace(".txt", "")
        getattr(self, f"_{name}", self._page)()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(HTML + self.path.encode(), Content_Type="text/html", Set_Cookie="a=1")

    def _robots(self) -> None:
        robots = self.server.robots
        self._send(b"", robots) if isinstance(robots, int) else self._send(robots, Content_Type="text/plain")

    def _packed(self) -> None:
        self._send(gzip.compress(HTML, mtime=0), Content_Encoding="gzip", Content_Type="text/html")

    def _chunked(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nTruce\r\n6\r\n holds\r\n0\r\n\r\n")

    def _moved(self) -> None:
        self._send(b"moved", 302, Location=self.path.removeprefix("/moved"))

    def _round(self) -> None:
        self._send(b"", 301, Location=self.path + "x")

    def _inwards(self) -> None:
        self._send(b"", 302, Location="http://10.0.0.1/secret")

    def _status(self) -> None:
        self._send(b"no", int(self.path.rsplit("/", 1)[1]), Retry_After="0")

    def _large(self) -> None:
        self._send(b"x" * 50_000)

    def _silent(self) -> None:
        time.sleep(8)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(60):
            time.sleep(0.2)
            self.wfile.write(b"X: y\r\n")

    def _cut(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        self.close_connection = True

    def _nonsense(self) -> None:
        self.wfile.write(b"SSH-2.0-harbour\r\n")
        self.close_connection = True
