"""Shards that are packed: plain JSON Lines, once whole, into their final form.

The same lines give the same bytes, so that a run that was interrupted and gone on with gives the files of one that
was not.
"""

import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from newsscrape.dataset.parquet import write_parquet
from newsscrape.files import sync_folder

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CHUNK_BYTES = 1 << 20
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3


def pack(spool: Path, unfinished: Path, target: Path, ending: str) -> None:
    """Packs a file of JSON Lines by the ending that the packed one has, and removes it once that is on the disk.

    Args:
        spool: the JSON Lines.
        unfinished: where the packed file grows.
        target: what it is called when it is whole.
        ending: `.jsonl.gz`, `.jsonl.zst` or `.parquet`.

    Raises:
        OSError: the disk is full or broken; the JSON Lines are there still.
    """
    with spool.open("rb") as lines, unfinished.open("wb") as packed:
        _PACKERS[ending](lines, packed)
        packed.flush()
        os.fsync(packed.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)
    spool.unlink()


def _gzip(lines: IO[bytes], packed: IO[bytes]) -> None:
    """One member (RFC 1952) without name and time."""
    member = zlib.compressobj(_GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS)
    while data := lines.read(_CHUNK_BYTES):
        packed.write(member.compress(data))
    packed.write(member.flush())


def _zstd(lines: IO[bytes], packed: IO[bytes]) -> None:
    """One frame (RFC 8878) with its size and checksum: pandas reads no further than the first."""
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _ZSTD_LEVEL,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    frame = zstd.ZstdCompressor(options=options)
    frame.set_pledged_input_size(os.fstat(lines.fileno()).st_size)
    while data := lines.read(_CHUNK_BYTES):
        packed.write(frame.compress(data))
    packed.write(frame.flush())


_PACKERS: dict[str, Callable[[IO[bytes], IO[bytes]], None]] = {
    ".jsonl.gz": _gzip,
    ".jsonl.zst": _zstd,
    ".parquet": write_parquet,
}
