"""A crawl of one outlet that several processes share, in Redis: what waits, who works at what, when hosts may be asked.

All of it is done by one Lua script, `shared.lua`, whose steps are atomic and know one clock, that of the Redis server.
A process takes URLs on a lease, which its heartbeat renews; one that dies gives them back when its lease ends.
"""

import json
import logging
import math
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from newsscrape.dates import to_utc
from newsscrape.errors import ConfigurationError, NewsscrapeError
from newsscrape.state.ledger import Sighting

if TYPE_CHECKING:
    from redis import Redis

_TIMEOUT_S = 2.0
_BATCH = 500  # URLs in one call, so that others need not wait for it
_BEATS = 6  # in the time of a lease
_POLL_S = 0.02  # a host is asked by another process: how soon to look again
_FIRST_BACKOFF_S, _LONGEST_BACKOFF_S = 0.1, 2.0
_SCRIPT = files("newsscrape.state").joinpath("shared.lua").read_text(encoding="utf-8")
_logger = logging.getLogger(__name__)


class SharedCrawlError(NewsscrapeError):
    """Redis cannot be reached, or has lost what it held. What this process has written stands."""


@dataclass(frozen=True, slots=True)
class SharedUrl:
    """A URL as processes hand it to each other.

    Attributes:
        found: as the process found it that offered it.
        found_on_url: URL of the page that it was found on; None for the start.
        anyhow: whether it is to be fetched whatever is known of it.
    """

    found: Sighting
    found_on_url: str | None
    anyhow: bool


