"""Bylines as printed → names, one person an entry. Pure and total: str → [str]."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from newsscrape.limits import AUTHORS_CHARS
from newsscrape.text import clean_author, clean_text, fold

# Words before a name, in the languages that the corpus and its neighbours speak. Short ones that may begin a name
# ("Di Maria", "De Gaulle") are left out here and asked for by the byline reader alone, which sees them printed.
_LEAD = re.compile(
    r"(?:(?:article|blog|words?|stor(?:y|ies)|texte?|text|reporting|report|interview|review|analysis|opinion|post)\s+)?"
    r"(?:by|von|vom|par|por|av|af|door|przez)\b[\s:]+(?=\S)"
    r"|(?:(?:written|reported|posted|published|created|submitted|compiled|edited|medically reviewed|produced)\s+by"
    r"|(?:geschrieben|verfasst|gespeichert|veröffentlicht|erstellt|gepostet|ein \w+|eine \w+)\s+von"
    r"|(?:écrit|publié|rédigé|propos recueillis)\s+par"
    r"|(?:escrito|publicado|redactado)\s+por|(?:scritto|pubblicato)\s+da|a cura di|di:|da:)[\s:]+(?=\S)"
    r"|(?:view|see|read|show|more|all|zeige|alles?|mehr|voir|tous|toutes|ver|más)\b[^,|]{0,30}?\b(?:by|from|von|par|por|de)"
    r"\s+(?=[A-Z])"
    r"|\w+ by\s+(?=[A-Z])|(?:author|autor|auteur)\s+(?=[A-Z])"
    r"|(?:authors?|autor(?:in|en|es|a)?|auteure?s?|autore|autori|forfatter|författare|text|texte|texto|testo|tekst|words|"
    r"story|writer|redaktion|redaktør|contributors?|автор|текст|yazar|penulis|reporter|editor|written by|posted by"
    r"|about the author|über den autor|über die autorin)\s*[:：]\s*",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s+(?:and|und|et|og|och|y|и|with|/)\s+|\s*(?:;|\||·|•|、|\n)\s*"
    # An ampersand between persons, but not within the name of a firm: both sides have a first and a last name.
    r"|(?<=\w)\s+&\s+(?!\w+$)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*")
_EMAIL = re.compile(r"[<(\[]?\b[\w.+-]{1,64}@[\w-]+\.[\w.-]+\b[>)\]]?")
_HANDLE = re.compile(r"(?<!\S)\(?@\w+\)?")
_MARKUP = re.compile(r"<[^<>]*>")
_MONTH = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*"
# A date, a time or a call that follows the name on its line.
_TAIL = re.compile(
    rf"(?<![\s,|·•–-])[\s,|·•–-]+(?:(?:on|am|le|el|den)\s+)?(?:{_MONTH}\.?\s+\d|\d{{1,2}}(?:[./-]|st|nd|rd|th)|\d{{1,2}}\.?\s+{_MONTH}\b"
    r"|\d{4}|updated|published|posted|follow|shares?|reviewed by|contact)\b.*",
    re.IGNORECASE,
)
_URL = re.compile(r"https?:|//|\bwww\.|/\w+/", re.IGNORECASE)
# What stands beside names: offices, not people. A piece is dropped when one of these is a word of it.
_ROLE = re.compile(
    r"\b(?:(?:staff|senior|chief|guest|contributing|freelance|lead|deputy|managing|associate|assistant|executive|news|features?|"
    r"sports?|political|business|content|tech(?:nology)?|health)\s+)*"
    r"(?:writer|reporters?|editor(?:-in-chief)?|editors|correspondent|columnist|contributor|journalist|producer|"
    r"photographer|intern|redakteur(?:in)?|redaktør|reporterin|korrespondent(?:in)?|journalistin|volontär(?:in)?|"
    r"rédact(?:eur|rice)|redactor[a]?|periodista|giornalista|journaliste|chefredakteur(?:in)?|autor|autorin|"
    r"journalist|skribent|ceo|cto|cmo|coo|founder|co-founder|director|president|manager|specialist|strategist|"
    r"analyst|fellow|professor of|head of|vp|consultant|expert|reviewer|fotograf(?:in)?)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\b(?:read|minutes?|min|updated|published|posted|share|follow|subscribe|comments?|views?|ago|by line|"
    r"more from|see all|view all|view profile|bio|profile|linkedin|twitter|facebook|instagram|about the author|"
    r"uhr|lesezeit|aktualisiert|veröffentlicht|kommentare?|minuten|publié|mis à jour|lecture|actualizado|publicado|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"januar|februar|märz|juni|juli|oktober|dezember|janvier|février|avril|juillet|août|octobre|décembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"am|pm|edt|est|pst|gmt|cet)\b|\d{4}|\b[a-z]{3,9}\.?\s+\d{1,2}\b|\d{1,2}[:.]\d{2}|[?!]$|…",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"\S+\s+\S+\s+")
_PICTURE = re.compile(
    r"(?:image|photo|picture|foto|fotos|bild|bilder|photos|illustration|video|credit|quelle|source)s?\b.*(?::|\bby\b)|©",
    re.IGNORECASE,
)
# A date and a time in digits.
_BEFORE = re.compile(
    r"[.,:/|·–-]*\d[\d.,:/|·–-]*(?:[\s|,·–-]+(?:[\d.,:/]+|uhr|h|\|)(?=[\s|]))*[\s|,·–-]+", re.IGNORECASE
)
_LONE_LEAD = re.compile(
    r"(?:(?:written|posted|published|article|text|words|story|reported)\s+)?by|"
    r"(?:geschrieben |verfasst |gespeichert |ein \w+ )?von|"
    r"(?:écrit )?par|(?:escrito )?por|authors?|autor(?:in|en|es)?|auteurs?|autore",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:written|posted|published|reported|reviewed|created|contributed|words|story|article)\s+)?by|von|par|por|di|da|av|af|"
    r"authors?|autor(?:in|en|es|a)?|auteure?s?|autore|text|texte|texto|redaktion:|insights from|guest columnists?|"
    r"about|home|blog|news|mon|tue|wed|thu|fri|sat|sun|learn more.*|view.*|datum|kontakt|last|share|shares|"
    r"reporter|writer|editor|contributors?",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:jr|sr|i{1,3}|iv|ph\.?\s?d|m\.?d|m\.?a|m\.?s\w?|b\.?a|r\.?n|r\.?d|d\.?o|esq|j\.?d|mba|cfp|cpa|cfa|mph|lcsw|dds|"
    r"dvm|pharmd|facs|msn|psy\.?d|ed\.?d|rdn|ld|aprn|np|lmft|lpc|cscs|cpt|pe|cissp|pmp|shrm-cp|phr|sphr)\.?",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "the team de da di do dos das del della la le van von der den ten ter zu zur el al bin ibn y e af av".split()
)
_LONGEST_NAME = 60
_MOST_WORDS = 6
_MOST_NAMES = 30


def parse_authors(text: str) -> list[str]:
    """The names in a byline that a page gives as its authors: without "By", offices, addresses and handles.

    `By Ann Lee and Bo Ek, Staff Writers | ann@example.org` → `Ann Lee`, `Bo Ek`. A text that is nothing but an
    address stays as it is printed; a URL gives no name.
    """
    return list(_names_of(text))


@lru_cache(maxsize=1000)
def _names_of(text: str) -> tuple[str, ...]:
    text = _plain(text)[:AUTHORS_CHARS]
    if _URL.search(text):
        return ()
    text = _TAIL.sub("", text) or text
    bare = _HANDLE.sub(" ", _EMAIL.sub(" ", text)).strip(" -–—|,;:()·•/")
    if not bare:
        name = text if _EMAIL.fullmatch(text) else text.strip(" @()")
        return (name,) if name else ()
    names: list[str] = []
    for part in _AND.split(bare):
        if not (names and _ROLE.search(part)) and not _PICTURE.match(part):
            names += _split_commas(_strip_lead(part))
    return tuple(name for name in names if name and len(name) <= 2 * _LONGEST_NAME)[:_MOST_NAMES]


def printed_names(text: str) -> list[str]:
    """The names in a line of the visible page: those of `parse_authors` that look like names; [] for other text."""
    if len(text) > 4 * _LONGEST_NAME:
        return []
    text = clean_text(text)
    names = [_without_office(name) for name in parse_authors(text[_start(text) :])]
    return [name for name in names if looks_like_name(name)]


def _without_office(name: str) -> str:
    """A name without the office that is printed behind it: `Ann Lee Senior Writer` → `Ann Lee`."""
    first = _TWO_WORDS.match(name)
    office = _ROLE.search(name, first.end()) if first else None
    return name[: office.start()].rstrip(" -–—,") if office else name


def has_lead(text: str) -> bool:
    """Whether a line begins with "By" or its like."""
    text = clean_text(text)
    return _LEAD.match(text, _start(text)) is not None


def is_lead(text: str) -> bool:
    """Whether a line is nothing but "By" or its like, and the name stands on the next one."""
    return _LONE_LEAD.fullmatch(text.strip(" :|·–-")) is not None


def _start(text: str) -> int:
    """Where a line begins after a date and a time in digits."""
    before = _BEFORE.match(text)
    return before.end() if before else 0


def looks_like_name(text: str) -> bool:
    """Whether a text may be the name of a person or of an editorial team, by its form alone."""
    words = text.split()
    if (
        _LABEL.fullmatch(text)
        or not words
        or len(text) > _LONGEST_NAME
        or len(words) > _MOST_WORDS
        or _NEVER.search(text)
    ):
        return False
    if not any(char.isalpha() for char in text) or any(char in text for char in ':?!#=<>{}[]"“”'):
        return False
    if len(words) == 1:
        return len(text) > 1 and not text.isdigit()
    if all(word[0].islower() for word in words):
        return False
    small = sum(word[0].islower() and word.casefold() not in _PARTICLES for word in words)
    return small <= len(words) // 2 - (len(words) > 2)


def without_site(names: Iterable[str], site_names: Iterable[str]) -> list[str]:
    """The names but for those that are the site's own."""
    own = {_letters(name) for name in site_names}
    return [name for name in names if _letters(name) not in own]


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _plain(text: str) -> str:
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return clean_text(text)


def _strip_lead(text: str) -> str:
    text = clean_author(text)
    while (match := _LEAD.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return text.strip(" -–—|,;:·•/*→›»←‹«")


def _firm_off(text: str) -> str:
    """A name without what a dash sets off behind it, an office or a firm: `Ann Lee - Editorial Team`."""
    name, dash, _ = text.partition(" - ") if " - " in text else text.partition(" – ")
    return name if dash and 2 <= len(name.split()) <= _MOST_WORDS else text


def _split_commas(text: str) -> list[str]:
    """Names that commas part; degrees stay with their names, offices go, `Lee, Ann` is one person."""
    pieces = [piece for piece in _COMMA.split(_firm_off(text)) if piece]
    if len(pieces) == 2 and all(" " not in piece for piece in pieces) and not _SUFFIX.fullmatch(pieces[1]):
        return [f"{pieces[1]} {pieces[0]}"]
    names: list[str] = []
    for piece in pieces:
        if names and _SUFFIX.fullmatch(piece):
            names[-1] = f"{names[-1]}, {piece}"
        elif not (names and _ROLE.search(piece)):
            names.append(piece)
    return names
