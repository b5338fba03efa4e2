"""HTTP responses as WARC records hold them (RFC 9112): status, headers, and the body without its codings."""

import re
import sys
import zlib
from dataclasses import dataclass

import brotli

from newsscrape.archive.warc import parse_fields
from newsscrape.limits import CONTENT_CODINGS, RECORD_BYTES, RECORD_HEADER_BYTES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STATUS = re.compile(rb"HTTP/[0-9.]+[ \t]+([0-9]{3})(?![0-9])[^\n]*(?:\n|$)", re.IGNORECASE)
_END = re.compile(rb"(?<=\n)\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")
_PIECE_BYTES = 1 << 14


@dataclass(frozen=True, slots=True)
class Response:
    """A response: its status, its headers by name in lower case (the last of each), its body as the codings left it."""

    status: int
    headers: dict[str, str]
    body: bytes


def parse_response(block: bytes) -> Response | None:
    """A record's block → the response; None when it does not begin as one.

    Bytes of headers that are not ASCII are Latin-1, as they are in Scrapy. Headers behind the first MiB are left out.
    """
    status = _STATUS.match(block)
    if not status:
        return None
    end = _END.search(block, status.end() - 1)
    head = block[status.end() : end.start() if end else len(block)]
    headers = {name.lower(): value for name, value in parse_fields(head[:RECORD_HEADER_BYTES].decode("latin-1"))}
    return Response(int(status[1]), headers, block[end.end() :] if end else b"")


def decode_body(response: Response, largest_bytes: int = RECORD_BYTES) -> bytes:
    """The body without its transfer and content codings, or what can be had of it.

    A body that is not in a coding that the headers tell of stays as it is: many tools decode bodies and keep the
    headers. One that is cut off, or broken further in, gives what comes before.

    Raises:
        ValueError: decoded, it has more than `largest_bytes`; or it has more codings than anybody uses.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = _join_chunks(body)
    codings = response.headers.get("content-encoding", "").lower().split(",")
    if len(codings) > CONTENT_CODINGS:
        raise ValueError(f"its body has {len(codings)} codings")
    for coding in reversed(codings):
        match coding.strip():
            case "gzip" | "x-gzip" | "deflate":
                body = _inflate(body, largest_bytes)
            case "br":
                body = _unbrotli(body, largest_bytes)
            case "zstd":
                body = _unzstd(body, largest_bytes)
    return body


def _join_chunks(body: bytes) -> bytes:
    joined = bytearray()
    at = 0
    while chunk := _CHUNK.match(body, at):
        size = int(chunk[1], 16)
        joined += body[chunk.end() : chunk.end() + size]
        at = chunk.end() + size
        if size == 0:
            break
        at += 2 if body.startswith(b"\r\n", at) else 1
    return bytes(joined) if at else body


def _inflate(body: bytes, largest_bytes: int) -> bytes:
    """gzip, zlib, or bare deflate, which some servers send for zlib."""
    for window in (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(window)
        parts: list[bytes] = []
        size = 0
        for start in range(0, len(body), _PIECE_BYTES):
            try:
                parts.append(inflater.decompress(body[start : start + _PIECE_BYTES], largest_bytes - size + 1))
            except zlib.error:
                break
            size += len(parts[-1])
            _check(size, largest_bytes)
        if inflater.eof or (size and window > 0):  # bare deflate has no mark of its own: other bytes may begin like it
            return b"".join(parts)
    return body


def _unbrotli(body: bytes, largest_bytes: int) -> bytes:
    decompressor = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = memoryview(body)
    try:
        while (data or not decompressor.can_accept_more_data()) and not decompressor.is_finished():
            step = data[:_PIECE_BYTES] if decompressor.can_accept_more_data() else b""
            parts.append(decompressor.process(bytes(step), output_buffer_limit=1 << 20))
            data = data[len(step) :]
            size += len(parts[-1])
            _check(size, largest_bytes)
    except brotli.error:
        pass  # what came before it stands
    return b"".join(parts) or body


def _unzstd(body: bytes, largest_bytes: int) -> bytes:
    decompressor = zstd.ZstdDecompressor()
    content = b""
    try:
        content = decompressor.decompress(body, largest_bytes + 1)
    except zstd.ZstdError:
        return body
    _check(len(content), largest_bytes)
    return content or body


def _check(size: int, largest_bytes: int) -> None:
    if size > largest_bytes:
        raise ValueError(f"its body has more than {largest_bytes} bytes")
