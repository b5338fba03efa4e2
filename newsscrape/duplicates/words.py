"""A body as the words by which it is compared: what outlets add to a text that they took over does not count."""

import re
import unicodedata
from functools import cache

import numpy as np

# Of a text, so many characters are compared: books and logs are no articles.
_LONGEST_CHARS = 1_000_000
_LONGEST_BOILERPLATE_WORDS = 60

_AGENCIES = (
    "AA AAP AFP AGI AKP ANI ANP ANSA AP APA ATS Belga Bernama BNS CNA CP CTK dpa DPA EFE Fars IANS INA IRNA ISNA Kyodo "
    "KUNA LUSA MENA MNA NAN NTB NZPA PA PAP PNA PTI QNA Reuters RIA SANA SAPA SPA TASS Tasnim UNI UPI VNA WAFA Xinhua "
    "Yonhap"
)
_AGENCY = rf"(?:The )?(?:{'|'.join(_AGENCIES.split())}|Associated Press|Agence France-Presse)"
_TAG = rf"\({_AGENCY}(?:[ ,/;-]+{_AGENCY})*\)"
_ANY_TAG = r"\([A-Z]{2,6}\)"
_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩЀ-Я"
_PLACE = rf"[{_CAPITAL}][^\n():;!?\u2013\u2014\"“”]{{1,58}}?\s*"
_DASH = r"\s*(?:[\u2013\u2014\u2015_]|--|-(?=\s(?!\d)))"
_CAPITALS = rf"[{_CAPITAL}]{{2,}}(?:[ .,/]+[{_CAPITAL}]{{2,}}){{0,4}}[ .,/]*(?:\w+\.? \d{{1,2}}(?:, \d{{4}})?\s*)?"
# As in "LONDON, April 30 (Reuters) -", "(AP)" or "NEW YORK --": a place alone must be in capitals.
_DATELINE = re.compile(
    rf"\s*(?:{_CAPITALS}(?:{_TAG}(?:{_DASH}|:)?|{_DASH})|(?:{_PLACE})?(?:{_TAG}|{_ANY_TAG})\s*(?:{_DASH}|:)|"
    rf"{_TAG}|{_AGENCY}{_DASH})\s*"
)
_LONGEST_DATELINE = 120  # characters
# A first line that says when: "14 May 2024", "Updated: Sunday 30 April 2023 - 21:33".
_DATE_LINE = re.compile(r"(?=[^\n]{0,50}\b\d{4}\b)[^\n.!?]{4,60}\n\s*")
# As a text ends: with "on Monday. (AP)", "on Monday. /Tasnim" or "on Monday. -- AFP".
_CLOSING_TAG = re.compile(rf"\s*(?:{_TAG}|(?<=[.!?\"”’])\s*(?:[/|]|{_DASH})\s*{_AGENCY})\s*$")
_LONGEST_TAG = 60  # characters
# What a whole last line begins with that is none of the article.
_BOILERPLATE = re.compile(
    r"""[\W_]{0,40}(?:
    (?:read|see|watch|learn|find\ out|click|more|also\ read|related)\b.{0,40}
        (?:\bmore\b|:|\bhere\b|\balso\b|\bon\ this\b)
    |(?:additional\ |with\ |further\ )?(?:reporting|writing|editing|compiled|edited|written|reported|translated)
        (?:\ and\ \w+)?\ (?:by|from)\b
    |(?:follow|like|join|find|contact|reach|e-?mail|write\ to|tweet|subscribe|sign\ up|register|download|support|
        donate)\b.{0,60}(?:\b(?:us|me|our|newsletters?|twitter|facebook|telegram|whatsapp|instagram|youtube|app|updates|at)\b|@)
    |(?:get|stay)\b.{0,30}\b(?:newsletters?|updates|up\ to\ date|informed|inbox)\b
    |(?:this|the)\ (?:article|story|post|piece|report|item|column)\b.{0,40}
        \b(?:originally|first|previously|provided|published|appeared|republished|syndicated|updated|edited|corrected)\b
    |(?:originally|first)\ (?:published|appeared)\b
    |(?:copyright|\(c\)|©|all\ rights\ reserved)
    |(?:source|sources|via|photo|image|credit|credits|tags|topics|quelle|fuente|fonte|منبع|المصدر)\s*[:/|]
    |(?:the\ )?(?:associated\ press|reuters|afp|agence\ france-presse)\b.{0,60}\b(?:contributed|report)
    |(?:lesen\ sie|lire\ aussi|lea\ (?:también|más)|leia\ (?:também|mais)|leggi\ anche|lees\ ook|читайте\ также|
        läs\ (?:också|mer)|إقرأ\ أيضا|اقرأ\ أيضا|बढ़ें|こちらも|相关阅读)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_DROPPED = "'\"`´‘’‚‛“”„‟′″ʼـ"
_ALIKE = {"ي": "ی", "ى": "ی", "ك": "ک"}
# Written without spaces between words, so that each character stands for itself.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_MOST_REPLACED = 64  # characters, beyond which going through the text once is faster than once for each
_LONGEST_FORM = 18  # characters that NFKC makes of one
# Letters of which NFKC composes others, as it does with marks: those of Hangul syllables and of Kirat Rai.
_COMPOSED = re.compile("[\u1100-\u11ff\U00016d63-\U00016d6a]")


class _Characters(dict[int, str | None]):
    """What each character becomes, for `str.translate`; worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = became = _became(chr(code))
        return became


def _became(character: str) -> str | None:
    category = unicodedata.category(character)
    if character in _DROPPED or category in ("Cf", "Cs", "Cn", "Co") or "\u064b" <= character <= "\u065f":
        return None
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] in "PSZC":
        return " "
    if _UNSPACED.match(character):
        return f" {character} "
    return _ALIKE.get(character, character.casefold())