class SharedCrawl:
    """The shared crawl, as one process sees it. The calls are made one after the other, and wait for their answers.

    That holds up nothing: a Redis nearby answers within a millisecond, and a call that takes longer than 2 s counts as
    failed. After a failed call all others fail at once until it is time to try again, for as long as a lease lasts.
    From then on there is an `error`, and the crawl is to end.

    Attributes:
        run: its number, which no other run has.
        is_alone: whether no other process was at work in it when this one came.
        error: why nothing can be shared any more; None while all is well.
        is_over: whether all was done, and another run was opened since.
        leases: what this process works at, by key.

    Args:
        client: of Redis, which decodes answers.
        outlet: whose crawl it is.
        member: whose datasets and state are written; the same name at the next start.
        lease_s: seconds after which a process that gives no sign of life has lost its leases.
        now: a monotonic clock, for the process's own waits.

    Raises:
        SharedCrawlError: Redis cannot be reached.
    """

    def __init__(
        self, client: "Redis", outlet: str, member: str, lease_s: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        from redis import RedisError

        self._failures = RedisError
        self._client = client
        self._script = client.register_script(_SCRIPT)
        self._where = _address(client)
        self._prefix = f"newsscrape:{{{outlet}}}:"  # in braces: one slot of a Redis cluster
        self._process, self._member = secrets.token_hex(8), member
        self._lease_s, self._now = lease_s, now
        self._failed_since: float | None = None
        self._retry_at, self._backoff_s = -math.inf, _FIRST_BACKOFF_S
        self._requests: dict[str, list[str]] = {}  # host → names of the requests under way
        self._beaten_at = now()
        self.leases: dict[str, SharedUrl] = {}
        self.run, self.is_over = "", False
        self.error: SharedCrawlError | None = None
        try:
            self.run, alone = self._send("join")
        except RedisError as error:
            raise SharedCrawlError(f"{self._where}: Redis cannot be used: {error}") from None
        self.is_alone = alone == 1

    def offer(self, urls: Iterable[SharedUrl]) -> bool:
        """Lets URLs wait for whoever comes first, unless the run has seen them; False where Redis is away."""
        arguments = [(*_packed(url), int(url.anyhow and self.is_alone)) for url in urls]
        return all(
            self._call("offer", *(value for url in arguments[n : n + _BATCH] for value in url)) is not None
            for n in range(0, len(arguments), _BATCH)
        )

    def claim(self, url: SharedUrl) -> bool:
        """Takes a URL that a redirect leads to; whether nobody has seen it before, nor it is left to its owner."""
        answer = self._call("claim", *_packed(url))
        if answer == [0]:
            return False
        self.leases[url.found.key] = url
        return True

    def take(self, host: str) -> tuple[SharedUrl, int] | None:
        """The next URL of a host, and how many more there are for this process; None when there is none now."""
        answer = self._call("take", host)
        if not answer:
            return None
        lease = _unpacked(answer[0], host, answer[1])
        self.leases[lease.found.key] = lease
        return lease, answer[2]

    def done(self, keys: Sequence[tuple[str, bool]]) -> bool:
        """Notes that URLs have their outcome on the disk, and whether this member is their owner; False as `offer`."""
        for n in range(0, len(keys), _BATCH):
            batch = keys[n : n + _BATCH]
            if self._call("done", *(value for key, is_owner in batch for value in (key, int(is_owner)))) is None:
                return False
            for key, _ in batch:
                self.leases.pop(key, None)
        return True

    def give_up(self, host: str) -> bool:
        """Leaves to all what of a host was left to this member; False as `offer`."""
        return self._call("give_up", host) is not None

    def begun(self) -> bool:
        """Notes that this process has offered where the crawl begins; False as `offer`."""
        return self.done([("", False)])

    def look(self) -> tuple[int, dict[str, tuple[int, int]]] | None:
        """How many URLs others work at; and by host how many this process may take, and how many wait for anybody."""
        answer = self._call("look")
        if answer is None:
            return None
        return answer[0], {answer[n]: (answer[n + 1], answer[n + 2]) for n in range(1, len(answer), 3)}

    def are_done(self, keys: Sequence[str]) -> list[str]:
        """Those of some URLs that have an outcome, whoever fetched them."""
        found: list[str] = []
        for n in range(0, len(keys), _BATCH):
            found += self._call("are_done", *keys[n : n + _BATCH]) or []
        return found

    def beat(self) -> None:
        """Renews the leases of this process, when it is time."""
        if self._now() - self._beaten_at >= self._lease_s / _BEATS:
            under_way = [value for host, names in self._requests.items() for name in names for value in (host, name)]
            if self._call("beat", *under_way) is not None:
                self._beaten_at = self._now()

    def leave(self, *, finished: bool) -> None:
        """Gives back what was not done. The last process whose crawl came to its end closes the run."""
        self._call("leave", int(finished))
        self._client.close()

    # Turns at hosts, as `politeness.hosts.Turns` has them

    def begin(self, host: str, places: int, delay_s: float) -> float:
        """Seconds after which a request may be tried again; 0 when it has begun."""
        name = secrets.token_hex(4)
        answer = self._call("begin", host, name, places, math.ceil(delay_s * 1000))
        if not answer:
            return _LONGEST_BACKOFF_S
        if answer[0] == 0:
            self._requests.setdefault(host, []).append(name)
            return 0.0
        return max(float(answer[0]) / 1000, _POLL_S)

    def end(self, host: str, rest_s: float) -> None:
        """A request ended, after which nobody asks the host for so many seconds."""
        names = self._requests.get(host)
        self._call("rest", host, math.ceil(rest_s * 1000), names.pop() if names else "")

    def rest(self, host: str, rest_s: float) -> None:
        """Nobody asks a host for so many seconds."""
        self._call("rest", host, math.ceil(rest_s * 1000), "")

    def _call(self, operation: str, *arguments: Any) -> list[Any] | None:
        """The script's answer; None while Redis is away, or when the run is over."""
        if self.error or self.is_over or self._now() < self._retry_at:
            return None
        try:
            if self._failed_since is not None:  # an answer may have been lost on the way, and with it what it gave
                self._send("restore", "", *self.leases)
            answer = self._send(operation, *arguments)
        except self._failures as error:
            self._fail(error)
            return None
        if self._failed_since is not None:
            _logger.info("%s: Redis is there again", self._where)
        self._failed_since, self._backoff_s = None, _FIRST_BACKOFF_S
        if answer and answer[0] == "not open":
            self._note_end(answer[1])
            return None
        return answer

    def _send(self, operation: str, *arguments: Any) -> list[Any]:
        own: list[Any] = [operation, self.run, self._process, self._member, round(self._lease_s * 1000)]
        answer: list[Any] = self._script(keys=[self._prefix], args=[*own, *arguments])
        return answer

    def _fail(self, error: Exception) -> None:
        now = self._now()
        if self._failed_since is None:
            self._failed_since = now
            _logger.warning("%s: Redis does not answer, and is tried again: %s", self._where, error)
        self._retry_at, self._backoff_s = now + self._backoff_s, min(2 * self._backoff_s, _LONGEST_BACKOFF_S)
        if now - self._failed_since >= self._lease_s:
            self.error = SharedCrawlError(f"{self._where}: Redis did not answer for {self._lease_s:g} s: {error}")

    def _note_end(self, open_run: str) -> None:
        """Another run is open: because this one was done, or since Redis has lost it."""
        if open_run and int(open_run) > int(self.run):
            self.is_over = True
        else:
            self.error = SharedCrawlError(f"{self._where}: Redis has lost the crawl that was under way")


def connect(url: str) -> "Redis":
    """A client of the Redis at a URL, `redis://`, `rediss://` or `unix://`; it connects when it is used.

    Raises:
        ConfigurationError: redis-py is not installed, or the URL is none of Redis'.
    """
    try:
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise ConfigurationError("NEWSSCRAPE_REDIS_URL needs redis: pip install 'newsscrape[redis]'") from None
    try:
        return Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),  # `SharedCrawl` does
        )
    except ValueError:  # whose text may hold a part of the password, as may any part of a URL that is wrong
        scheme, mark, rest = url.partition("://")
        shown = f"{scheme}{mark}{rest.rpartition('@')[2].partition('?')[0]}"
        raise ConfigurationError(
            f"NEWSSCRAPE_REDIS_URL={shown}: not a URL of Redis: redis://, rediss:// or unix://, and in a password "
            "/ ? # @ [ ] are written %2F %3F %23 %40 %5B %5D"
        ) from None


