"""URLs: absolute, canonical, and as a fingerprint."""

import hashlib
import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from newsscrape.text import clean_text

# Query parameters that say where a reader came from and never which page is meant.
_TRACKER = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_hs(?:enc|mi)|ref_src|"
    r"cmpid|ns_(?:campaign|mchannel|source|linkname|fee)|at_(?:campaign|medium)\w*|spm|xtor|smid",
    re.IGNORECASE,
)
# Session ids in queries and paths, which are another for each visit. `sid` is the number of a story in other systems.
_SESSION = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w*|session_?id|sess|sid)=[\w.!-]{16,}|(?:cfid|cftoken)=[\w-]+", re.IGNORECASE
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[\w.!-]*|(?<=/)\(S\(\w+\)\)/", re.IGNORECASE)
# An absolute URL that needs no change, as most links are.
_SOUND = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/(?!\.)[\w%=&?+,:@~.-]*)*(?<![?&])", re.ASCII)
# A URL without query, escapes and port, as most pictures' are: all its spellings are this one.
_CANONICAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[\w.~/-]*", re.ASCII)
_SPACE = re.compile(r"\s")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FINGERPRINT_DIGITS = 20  # 80 bits: among 10**9 URLs the chance of one collision is below 10**-6


def split_http_url(url: str) -> SplitResult | None:
    """The parts of an absolute http or https URL with a host; None for all else, malformed ones included."""
    try:
        parts = urlsplit(url)
        if parts.scheme in _DEFAULT_PORTS and parts.hostname and parts.port != 0 and not _SPACE.search(parts.netloc):
            return parts
    except ValueError:  # a bracket without its match, a port that is no number
        pass
    return None


def without_credentials(url: str) -> str:
    """A URL without user and password (RFC 3986, 3.2.1); itself when it has none, or is no http(s) URL."""
    parts = split_http_url(url)
    return url if parts is None or "@" not in parts.netloc else urlunsplit(_plain(parts))


def _plain(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def absolute_url(link: str, base: str | None) -> str | None:
    """A link as a page writes it → an absolute http(s) URL; None when it is none or its base is not known.

    Only white space and characters that no URL may hold are changed, and credentials left out, which are not for all
    who read what is made of a page: the URL stays as printed otherwise.
    """
    link = clean_text(link)
    if _SOUND.fullmatch(link):
        return link
    try:
        joined = safe_url_string(urljoin(base, link) if base else link)
    except ValueError:
        return None
    parts = split_http_url(joined) if link else None
    if parts is None:
        return None
    return joined if "@" not in parts.netloc else urlunsplit(_plain(parts))


def canonical_url(url: str) -> str | None:
    """The form that all spellings of a URL share; None when it is no http(s) URL.

    w3lib's canonical form (sorted query, no fragment, normal escapes), and besides: no trackers, no default port,
    no credentials, no session ids, host in lower case.
    """
    if _CANONICAL.fullmatch(url):
        return url
    parts = split_http_url(url)
    if parts is None:
        return None
    query = "&".join(pair for pair in parts.query.split("&") if not _is_of_the_visit(pair))
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return canonicalize_url(urlunsplit((parts.scheme, host + port, _SESSION_IN_PATH.sub("", parts.path), query, "")))


def _is_of_the_visit(pair: str) -> bool:
    """Whether a query's parameter tells of the reader's visit, and not which page is meant."""
    return bool(_TRACKER.fullmatch(pair.partition("=")[0]) or _SESSION.fullmatch(pair))


def url_key(url: str) -> str:
    """A URL as accounts know it: its canonical form, or itself when it has none."""
    return canonical_url(url) or url


def fingerprint(text: str) -> str:
    """A short stable hash of a canonical URL or a text: 20 hexadecimal digits of SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT_DIGITS]


def host_of(url: str | None) -> str | None:
    """The host of a URL in lower case, without port; None when it is no http(s) URL."""
    parts = split_http_url(url) if url else None
    return parts.hostname if parts else None


def port_of(url: str) -> int | None:
    """The port that an http(s) URL leads to, by its scheme where it names none; None when it is no such URL."""
    parts = split_http_url(url)
    return (parts.port or _DEFAULT_PORTS[parts.scheme]) if parts else None


def in_domain(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or one of its subdomains."""
    return host == domain or host.endswith("." + domain)


def origin_of(url: str) -> str | None:
    """Scheme, host and port of a URL, `http://127.0.0.1:8000`; None when it is no http(s) URL."""
    parts = split_http_url(canonical_url(url) or "")
    return f"{parts.scheme}://{parts.netloc}" if parts else None
