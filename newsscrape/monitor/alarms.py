"""Alarms: what of a run's records is unlike the outlet's last runs, or wrong by itself. docs/alarms.md explains each.

Everything is asked in one form: of how many records does something hold that should not, `hits` of `of`? A field that
is lacking, a source that is not the usual one, a body shorter than bodies of this outlet are. An alarm is raised when
so many would come by chance once in 100,000 times at most, by the distribution that `chance.tail` describes, and when
the share has risen by enough to matter.

An hourly run often has no more than one to five new records, in which even a total break could be chance. So the run
is judged by itself, and together with the one, two, three, … runs before it, up to ten and to half of all, against
those before these: a break is found as soon as enough records have shown it. The newest run must show it too: a run
after the mending raises none. What stays as it is becomes the outlet's habit, after about ten runs.

Where the runs before have fewer than 20 records in all, what no page should do is judged by itself, from five records
on: none has a title, all titles are equal, …
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from newsscrape.monitor.chance import Count, tail
from newsscrape.monitor.profile import FIELDS, LAST_BUCKET, MEASURED, REPEATABLE, Profile, bucket_length
from newsscrape.readers.candidate import DECLARED

RARE = 1e-5  # the chance of a false alarm, for one question about one run
_ENOUGH = 5  # records that all show what no page should; of those that repeat a value, the first one is not counted
_A_GROUP = 5  # records, at least, that runs are put together to, before it is asked how alike runs are
_MOST_RUNS = 10  # that are judged together with the newest
_KNOWN = 20  # records by which an outlet's habits are known
_USUAL_LENGTHS = 0.9  # share of records whose lengths are called usual, at least, on either side
_OFTEN = 0.1  # share of a field's values from which on a source of them is called usual
_FALL = 0.1  # least rise of the share where hits are gradual: missing fields, failures, dates in the future
_TURN = 0.5  # where they are a change of character

_SAME = {
    "title": ("titles all equal", "title"),
    "description": ("descriptions all equal", "description"),
    "date_published": ("dates all the same", "date_published"),
    "body_start": ("bodies begin alike", "body"),
    "body_end": ("bodies end alike", "body"),
    "images": ("pictures all the same", "images"),
}
_LENGTH = {
    "title": ("title short", "title long"),
    "body": ("body short", "body long"),
    "description": ("description short", "description long"),
    "authors": ("authors short", "authors long"),
    "featured_stories": ("featured stories few", "featured stories many"),
}

# An alarm that is left out where another one says what became of the field, as most often one does.
_MISS = "selectors miss"
_SAY_MORE = ("articles fail", "field dropped", "source changed")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is amiss with a field of an outlet's records.

    Attributes:
        name: a fixed phrase, a row of docs/alarms.md.
        field: the record's field.
        message: the field, what is seen now, and what was before. It holds no text of a page.
    """

    name: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Question:
    """Something that should not hold of many records.

    Attributes:
        name: the alarm's name.
        field: the record's field.
        noun: what is counted.
        says: what holds of so many of them.
        count: of a profile: the hits, and the records that could be hits.
        rise: how much the share of hits must rise to matter.
        denied: whether `says` is of those that are no hits, as in "0 of 14 records have it".
        absolute: least number of hits that are wrong where all are hits, whatever was before; 0 for none.
    """

    name: str
    field: str
    noun: str
    says: str
    count: Callable[[Profile], Count]
    rise: float = _TURN
    denied: bool = False
    absolute: int = 0


