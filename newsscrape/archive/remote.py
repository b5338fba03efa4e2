"""Files that lie elsewhere than in the file system: what a URL such as `s3://bucket/key` stands for, by fsspec.

fsspec is imported when a name holds `://`, and not before. Credentials and endpoints come as its file systems take
them: for S3 from the usual `AWS_…` variables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, Literal, cast

from newsscrape.errors import ConfigurationError

READ_AHEAD_BYTES = 1 << 23  # what one request asks for: files are read from their beginning to their end

Found = Literal["file", "folder", "pattern"]  # what a name was found to be


def is_url(name: str) -> bool:
    """Whether a name is for fsspec."""
    return "://" in name


def find_urls(name: str) -> tuple[Found, list[tuple[str, int | None]]]:
    """The files that a URL stands for: one, a folder (or prefix) with all below it, or a pattern.

    Hidden files are passed over, unless named outright.

    Returns:
        What the URL is; and the files' URLs in order, each with its size in bytes, None where it is not told.

    Raises:
        ConfigurationError: the file system is not known, not installed, or does not answer.
    """
    system, path = _system_of(name)
    is_pattern = has_magic(path)
    with _said_of(name):
        infos = (system.glob if is_pattern else system.find)(path, detail=True)
        if list(infos) == [path]:
            info = infos[path] or system.info(path)
            return "file", [(system.unstrip_protocol(path), info.get("size"))]
    top = path.partition(next(filter(has_magic, path.split("/"))))[0] if is_pattern else path
    return "pattern" if is_pattern else "folder", [
        (system.unstrip_protocol(file), infos[file].get("size"))
        for file in sorted(infos, key=lambda file: file.split("/"))
        if infos[file].get("type") == "file" and not file.endswith("/") and not _is_hidden(file.removeprefix(top))
    ]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def open_url(name: str, read_ahead_bytes: int) -> BufferedReader:
    """A file for reading, seekable where its file system is. A request asks for what is wanted, and so much more.

    Raises:
        OSError: it cannot be opened; reading raises it as well, whatever the file system's own exceptions are.
        ConfigurationError: the file system is not known or not installed.
    """
    system, path = _system_of(name)
    with _as_os_error():
        file = system.open(path, "rb", block_size=read_ahead_bytes, cache_type="readahead")
    return BufferedReader(_Raw(file))


class _Raw(RawIOBase):
    """A file of fsspec's that raises only `OSError`: botocore and aiohttp have families of exceptions of their own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        with _as_os_error():
            return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any, /) -> int:
        with _as_os_error():
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _system_of(name: str) -> tuple[Any, str]:
    """The file system and the path in it."""
    if "::" in name:
        raise ConfigurationError(f"{name}: files inside other files are not read; unpack them first")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise ConfigurationError(f"{name}: needs fsspec (pip install fsspec)") from None
    with _said_of(name):
        return cast("tuple[Any, str]", url_to_fs(name))


@contextmanager
def _said_of(name: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        extra = "pip install 'newsscrape[s3]'" if name.startswith(("s3:", "s3a:")) else str(error)
        raise ConfigurationError(f"{name}: its file system is not installed ({extra})") from None
    except Exception as error:  # noqa: BLE001 (each file system has exceptions of its own, which share no base)
        raise ConfigurationError(f"{name}: cannot be listed: {_text(error)}") from None


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise OSError(_text(error)) from error


def _text(error: Exception) -> str:
    return " ".join(str(error).split()) or repr(error)
