"""What can become of a URL or a saved page."""

from enum import StrEnum


class Outcome(StrEnum):
    """Each URL that a run sees ends in exactly one of these; the values are the words that people read."""

    EXPORTED = "exported"
    UNCHANGED = "unchanged"  # the dataset had its record before this run
    DUPLICATE = "duplicate"  # another URL of this run gave its record, or leads to the same page
    LISTING = "listing"
    NOT_AN_ARTICLE = "not an article"
    OFF_SITE = "off site"
    REFUSED = "refused by robots.txt"
    RESERVED = "rights reserved"  # by a statement on AI or text mining, where a setting makes these binding
    BLOCKED = "blocked"  # the server keeps crawlers out: 403, a challenge
    OVER_LIMIT = "over the limit"
    TRAP = "looks like a trap"  # nothing came of many pages like it
    TOO_OLD = "older than asked for"
    ELSEWHERE = "taken by another process"  # of a crawl that several share
    LEFT = "left for the next run"  # the run was interrupted
    FAILED = "failed"
