"""Feeds and sitemaps as bytes: unpacked, in UTF-8, and whole."""

import gzip
import zlib
from io import BytesIO

_MAGIC = b"\x1f\x8b"
_PROTOCOL_BYTES = 52_428_800  # the largest sitemap that sitemaps.org allows, unpacked
LARGEST_BYTES = _PROTOCOL_BYTES + 1_048_576
_STEP_BYTES = 65_536


def is_packed(content: bytes) -> bool:
    """Whether bytes are gzip's (RFC 1952), by their magic."""
    return content.startswith(_MAGIC)


def unpack(content: bytes, largest_bytes: int = LARGEST_BYTES) -> bytes:
    """What gzip packed, as much of it as came whole, and at most `largest_bytes`; other bytes as they are.

    What is cut off or damaged ends with its last whole line or tag, so that no half URL is left.
    """
    if not is_packed(content):
        return content
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            while len(unpacked) <= largest_bytes:
                part = file.read1(_STEP_BYTES)
                if not part:
                    return bytes(unpacked)
                unpacked += part
    except (OSError, EOFError, zlib.error):  # no such file, cut off, damaged: what came before is used
        pass
    del unpacked[largest_bytes:]
    return bytes(unpacked[: max(unpacked.rfind(b"\n"), unpacked.rfind(b">")) + 1])


def as_utf8(content: bytes) -> bytes:
    """Markup in UTF-8, without byte order mark: UTF-16 is told by its mark or its zero bytes, all else is left."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:]
    head = content[:4]
    if head.startswith(b"\xff\xfe") or (head[1::2] == b"\0\0" and head[0]):
        return content.decode("utf-16-le", "replace").lstrip("\ufeff").encode("utf-8", "replace")
    if head.startswith(b"\xfe\xff") or (head[::2] == b"\0\0" and head[1]):
        return content.decode("utf-16-be", "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return content


def whole_tags(markup: bytes) -> bytes:
    """Markup up to its last tag: what follows was cut off, and half a URL is none."""
    return markup[: markup.rfind(b">") + 1]
