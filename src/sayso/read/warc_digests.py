"""Whether what a web archive holds is still what its crawler wrote down a digest of (ISO 28500, 5.8 and 5.9).

The standard leaves open which bytes a payload's digest is of: most crawlers take the body as it went over the line,
some the body without its chunks, and those that unpack what they keep, the unpacked body. So it fits if it fits one of
them. It is equally open about how a digest is written: SHA-1 mostly in base 32, SHA-256 mostly in hexadecimal.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

#: The algorithms that crawlers name, and what this library calls them. A digest by any other says nothing here.
_ALGORITHMS = {
    "sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512", "sha-512": "sha512",
    "sha384": "sha384", "sha-384": "sha384", "md5": "md5", "md-5": "md5",
}  # fmt: skip
_SHOWN = 100


def unlike_block(fields: Mapping[str, str], block: bytes) -> str | None:
    """Return what is wrong if the digest of the whole block, in a record's header ``fields``, is of other bytes."""
    return _unlike("block", fields.get("warc-block-digest"), (block,))


def unlike_payload(fields: Mapping[str, str], payloads: Iterable[bytes]) -> str | None:
    """Return what is wrong if the payload's digest is of none of ``payloads``, the ways in which it can be meant."""
    return _unlike("payload", fields.get("warc-payload-digest"), payloads)


def _unlike(what: str, stated: str | None, meant: Iterable[bytes]) -> str | None:
    if not stated:
        return None
    name, _, value = stated.partition(":")
    algorithm = _ALGORITHMS.get(name.strip().lower())
    if algorithm is None or any(_fits(value.strip(), algorithm, content) for content in meant):
        return None
    return f"its {what} is not what its digest is of ({stated[:_SHOWN]})"


def _fits(value: str, algorithm: str, content: bytes) -> bool:
    digest = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    bare = value.rstrip("=")
    return (
        value.lower() == digest.hex()
        or bare.upper() == base64.b32encode(digest).decode("ascii").rstrip("=")
        or bare == base64.b64encode(digest).decode("ascii").rstrip("=")
    )
