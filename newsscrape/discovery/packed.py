"""Feeds and sitemaps as bytes: unpacked, in UTF-8, and whole."""

import zlib

from newsscrape.limits import GZIP_MEMBERS, SITEMAP_BYTES

_MAGIC = b"\x1f\x8b"
_STEP_BYTES = 65_536


def is_packed(content: bytes) -> bool:
    """Whether bytes are gzip's (RFC 1952), by their magic."""
    return content.startswith(_MAGIC)


def unpack(content: bytes, largest_bytes: int = SITEMAP_BYTES) -> bytes:
    """What gzip packed, as much of it as came whole, and at most `largest_bytes`; other bytes as they are.

    What is cut off or damaged ends with its last whole line or tag, so that no half URL is left.
    """
    if not is_packed(content):
        return content
    unpacked = bytearray()
    if _unpack(content, unpacked, largest_bytes):
        return bytes(unpacked)
    del unpacked[largest_bytes:]
    return bytes(unpacked[: max(unpacked.rfind(b"\n"), unpacked.rfind(b">")) + 1])


def _unpack(content: bytes, unpacked: bytearray, largest_bytes: int) -> bool:
    """Adds what the members hold, up to a number; whether that is all, and whole. Zeros behind them are padding."""
    at = 0
    for _ in range(GZIP_MEMBERS):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            piece = content[at : at + _STEP_BYTES]
            try:
                new = member.decompress(piece, _STEP_BYTES)
            except zlib.error:
                return False
            unpacked += new
            at += len(piece) - len(member.unconsumed_tail) - len(member.unused_data)
            if len(unpacked) > largest_bytes or not (piece or new or member.eof):
                return False
        if not content.startswith(_MAGIC, at):
            return not content[at:].strip(b"\0")
    return False


def up_to(content: bytes, sign: bytes, most: int) -> bytes:
    """What lies before the sign that is one too many."""
    if content.count(sign) <= most:
        return content
    return content[: len(content) - len(content.split(sign, most + 1)[-1]) - len(sign)]


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
