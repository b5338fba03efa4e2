"""Writes WARC/1.1 files (ISO 28500:2017), gzipped record by record."""

import base64
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from http.client import responses
from pathlib import Path

from newsscrape.archive.members import end_of_last_member
from newsscrape.files import make_folder, sync_folder

LARGEST_BYTES = 1_000_000_000
_OPEN = ".open"
_LEVEL = 3  # of gzip's 9: half the time of 6 for a tenth more bytes
# They tell how the body came; it is stored without these codings. The names are Common Crawl's.
_OF_TRANSFER = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
_NO_TOKEN = re.compile(rb"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
_LINE_BREAKS = re.compile(rb"[\r\n\0]+")
_NO_URL = re.compile(r"[\x00-\x20\x7f]")
_NO_NAME = re.compile(r"[^\w.-]", re.ASCII)


class Revisit(StrEnum):
    """Why a page has no body here: profiles of WARC/1.1, section 6.7."""

    SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class WarcWriter:
    """Appends records to `<name>-<UTC time>-<serial>.warc.gz` in a folder; one writer at a time.

    A file has `.open` behind its name until it is closed, or is large enough and the next one begins. Nothing is made
    before the first record. Each record is a gzip member of its own, and reaches the operating system whole before the
    method returns, the disk when `flush` returns.

    What a crash left open is mended first: what follows the last whole record is cut away, the youngest file is gone
    on with, others are closed.

    Args:
        folder: where the files go; made when the first record comes.
        name: what their names begin with. Characters that may not stand in a file's name become `-`.
        largest_bytes: the size from which a file is closed.
        software: the writer's name and version, for the file's first record.

    Raises:
        OSError: what a crash left cannot be mended.
    """

    def __init__(self, folder: Path, name: str, *, largest_bytes: int = LARGEST_BYTES, software: str) -> None:
        self._folder = folder
        self._name = _NO_NAME.sub("-", name)
        self._largest_bytes = largest_bytes
        self._software = software
        self._path: Path | None = None
        self._file = -1
        self._is_flushed = True
        self._mend()

    def write_response(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
        *,
        digest: str | None = None,
        reason: str | None = None,
    ) -> str:
        """Writes a response.

        Args:
            url: where it came from.
            status: its HTTP status.
            headers: as they came; bytes that are not ASCII as Latin-1.
            body: without transfer and content codings; the headers that tell of these are written as `X-Crawl-…`.
            fetched_at: when, with a time zone; written in whole seconds.
            digest: the body's `payload_digest`, where it is known already.
            reason: the phrase beside the status; None for the usual one.

        Returns:
            The body's `payload_digest`.

        Raises:
            OSError: the disk is full or broken; the file is as before.
        """
        payload = digest or payload_digest(body)
        block = _head(status, reason, headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body
        self._write("response", url, fetched_at, block, [("WARC-Payload-Digest", payload)])
        return payload

    def write_revisit(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        fetched_at: datetime,
        *,
        profile: Revisit,
        refers_to_date: datetime | None = None,
        digest: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Writes that a page was as it was before: a 304, or a body that is stored already.

        Args:
            url: where it was asked for.
            status: the HTTP status of this answer.
            headers: its own, as for `write_response`.
            fetched_at: when this answer came, as for `write_response`.
            profile: which of the two.
            refers_to_date: the `fetched_at` of the response that has the body, from the same URL; None when unknown.
            digest: the `payload_digest` of that body; `Revisit.SAME_PAYLOAD` asks for it.
            reason: as for `write_response`.

        Raises:
            OSError: the disk is full or broken; the file is as before.
        """
        fields = [("WARC-Profile", str(profile))]
        if refers_to_date is not None:
            fields += [("WARC-Refers-To-Target-URI", _as_url(url)), ("WARC-Refers-To-Date", _as_date(refers_to_date))]
        if digest is not None:
            fields.append(("WARC-Payload-Digest", digest))
        self._write("revisit", url, fetched_at, _head(status, reason, headers) + b"\r\n", fields)

    def flush(self) -> None:
        """Waits until the disk has all that was written, the file's name included.

        Raises:
            OSError: the disk is full or broken.
        """
        if not self._is_flushed:
            os.fsync(self._file)
            sync_folder(self._folder)
            self._is_flushed = True

    def close(self) -> None:
        """Waits for the disk, closes the file and takes `.open` from its name; harmless when called twice."""
        if self._path is not None:
            path, self._path = self._path, None
            os.fsync(self._file)
            os.close(self._file)
            self._is_flushed = True
            _finish(path)

    def _mend(self) -> None:
        left = sorted(self._folder.glob(f"*.warc.gz{_OPEN}"), key=lambda path: path.name.rsplit("-", 2)[-2:])
        for path in left:
            with path.open("r+b") as file:
                end = end_of_last_member(file)
                file.truncate(end)
                os.fsync(file.fileno())
            if path is left[-1] and 0 < end < self._largest_bytes:
                self._path = path
                self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
            else:
                _finish(path)

    def _write(
        self, kind: str, url: str, fetched_at: datetime, block: bytes, fields: Sequence[tuple[str, str]]
    ) -> None:
        of_target = [("WARC-Target-URI", _as_url(url)), *fields]
        member = _as_member(kind, fetched_at, "application/http; msgtype=response", block, of_target)
        if self._path is None:
            member = self._begin() + member
        self._append(member)
        if os.fstat(self._file).st_size >= self._largest_bytes:
            self.close()

    def _begin(self) -> bytes:
        """Makes the next file; its first record."""
        make_folder(self._folder)
        now = datetime.now(UTC)
        serials = [
            int(found[1])
            for path in self._folder.iterdir()
            if (found := re.search(rf"-(\d{{5,}})\.warc\.gz({re.escape(_OPEN)})?$", path.name))
        ]
        name = f"{self._name}-{now:%Y%m%d%H%M%S}-{max(serials, default=-1) + 1:05}.warc.gz"
        path = self._folder / (name + _OPEN)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644)
        self._path = path
        info = f"software: {self._software}\r\nformat: WARC File Format 1.1\r\nisPartOf: {self._name}\r\n"
        return _as_member("warcinfo", now, "application/warc-fields", info.encode(), [("WARC-Filename", name)])

    def _append(self, data: bytes) -> None:
        before = os.fstat(self._file).st_size
        self._is_flushed = False
        rest = memoryview(data)
        try:
            while rest:  # a disk that is nearly full takes a part, and then raises
                rest = rest[os.write(self._file, rest) :]
        except BaseException:
            os.ftruncate(self._file, before)
            raise


def payload_digest(body: bytes) -> str:
    """A body's digest as archives name it: `sha1:` and SHA-1 in Base32. It tells bodies apart; it secures nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _head(status: int, reason: str | None, headers: Sequence[tuple[str, str]]) -> bytes:
    """Status line and headers, each on a line of its own whatever it holds."""
    phrase = responses.get(status, "") if reason is None else reason
    lines = [b"HTTP/1.1 %d %s" % (status, _as_value(phrase))]
    for name, value in headers:
        token = _NO_TOKEN.sub(b"-", _as_bytes(name)) or b"-"
        prefix = b"X-Crawl-" if token.lower() in _OF_TRANSFER else b""
        lines.append(prefix + token + b": " + _as_value(value))
    return b"\r\n".join([*lines, b""])


def _as_member(kind: str, date: datetime, content_type: str, block: bytes, fields: Sequence[tuple[str, str]]) -> bytes:
    """A record as a gzip member."""
    lines = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"),
        ("WARC-Date", _as_date(date)),
        *fields,
        ("WARC-Block-Digest", payload_digest(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
    gzip = zlib.compressobj(_LEVEL, wbits=16 + zlib.MAX_WBITS)
    return b"".join([gzip.compress(head.encode()), gzip.compress(block), gzip.compress(b"\r\n\r\n"), gzip.flush()])


def _as_value(text: str) -> bytes:
    return _LINE_BREAKS.sub(b" ", _as_bytes(text)).strip(b" \t")


def _as_bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _as_url(url: str) -> str:
    return _NO_URL.sub(lambda found: f"%{ord(found[0]):02X}", url.encode("utf-8", "replace").decode())


def _as_date(date: datetime) -> str:
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _finish(path: Path) -> None:
    """Takes `.open` from a file's name; a file without a record goes."""
    if path.stat().st_size:
        path.rename(path.with_name(path.name.removesuffix(_OPEN)))
    else:
        path.unlink()
    sync_folder(path.parent)
