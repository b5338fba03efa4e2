"""What a request and its answer, or the failure of it, say in words."""

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsscrape.version import VERSION


def user_agent(contact: str | None) -> str:
    """The User-Agent header, with a contact (a URL or an e-mail address) where there is one."""
    return f"newsscrape/{VERSION} (+{contact})" if contact else f"newsscrape/{VERSION}"


def failure_reason(error: BaseException | None) -> str:
    """Why a request came to nothing, in a phrase."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, DownloadCancelledError) or "exceeded DOWNLOAD_MAXSIZE" in str(error):  # Scrapy names the URL
        return "longer than DOWNLOAD_MAXSIZE allows"
    return f"{type(error).__name__}: {error}".rstrip(": ")


def headers_of(response: Response) -> dict[str, list[str]]:
    """All headers of an answer: name → values."""
    headers = response.headers.items()
    return {name.decode("latin-1"): [value.decode("latin-1") for value in values] for name, values in headers}


def header_of(response: Response, name: str) -> str | None:
    """A header of an answer; None where it has none of that name."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
