"""What outlets add to a text does not count among its words, and neither does how its characters are written."""

import sys
import unicodedata
from time import process_time

import pytest

from newsscrape.duplicates import words as module
from newsscrape.duplicates.words import normal_words, words_of

REST = "The minister said on Monday that talks would go on."
SAID = "the minister said on monday that talks would go on"
LONG = 400_000  # characters
MANY_S = 10  # where a tenth of a second is usual


def words(body: str) -> str:
    return words_of(body).decode().rstrip(" ")


def normal(text: str) -> str:
    return normal_words(text).decode().rstrip(" ")


@pytest.mark.parametrize(
    "dateline",
    [
        "TEHRAN – ",
        "TEHRAN, Apr. 03 (MNA) – ",
        "TEHRAN (Tasnim) - ",
        "TEHRAN(ISNA)- ",
        "LONDON, April 30 (Reuters) - ",
        "LONDON (Reuters) ",
        "(AP) — ",
        "(Reuters) ",
        "NEW YORK -- ",
        "NEW YORK-- ",
        "NEW YORK (AP) _ ",
        "NEW YORK April 30 — ",
        "WASHINGTON, April 30 (Xinhua) -- ",
        "WASHINGTON/LONDON, Jan. 3, 2024 (AFP) — ",
        "Beirut, Lebanon (AP) — ",
        "St. John's (AP) – ",
        "São Paulo (AFP) – ",
        "AFP - ",
        "The Associated Press — ",
        "BRUSSELS (AP/Reuters) — ",
        "BRUSSELS (AFP, dpa) : ",
        "  \n LONDON —",
        "ТЕГЕРАН — ",
    ],
)
def test_a_dateline_does_not_count(dateline: str) -> None:
    assert words(dateline + REST) == SAID


@pytest.mark.parametrize(
    "beginning",
    [
        "Gaza City — that is all that is left — was quiet. ",
        "I - as a man of peace - say no. ",
        "A - B - C: so it goes. ",
        "A-level results are out. ",
        "COVID-19 spreads. ",
        "COVID - 19 cases. ",
        "UN-backed talks. ",
        "(Un)likely as it seems: ",
        "(WHO) has a say. ",
        "The World Health Organization (WHO) has a say. ",
        "The Islamic State (ISIS), a group, ",
        '"NATO" - the alliance - said. ',
        "He said — no. ",
        "In London the Associated Press said: ",
        "REUTERS reports that ",
        "WHO SAYS THAT THIS IS NO TIME FOR WAR — ",
        "1. FIRST — ",
    ],
)
def test_a_first_sentence_that_looks_like_a_dateline_stays(beginning: str) -> None:
    assert words(beginning + REST) == f"{normal(beginning)} {SAID}"


@pytest.mark.parametrize(
    "tag",
    [
        " (AP)",
        " (AFP)\n",
        "\n(Reuters)",
        " (AP, Reuters)",
        " (Reuters/AFP)",
        " (The Associated Press)",
        " (Agence France-Presse)",
        " /Tasnim",
        " | IRNA",
        " -- AFP",
        " — Xinhua",
        "\n-- Bernama",
    ],
)
def test_an_agencys_tag_at_the_end_does_not_count(tag: str) -> None:
    assert words(REST + tag) == SAID


@pytest.mark.parametrize("end", [" (NATO)", " The AP", " he told AFP", " and/or AP", " (said AP)", " AP"])
def test_a_last_sentence_that_looks_like_a_tag_stays(end: str) -> None:
    assert words(REST + end) == f"{SAID} {normal(end)}"


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Talks go on",
        "READ ALSO: Talks",
        "Also read: talks",
        ">> Click here for the latest",
        "Reporting by Jane Doe; Editing by John Roe",
        "Additional reporting and writing by Jane Doe",
        "Writing by Jane Doe",
        "With reporting from Kyiv",
        "Follow us on Twitter",
        "Follow @someone on X",
        "Sign up for our newsletter",
        "Subscribe to our weekly newsletter.",
        "Get the latest updates in your inbox",
        "This article was originally published by Someone",
        "The story was first published on Monday.",
        "Originally published on example.org",
        "© 2024 Someone. All rights reserved.",
        "(c) Someone",
        "Copyright 2024 Someone",
        "Source: Agencies",
        "Tags: one, two",
        "The Associated Press contributed to this report.",
        "Reuters contributed to this report.",
        "Lesen Sie auch: Gespräche",
        "Quelle: dpa",
        "Lire aussi : les pourparlers",
        "Lea también: las conversaciones",
        "Fuente: EFE",
        "Leia mais: as conversas",
        "Leggi anche: i colloqui",
        "Lees ook: gesprekken",
        "Läs också: samtal",
        "Читайте также: переговоры",
        "اقرأ أيضا: المحادثات",
        "المصدر: وكالات",
        "منبع: ایسنا",
        "बढ़ें: और",
        "こちらも：会談",
        "相关阅读：会谈",
    ],
)
def test_a_boilerplate_line_at_the_end_does_not_count(line: str) -> None:
    assert words(f"{REST}\n\n{line}") == SAID
    assert words(f"{REST}\n\n{line}\n\n{line}\n") == SAID
    assert words(f"{REST} (AP)\n\n{line}") == SAID


