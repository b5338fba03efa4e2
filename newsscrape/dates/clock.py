"""The time of day beside a date, and the zone that it is in."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_TIME = re.compile(
    r"""(?P<before>上午|下午|晚上|凌晨|오전|오후)?\s?
        (?<![\d.:])(?P<hour>[01]?\d|2[0-4])
        (?:\s?(?:[:h٫：点點時时]|시\s)\s?(?P<minute>[0-5]\d)(?:(?::|分)(?P<second>[0-5]\d)(?:[.,]\d+)?)?
          |\.(?P<minute2>[0-5]\d)(?![\d.]))?
        (?![\d:])(?:\s?(?P<half>[ap]\.?\s?m\b\.?))?(?P<mark>\s?(?:uhr|h)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_ZONE = re.compile(r"\s?\(?(?P<name>[A-Z][A-Za-z]{0,4}\b)?\s?(?P<offset>[+\-−]\d{1,2}(?::?\d\d)?)?(?![\d:])")
# What may stand between a date and its time. A longer text, or one with a digit, makes it another thing's time.
_BETWEEN = re.compile(r"[^\d\n]{0,24}?(?=[上下晚凌오]|(?<!\d)\d)")
_OTHER_TIME = re.compile(r"updat|modif|edit|aktuali|mis à jour|обновл|aggiorn|actuali|atualiz", re.IGNORECASE)
# Hours from UTC of the names that newsrooms print. Names of several zones (IST, CST of China, BST of Bangladesh) are
# taken as the one most printed; IST, of which three are common, gives none.
_HOURS: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "SAST": 2, "CAT": 2, "EEST": 3, "MSK": 3, "EAT": 3, "TRT": 3, "GST": 4, "PKT": 5, "WIB": 7, "ICT": 7,
    "WITA": 8, "SGT": 8, "HKT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "WIT": 9, "JST": 9, "KST": 9, "ACST": 9.5,
    "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "BRT": -3,
    "ART": -3, "NST": -3.5, "NDT": -2.5, "NPT": 5.75,
}  # fmt: skip
# Names that mean one offset in winter and another in summer.
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_LATE = ("下午", "晚上", "오후")


def time_after(text: str, start: int) -> tuple[time, tzinfo | str | None] | None:
    """The time of day that stands in `text` close behind `start`, and its zone, else None.

    The zone is None where none is printed, and the IANA name of a place where it hangs on the day (`ET`).
    """
    between = _BETWEEN.match(text, start)
    if between is None or _OTHER_TIME.search(between[0]):
        return None
    return _read(text, _TIME.match(text, between.end()))


def time_before(text: str, end: int) -> tuple[time, tzinfo | str | None] | None:
    """The time of day that stands in `text` before `end`, as in `21:33, 30 April 2023`; as `time_after`."""
    for match in _TIME.finditer(text, max(0, end - 40), end):
        if (match["minute"] or match["half"]) and (found := _read(text[:end], match)):
            return found
    return None


def at_time(moment: datetime, zone: tzinfo | str | None) -> datetime:
    """The moment in the zone that `time_after` found; as it is where there is none."""
    if zone is None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(zone) if isinstance(zone, str) else zone)


def _read(text: str, match: re.Match[str] | None) -> tuple[time, tzinfo | str | None] | None:
    if match is None:
        return None
    minute = match["minute"] or match["minute2"]
    half = (match["half"] or "").lower()
    if minute is None and not (half or (match["mark"] or "").strip().lower() == "uhr"):
        return None
    hour = int(match["hour"])
    if (half.startswith("p") or match["before"] in _LATE) and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 23:
        return None
    return time(hour, int(minute or 0), int(match["second"] or 0)), _zone(text, match.end())


def _zone(text: str, start: int) -> tzinfo | str | None:
    match = _ZONE.match(text, start)
    if match is None:
        return None
    name = (match["name"] or "").upper()
    if match["offset"] and (not name or name in ("GMT", "UTC", "Z")):
        return _offset(match["offset"].replace("−", "-"))
    if name in _PLACES:
        return _PLACES[name]
    if name not in _HOURS:
        return None
    return timezone(timedelta(hours=_HOURS[name])) if _HOURS[name] else UTC


def _offset(text: str) -> tzinfo | None:
    """`+03:30`, `+0330`, `+3` → the zone; None for what no place on Earth has."""
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)