def _address(client: "Redis") -> str:
    """Where a Redis is, without its password."""
    to = client.connection_pool.connection_kwargs
    return str(to["path"]) if "path" in to else f"redis://{to.get('host')}:{to.get('port', 6379)}/{to.get('db') or 0}"


def _packed(url: SharedUrl) -> tuple[str, str, str, str]:
    """Key, place in the queue, host, what is known, and whether it is wanted anyhow.

    Places are told in order as texts: by priority, the newest first, then by depth, as the local ledger has it.
    """
    found = url.found
    said = [to_utc(moment) if moment else "" for moment in (found.published, found.modified)]
    newest_s = min(int(datetime.fromisoformat(max(said)).timestamp()), 10**11) if any(said) else -(10**11)
    place = f"{5000 - max(-4999, min(found.priority, 5000)):04d}{10**11 - newest_s:012d}{min(found.depth, 99999):05d}"
    what = [found.url, found.road, found.found_on, url.found_on_url, found.depth, found.priority, *said, url.anyhow]
    return found.key, place, found.host, json.dumps(what)


def _unpacked(key: str, host: str, what: str) -> SharedUrl:
    url, road, found_on, found_on_url, depth, priority, published, modified, anyhow = json.loads(what)
    found = Sighting(
        url=url, key=key, host=host, road=road, found_on=found_on, depth=depth, priority=priority,
        published=_moment(published), modified=_moment(modified),
    )  # fmt: skip
    return SharedUrl(found, found_on_url, anyhow)


def _moment(said: str) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