@pytest.mark.parametrize(
    "line",
    [
        "Readers of the paper know more than they say.",
        "Reading is fun.",
        "Get out, he said.",
        "This man was first in line.",
        "Sources say that talks go on.",
        "Supporters of the club cheered.",
        "Reuters said so.",
        "The associated press of the country is free.",
        "Related parties were absent.",
    ],
)
def test_a_last_sentence_that_looks_like_boilerplate_stays(line: str) -> None:
    assert words(f"{REST}\n\n{line}") == f"{SAID} {normal(line)}"


def test_boilerplate_counts_within_a_text_and_when_it_is_all_there_is() -> None:
    assert words(f"Read more: one\n{REST}") == f"read more one {SAID}"
    assert words("Read more: one") == "read more one"
    assert words("Read more: one\nRead more: two") == "read more one"
    long = "Read more: " + "word " * 80
    assert words(f"{REST}\n{long}") == f"{SAID} {normal(long)}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s ‘so’,” he said", "\"It's 'so',\" he said"),
        ("„So“, «so», ‹so›", "so so so"),
        ("it`s it´s itʼs it′s", "its its its its"),
        ("co\u00adoperation", "cooperation"),
        ("می\u200cشود", "میشود"),
        ("\u202bab\u202c \u2066cd\u2069 \ufeff\u200b\u2060", "ab cd"),
        ("ﬁnal ﬂight Ⅳ", "final flight iv"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("e\u0301te\u0301", "été"),
        ("١٢٣ ۴۵۶ १२३ ๔๕๖", "123 456 123 456"),
        ("كتاب يكى", "کتاب یکی"),
        ("مُحَمَّد محـمد", "محمد محمد"),
        ("Straße STRASSE", "strasse strasse"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("หนี", "ห น \u0e35"),
        ("中文，字", "中 文 字"),
        ("日本のニュース", "日 本 の ニ ュ ー ス"),
        ("𠀀𠀁", "𠀀 𠀁"),
        ("iPhone中文", "iphone 中 文"),
        ("well-known—or_not", "well known or not"),
        ("a\x00b\x1fc\x85d\u2028e\u00a0f", "a b c d e f"),
        ("$5 + €6 = ½", "5 6 1 2"),
        ("😀 so 😀", "so"),
        ("a\ud800b", "ab"),
        ("\ue000private\uffff", "private"),
    ],
)
def test_how_characters_are_written_makes_no_difference(one: str, other: str) -> None:
    assert normal(one) == other or normal(one) == normal(other)
    assert normal(other) == normal(one)


def test_a_scripts_own_marks_make_a_difference() -> None:
    assert normal("हिन्दी में") == "हिन्दी में"
    assert normal("की") != normal("कि")
    assert normal("résumé") != normal("resume")


def test_many_kinds_of_characters_are_read_as_few_are() -> None:
    many = "".join(map(chr, range(0xC0, 0x180)))
    text = "“Ünï” كتاب 中文 İ ǰ ß"
    assert normal(f"{many}\n{text}") == f"{normal(many)} {normal(text)}"


@pytest.mark.parametrize("body", ["", " ", "\n\n \t", "\x00", "\u200b\u00ad", "…!?", "(AP)", "LONDON —", "\ud800"])
def test_a_body_without_words_has_none(body: str) -> None:
    assert words_of(body) == b""


def test_every_character_is_read_alone_as_among_others() -> None:
    text = " ".join(map(chr, range(0x30000)))
    assert all(word == word.strip() for word in normal(text).split(" "))
    assert "  " not in normal(text)


@pytest.mark.parametrize(
    "part",
    [
        "A",
        "( ",
        "—",
        "read ",
        "read more\n",
        "Tags:\n",
        "(AP)\n",
        "(AP) ",
        "A ",
        "A—",
        "_",
        "©",
        "\u200c",
        "\n",
        ". AP\n",
    ],
)
@pytest.mark.parametrize("before", ["", "x\n", "A"])
def test_no_text_takes_long(part: str, before: str) -> None:
    begun = process_time()
    words_of(before + part * (LONG // len(part)))
    assert process_time() - begun < MANY_S


def test_of_a_very_long_body_the_beginning_counts() -> None:
    body = f"{REST} " * 100_000
    assert len(body) > 5_000_000
    assert words_of(body) == words_of(body[:1_000_000])


def test_a_character_that_stands_for_many_does_not_make_a_text_longer_than_the_longest() -> None:
    assert len(words_of("ﷺ" * 200_000)) <= 2 * 1_000_000


ASSIGNED = [c for c in map(chr, range(0x80, sys.maxunicode + 1)) if unicodedata.category(c) not in ("Cn", "Co", "Cs")]


def test_what_nfkc_joins_to_a_character_before_it_never_stands_alone() -> None:
    """Nor does what it puts in order: so in any version of Unicode, texts may be read character by character."""
    pairs = [said.split() for c in ASSIGNED if (said := unicodedata.decomposition(c)).count(" ") == 1]
    joined = {chr(int(second, 16)) for first, second in pairs if not first.startswith("<")}
    joined |= set(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))  # Hangul, which has no such table
    joined |= {c for c in ASSIGNED if unicodedata.combining(c)}
    assert len(joined) > 800
    assert [c for c in joined if module._stands_alone.__wrapped__(c)] == []


def test_what_a_character_becomes_stays_as_it_is() -> None:
    """So that it makes no difference which one of a text is replaced first."""
    forms = module._Forms()
    became = {c: form for c in ASSIGNED if (form := forms[ord(c)] or "") != c and module._stands_alone.__wrapped__(c)}
    assert len(became) > 80_000
    assert [c for c, s in became.items() if any(x > "\x7f" and (forms[ord(x)] or "").strip() != x for x in s)] == []
