"""One request and its answer, byte for byte: urllib3 speaks HTTP and TLS, and every byte passes through ``_Wire``.

The wire is where the bounds are: each piece that comes is counted, and each wait ends with the time that is left. So
neither an endless answer nor one that drips a byte a second holds up a run, be it in the headers or in the body.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import certifi
import urllib3
import urllib3.connection
from urllib3.exceptions import HTTPError

from sayso.fetch.address import Resolver, judged, look_up
from sayso.fetch.settings import LATER, Failed, Manners
from sayso.fetch.urls import Address
from sayso.read.limits import megabytes

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer: the bytes of both as they went over the line, and when and with which machine.

    ``body`` is undone of its transfer encoding only; ``headers`` have lower-case names, the last of several counts.
    """

    address: Address
    moment: datetime
    ip: str
    request: bytes
    response: bytes
    status: int
    headers: dict[str, str]
    body: bytes


class _Wire(io.RawIOBase):
    """The bytes of an answer as they come: kept, counted, and stopped at the bounds."""

    def __init__(self, stream: Any, connection: socket.socket, *, most: int, until: float, wait: float) -> None:
        self._stream = stream
        self._connection = connection
        self._most = most
        self._until = until
        self._wait = wait
        self.kept = bytearray()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Failed("timed out", "the answer took too long", LATER)
        self._connection.settimeout(min(left, self._wait))
        try:
            count = int(self._stream.readinto(buffer) or 0)
        except TimeoutError as error:
            slow = "the answer took too long" if left <= self._wait else "it stopped answering"
            raise Failed("timed out", slow, LATER) from error
        self.kept += memoryview(buffer)[:count]
        if len(self.kept) > self._most:
            raise Failed(
                "too large",
                f"more than the limit of {megabytes(self._most)}",
                f"raise the limit: --max-file-size {2 * self._most // (1024 * 1024) + 1}MB",
            )
        return count

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class _Recorder:
    """What one connection sends and gets."""

    def __init__(self, most: int, until: float, wait: float) -> None:
        self.sent = bytearray()
        self.wire: _Wire | None = None
        self.bounds = {"most": most, "until": until, "wait": wait}

    def response_class(self, sock: socket.socket, *args: Any, **more: Any) -> http.client.HTTPResponse:
        made = http.client.HTTPResponse(sock, *args, **more)
        made.fp.close()
        self.wire = _Wire(sock.makefile("rb", buffering=0), sock, **self.bounds)  # type: ignore[arg-type]
        made.fp = io.BufferedReader(self.wire, _CHUNK)
        return made


class Client:
    """Sends requests for one run. ``resolver`` and ``tls`` are for tests, which have names and certificates of
    their own."""

    def __init__(self, manners: Manners, *, resolver: Resolver = look_up, tls: ssl.SSLContext | None = None) -> None:
        self._manners = manners
        self._resolver = resolver
        self._tls = tls

    def get(self, address: Address, *, most: int, until: float, encodings: str) -> Exchange:
        """Ask for an address once, without following redirects; raises Failed.

        ``most`` bounds the answer in bytes, headers included; ``until`` is a time of ``time.monotonic``.
        """
        manners = self._manners
        addresses = judged(address.host, address.port, self._resolver, allow_private=manners.allow_private)
        last: Failed | None = None
        for ip in addresses[:3]:
            try:
                return self._ask(address, ip, most=most, until=until, encodings=encodings)
            except Failed as failed:
                if failed.outcome != "no connection":
                    raise
                last = failed
        assert last is not None
        raise last

    def _ask(self, address: Address, ip: str, *, most: int, until: float, encodings: str) -> Exchange:
        recorder = _Recorder(most, until, self._manners.read_timeout)
        left = until - time.monotonic()
        if left <= 0:
            raise Failed("timed out", "it took too long", LATER)
        headers = {
            "Host": address.authority,
            "User-Agent": self._manners.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": encodings,
            "Connection": "close",
        }
        moment = datetime.now(UTC)
        try:
            with self._pool(address, ip, recorder, left) as pool:
                answer = pool.urlopen(
                    "GET", address.target, headers=headers, retries=False, redirect=False, preload_content=False,
                    decode_content=False, assert_same_host=False,
                )  # fmt: skip
                body = b"".join(answer.stream(_CHUNK, decode_content=False))
                answer.close()
        except Failed:
            raise
        except (HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            raise _failed(error, address, answered=recorder.wire is not None and bool(recorder.wire.kept)) from error
        assert recorder.wire is not None
        return Exchange(
            address=address,
            moment=moment,
            ip=ip,
            request=bytes(recorder.sent),
            response=bytes(recorder.wire.kept),
            status=answer.status,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
        )

    def _pool(self, address: Address, ip: str, recorder: _Recorder, left: float) -> urllib3.HTTPConnectionPool:
        """Return a pool that connects to ``ip`` and to nothing else, for one request."""
        manners = self._manners
        timeout = urllib3.Timeout(connect=min(manners.connect_timeout, left), read=min(manners.read_timeout, left))
        if address.scheme == "http":
            plain = urllib3.HTTPConnectionPool(ip, address.port, timeout=timeout, retries=False)
            plain.ConnectionCls = _recording(urllib3.connection.HTTPConnection, recorder)
            return plain
        secure = urllib3.HTTPSConnectionPool(
            ip, address.port, timeout=timeout, retries=False, ssl_context=self._context(),
            server_hostname=address.host, assert_hostname=address.host,
        )  # fmt: skip
        secure.ConnectionCls = _recording(urllib3.connection.HTTPSConnection, recorder)
        return secure

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.load_verify_locations(certifi.where())  # some systems bring no certificates of their own
        return self._tls


def _recording(kind: Any, recorder: _Recorder) -> Any:
    """Return ``kind`` of connection, with all that it sends and gets kept by ``recorder``."""

    class Recording(kind):  # type: ignore[misc]
        response_class = staticmethod(recorder.response_class)

        def send(self, data: Any) -> None:
            recorder.sent += data
            super().send(data)

    return Recording


def _failed(error: Exception, address: Address, *, answered: bool) -> Failed:
    """Return what the user is told of an error of the network."""
    inner = getattr(error, "__context__", None)
    for cause in (error, inner):
        if isinstance(cause, Failed):
            return cause
    if isinstance(error, urllib3.exceptions.SSLError) or isinstance(inner, ssl.SSLError):
        return Failed(
            "no safe connection",
            f"{address.host} does not prove who it is ({_reason(error)})",
            "look at it in a browser",
        )
    if isinstance(error, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return Failed("no connection", f"{address.host} does not answer", LATER)
    if isinstance(error, urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return Failed("timed out", f"{address.host} stopped answering", LATER)
    if not answered:
        return Failed("no connection", f"{address.host} broke the connection ({_reason(error)})", LATER)
    return Failed("broken answer", f"the answer of {address.host} is broken or cut ({_reason(error)})", LATER)


def _reason(error: Exception) -> str:
    inner = error.__cause__ or error.__context__
    words = getattr(inner, "reason", None) or getattr(error, "reason", None) or inner or error
    return " ".join(str(words).split())[:200] or type(error).__name__