def find_alarms(now: Profile, earlier: Sequence[Profile]) -> list[Alarm]:
    """The alarms of a run, at most one for each name and field.

    Args:
        now: the run's profile.
        earlier: those of the outlet's last runs, the oldest first; may be empty. Those with few records weigh little.
    """
    if now.is_empty:
        return []
    runs = [profile for profile in earlier if not profile.is_empty]
    found: dict[tuple[str, str], Alarm] = {}
    for back in range(min(_MOST_RUNS, len(runs) // 2) + 1):
        latest = Profile.pooled(runs[len(runs) - back :])
        recent = Profile.pooled([latest, now])
        groups = _grouped(runs[: len(runs) - back], max(_A_GROUP, recent.records + recent.failures))
        past = Profile.pooled(groups)
        for question in _questions(past):
            key = (question.name, question.field)
            if key in found or not _shows(question, now, latest, recent, past):
                continue
            counts = [_clipped(question.count(group)) for group in groups]
            if tail(_clipped(question.count(recent)), counts) <= RARE:
                found[key] = _alarm(question, recent, past, back + 1)
    before, everything = Profile.pooled(runs), Profile.pooled([*runs, now])
    for question in _questions(before):
        hits, of = _clipped(question.count(everything))
        if question.absolute and hits == of >= question.absolute and _clipped(question.count(before))[1] < _KNOWN:
            alarm = _alarm(question, everything, Profile(), len(runs) + 1)
            found.setdefault((question.name, question.field), alarm)
    explained = {field for name, field in found if name in _SAY_MORE}
    return [alarm for alarm in found.values() if alarm.name != _MISS or alarm.field not in explained]


def _grouped(runs: Sequence[Profile], least: int) -> list[Profile]:
    """The runs, neighbours put together until each has as many pages as are judged: a single record repeats nothing,
    and few records show little of how alike those of a run are.
    """
    groups: list[list[Profile]] = []
    pages = least
    for run in runs:
        if pages >= least:
            groups.append([])
            pages = 0
        groups[-1].append(run)
        pages += run.records + run.failures
    return [group[0] if len(group) == 1 else Profile.pooled(group) for group in groups]


def _shows(question: _Question, now: Profile, latest: Profile, recent: Profile, past: Profile) -> bool:
    """Whether the share of hits has risen by enough, and the newest run has its part in it.

    Args:
        question: what is asked.
        now: the newest run.
        latest: the runs that are judged together with it.
        recent: both.
        past: the runs before.
    """
    was = _share(question, past)
    if _share(question, recent) - was < question.rise:
        return False
    if _clipped(question.count(now))[1]:
        return _share(question, now) - was >= question.rise / 2
    # A single record repeats nothing by itself: it may repeat what the runs before it have.
    return _clipped(question.count(recent))[0] > _clipped(question.count(latest))[0]


def _share(question: _Question, profile: Profile) -> float:
    hits, of = _clipped(question.count(profile))
    return hits / of if of else 0.0


def _clipped(count: Count) -> Count:
    """A count that can be one: a profile read from a file may hold any numbers."""
    hits, of = count
    return min(max(0, hits), max(0, of)), max(0, of)


# What is asked


def _questions(past: Profile) -> Iterator[_Question]:
    """What is asked of a run, given what was usual before."""
    yield _Question(
        "articles fail", "body", "pages", "gave an article",
        lambda p: (p.failures, p.failures + p.records), _FALL, denied=True, absolute=_ENOUGH,
    )  # fmt: skip
    for field in FIELDS:
        yield _Question(
            "field dropped", field, "records", "have it", _lacking(field), _FALL, denied=True,
            absolute=_ENOUGH if field in ("title", "date_published") else 0,
        )  # fmt: skip
    yield _Question(
        "time of day missing", "date_published", "dates", "have a time of day",
        lambda p: (p.has["date_published"] - p.flags["timed"], p.has["date_published"]), denied=True,
    )  # fmt: skip
    for name in REPEATABLE:
        alarm, field = _SAME[name]
        absolute = _ENOUGH - 1 if name in ("title", "date_published", "body_start") else 0
        yield _Question(alarm, field, "records", "repeat the commonest value", _repeating(name), absolute=absolute)
    yield from _about_site_and_clock()
    for field in MEASURED:
        yield from _about_length(field, past.lengths[field])
    for field, methods in past.methods.items():
        for usual in _usual_sources(methods):
            yield _about_source(field, usual)
        if any(map(_is_selector, methods)):
            yield _Question(
                _MISS, field, "pages" if field == "body" else "records", "have it from the outlet's selectors",
                _unselected(field), _FALL, denied=True,
            )  # fmt: skip


def _about_site_and_clock() -> Iterator[_Question]:
    for name, field, flag in (
        ("title is the site", "title", "title_is_site"),
        ("author is the site", "authors", "author_is_site"),
    ):
        yield _Question(name, field, "records", "have the site's name there", _flagged(flag, field), absolute=_ENOUGH)
    for name, flag, says, rise in (
        ("dates in the future", "future", "are later than the page was fetched", _FALL),
        ("dates are the time of fetching", "at_fetch", "are within a minute of when the page was fetched", _TURN),
    ):
        yield _Question(name, "date_published", "dates", says, _flagged(flag), rise, absolute=_ENOUGH)


def _about_length(field: str, lengths: dict[int, int]) -> Iterator[_Question]:
    """Shorter or longer than nearly all were: than the tenth, and than all, since a tenth needs more records."""
    unit = "entries" if field == "featured_stories" else "characters"
    for share in (_USUAL_LENGTHS, 1.0):
        least, most = _bound(sorted(lengths.items()), share), _bound(sorted(lengths.items(), reverse=True), share)
        if least is None or most is None:
            return
        short = f"have fewer than {bucket_length(least)} {unit}"
        long = f"have {bucket_length(most + 1)} {unit} or more"
        yield _Question(_LENGTH[field][0], field, "records", short, _in_buckets(field, range(least)))
        yield _Question(_LENGTH[field][1], field, "records", long, _in_buckets(field, range(most + 1, LAST_BUCKET + 1)))


def _bound(lengths: Sequence[tuple[int, int]], share: float) -> int | None:
    """The first bucket from which on at least a share of the records lies; None without records."""
    beyond, total = 0, sum(count for _, count in lengths)
    for bucket, count in lengths:
        if count and beyond + count > total * (1 - share):
            return bucket
        beyond += count
    return None


def _usual_sources(methods: dict[str, int]) -> list[list[str]]:
    """The source of most values, by itself; and, where others give more than a few, together with these."""
    ranked = sorted(methods, key=lambda method: -methods[method])
    often = [method for method in ranked if methods[method] >= _OFTEN * sum(methods.values())]
    return [usual for usual in (ranked[:1], often if len(often) > 1 else []) if usual]


def _about_source(field: str, usual: Sequence[str]) -> _Question:
    def count(profile: Profile) -> Count:
        methods = profile.methods.get(field, {})
        of = sum(methods.values())
        return of - sum(methods.get(method, 0) for method in usual), of

    return _Question("source changed", field, "values", f"come from {' or '.join(usual)}", count, denied=True)


def _is_selector(method: str) -> bool:
    return method.partition(":")[0] == DECLARED


def _unselected(field: str) -> Callable[[Profile], Count]:
    """Records whose value no selector of the outlet gave; without a body there is no record, but a failure."""

    def count(profile: Profile) -> Count:
        of = profile.records + (profile.failures if field == "body" else 0)
        methods = profile.methods.get(field, {})
        return of - sum(n for method, n in methods.items() if _is_selector(method)), of

    return count


def _lacking(field: str) -> Callable[[Profile], Count]:
    return lambda profile: (profile.records - profile.has[field], profile.records)


def _repeating(name: str) -> Callable[[Profile], Count]:
    return lambda profile: (profile.repeats[name].again, profile.repeats[name].total - 1)


def _flagged(flag: str, field: str | None = None) -> Callable[[Profile], Count]:
    """Records with a flag, of those that have a field or, for None, of dates that can be held against the fetch."""
    return lambda profile: (profile.flags[flag], profile.has[field] if field else profile.flags["fetched"])


def _in_buckets(field: str, buckets: range) -> Callable[[Profile], Count]:
    def count(profile: Profile) -> Count:
        lengths = profile.lengths[field]
        return sum(n for bucket, n in lengths.items() if bucket in buckets), sum(lengths.values())

    return count


# What is said


def _alarm(question: _Question, recent: Profile, past: Profile, runs: int) -> Alarm:
    """The alarm that a question raises about the last runs."""
    (shown, of), (was, total) = (_shown(question, profile) for profile in (recent, past))
    name = "field missing" if question.name == "field dropped" and shown == 0 else question.name
    where = f" of the last {runs} runs" if runs > 1 else ""
    before = f", {_percent(was / total)} of {total:,} before" if total else ""
    now = f"{shown:,} of {of:,} {question.noun}{where} {question.says}"
    if question.name == "source changed":
        methods = recent.methods[question.field]
        now += f", most from {max(methods, key=lambda method: methods[method])}"
    return Alarm(name, question.field, f"{question.field}: {now}{before}")


def _shown(question: _Question, profile: Profile) -> Count:
    hits, of = _clipped(question.count(profile))
    return (of - hits if question.denied else hits), of


def _percent(share: float) -> str:
    """A share in whole percent, of which 0% and 100% are none and all."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"