class _Forms(_Characters):
    """The same of characters that are not in NFKC yet, for a text in which each stands alone."""

    def __missing__(self, code: int) -> str | None:
        self[code] = became = unicodedata.normalize("NFKC", chr(code)).translate(_CHARACTERS)
        return became


@cache
def _stands_alone(character: str) -> bool:
    """Whether NFKC makes the same of a character whatever is beside it, if only such are."""
    normal = unicodedata.normalize("NFKC", character)
    return not any(unicodedata.category(c)[0] == "M" or _COMPOSED.match(c) for c in normal)


_CHARACTERS = _Characters()
_FORMS = _Forms()
_ASCII = bytes(ord(_became(chr(code)) or " ") if code < 0x80 else code for code in range(256))
_ASCII_DROPPED = b"'\"`"
_ALL_ASCII = bytes(range(0x80))
_SPACE = 0x20


def words_of(body: str) -> bytes:
    """The words of an article's body, as they are compared, without what outlets add to a text that they take over.

    At its beginning a line that is a date, and a dateline; at its end an agency's tag, and boilerplate lines.

    Args:
        body: paragraphs, each on lines of its own; of a very long one the first million characters count.

    Returns:
        As of `normal_words`.
    """
    text = body[:_LONGEST_CHARS].strip()
    while (at := text.rfind("\n")) >= 0 and (not (last := text[at + 1 :]).strip() or _is_boilerplate(last)):
        text = text[:at]
    text = text.rstrip()
    if match := _CLOSING_TAG.search(text, len(text) - _LONGEST_TAG if len(text) > _LONGEST_TAG else 0):
        text = text[: match.start()]
    for beginning in (_DATE_LINE, _DATELINE):
        if match := beginning.match(text[:_LONGEST_DATELINE]):
            text = text[match.end() :]
    return normal_words(text)


def normal_words(text: str) -> bytes:
    """The words of a text, as they are compared: UTF-8, each with a space behind it.

    Case, punctuation, the shapes of quotes and apostrophes, invisible characters, the digits' script and, in Arabic
    script, variants of a letter make no difference. In scripts without spaces each character is a word.
    """
    encoded = (text if text.isascii() else _fold(text)).encode("utf-8", "ignore")
    data = np.frombuffer(encoded.translate(_ASCII, _ASCII_DROPPED) + b" ", np.uint8)
    is_kept = data != _SPACE  # and of several spaces the first, unless the text begins with it
    is_kept[1:] |= is_kept[:-1]
    words: bytes = data[is_kept].tobytes()
    return words


def _fold(text: str) -> str:
    """A text in NFKC, with what its characters beyond ASCII become."""
    becomes: _Characters = _FORMS
    characters = _beyond_ascii(text)
    if len(text) * _LONGEST_FORM > _LONGEST_CHARS or not all(map(_stands_alone, characters)):
        becomes = _CHARACTERS
        # A lone acute accent serves as an apostrophe, which NFKC would make a space.
        text = unicodedata.normalize("NFKC", text.replace("´", "'"))[:_LONGEST_CHARS]
        characters = _beyond_ascii(text)
    if len(characters) > _MOST_REPLACED:
        return text.translate(becomes)
    for character in characters:
        if (became := becomes[ord(character)]) != character:
            text = text.replace(character, became or "")
    return text


def _beyond_ascii(text: str) -> set[str]:
    return set(text.encode("utf-8", "ignore").translate(None, _ALL_ASCII).decode())


def _is_boilerplate(line: str) -> bool:
    return line.count(" ") < _LONGEST_BOILERPLATE_WORDS and _BOILERPLATE.match(line) is not None
