"""A copy is told from an article with something of its own, and leads to the first of its cluster."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from newsscrape.duplicates.copies import Copy, Method, open_copies, recorded_copy
from newsscrape.duplicates.segments import MOST_OF_A_KEY
from tests.unit.duplicates.texts import prose, record

Record = dict[str, Any]


class Newsroom:
    """An outlet's dataset, whose records are marked as copies as they are written."""

    def __init__(self, folder: Path, name: str = "a") -> None:
        self.path = folder / f"{name}.jsonl"
        self._store = folder / "duplicates"
        self.copies = open_copies(self._store, self.path)

    def publish(self, article: Mapping[str, Any]) -> Copy | None:
        copy = self.copies.find(article)
        if copy is not None:
            said = {"duplicate_of": {"method": str(copy.method)}}
            article = {**article, "duplicate_of": copy.of, "similarity": copy.similarity, "provenance": said}
        place, end = append(self.path, article)
        self.copies.remember(article, place, end, copy)
        self.copies.commit()
        return copy

    def reopen(self) -> None:
        self.copies.close()
        self.copies = open_copies(self._store, self.path)


def append(path: Path, article: object) -> tuple[int, int]:
    with path.open("ab") as file:
        place = file.tell()
        file.write((article if isinstance(article, bytes) else orjson.dumps(article)) + b"\n")
        return place, file.tell()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    yield room
    room.copies.close()


@pytest.fixture
def other_room(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path, "b")
    yield room
    room.copies.close()


def test_articles_of_their_own_are_no_copies(room: Newsroom) -> None:
    assert [room.publish(record(f"a:{n}", prose(n, 200))) for n in range(30)] == [None] * 30


def edited(body: str, every: int) -> str:
    words = body.split()
    words[::every] = ["edited"] * len(words[::every])
    return " ".join(words)


WHOLE = prose(1, 400)
COPIES = {
    "the same": (WHOLE, 1.0, Method.TEXT),
    "in capitals, with an agency and lines of the outlet's": (
        f"LONDON (Reuters) - {WHOLE.upper()}.\n\nRead more: another\n\n© 2024",
        1.0,
        Method.TEXT,
    ),
    "a few words edited": (edited(WHOLE, 100), 0.9, Method.JACCARD),
    "the first third": (prose(1, 130), 1.0, Method.CONTAINMENT),
    "the first half, and a sentence": (f"{prose(1, 200)} {prose(2, 12)}", 0.94, Method.CONTAINMENT),
    "with as much again behind it": (f"{WHOLE} {prose(2, 400)}", 1.0, Method.CONTAINMENT),
    "with a paragraph before it": (f"{prose(2, 80)} {WHOLE}", 0.82, Method.JACCARD),
}


def assert_copy(copy: Copy | None, of: str, similarity: float, method: Method) -> None:
    assert copy is not None
    assert (copy.of, copy.method) == (of, method)
    assert copy.similarity == pytest.approx(similarity, abs=0.03)


@pytest.mark.parametrize(("body", "similarity", "method"), COPIES.values(), ids=COPIES)
def test_a_copy_is_found_in_any_outlet_and_either_way_round(
    room: Newsroom, other_room: Newsroom, body: str, similarity: float, method: Method
) -> None:
    for n in range(3):
        room.publish(record(f"a:x{n}", prose(100 + n, 300)))
    room.publish(record("a:1", WHOLE))
    assert_copy(other_room.publish(record("b:1", body)), "a:1", similarity, method)
    other_room.publish(record("b:2", f"other {prose(7, 100)}"))
    assert room.publish(record("a:2", f"other {prose(7, 100)}")) == Copy("b:2", 1.0, Method.TEXT)


@pytest.mark.parametrize(("body", "similarity", "method"), COPIES.values(), ids=COPIES)
def test_the_later_one_is_the_copy_whichever_is_longer(
    room: Newsroom, body: str, similarity: float, method: Method
) -> None:
    room.publish(record("a:1", body))
    assert_copy(room.publish(record("a:2", WHOLE)), "a:1", similarity, method)


@pytest.mark.usefixtures("small_steps")
def test_copies_are_found_after_many_articles_and_in_other_runs(room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    for n in range(100):
        room.publish(record(f"a:x{n}", prose(100 + n, 60)))
    room.reopen()
    for n, (body, _, method) in enumerate(COPIES.values()):
        copy = room.publish(record(f"a:c{n}", body))
        assert copy is not None
        assert (copy.of, copy.method) == ("a:1", method)


def test_an_article_is_no_copy_of_itself(room: Newsroom, other_room: Newsroom) -> None:
    article = record("a:1", WHOLE, canonical_url="https://e.org/1")
    room.publish(article)
    assert room.publish(article) is None
    assert room.publish({**article, "body": edited(WHOLE, 50)}) is None
    assert other_room.publish(article) is None


def test_a_revision_of_the_first_is_no_copy_of_its_own_copy(room: Newsroom, other_room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    revised = edited(WHOLE, 80)
    assert other_room.publish(record("b:1", revised)) is not None
    assert room.publish(record("a:1", revised)) is None
    assert room.publish(record("a:1", f"{revised} {prose(5, 40)}")) is None


def test_many_revisions_hide_neither_an_article_nor_its_mark(room: Newsroom, other_room: Newsroom) -> None:
    body = prose(1, 200)
    room.publish(record("a:1", body))
    cut = " ".join(body.split()[:100])
    for revision in range(1, MOST_OF_A_KEY + 10):
        room.publish(record("a:1", body, description=str(revision), revision=revision + 1))
        copy = other_room.publish(record("b:1", cut, description=str(revision), revision=revision))
        assert copy == Copy("a:1", 1.0, Method.CONTAINMENT)


def test_a_revision_of_another_text_is_found_too(room: Newsroom) -> None:
    room.publish(record("a:1", prose(1, 200)))
    room.publish(record("a:1", prose(2, 200), revision=2))
    for seed in (1, 2):
        assert room.publish(record(f"a:{seed + 1}", prose(seed, 200))) == Copy("a:1", 1.0, Method.TEXT)


def test_all_of_a_cluster_lead_to_its_first(room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    words = WHOLE.split()
    for n, cut in enumerate((360, 330, 300, 260), start=2):  # each more like the one before it than like the first
        copy = room.publish(record(f"a:{n}", f"{' '.join(words[:cut])} {prose(50 + n, 20)}"))
        assert copy is not None
        assert copy.of == "a:1"


def test_what_is_alike_with_a_copy_alone_is_of_its_cluster(room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    words = WHOLE.split()
    assert_copy(room.publish(record("a:2", f"{' '.join(words[30:])} {prose(2, 30)}")), "a:1", 0.85, Method.JACCARD)
    third = room.publish(record("a:3", f"{' '.join(words[60:])} {prose(2, 30)} {prose(3, 30)}"))
    assert_copy(third, "a:1", 0.85, Method.CONTAINMENT)


def test_a_cluster_whose_first_is_gone_is_one_still(room: Newsroom, other_room: Newsroom) -> None:
    body = prose(1, 200)
    other_room.publish(record("b:1", body))
    assert room.publish(record("a:1", edited(body, 60))) == Copy("b:1", 0.849, Method.JACCARD)
    other_room.path.unlink()
    room.reopen()  # or else it would remember
    copy = room.publish(record("a:2", edited(body, 60)))
    assert copy == Copy("b:1", 1.0, Method.TEXT)


def test_what_holds_a_cut_copy_is_of_its_cluster(room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    assert_copy(room.publish(record("a:2", prose(1, 100))), "a:1", 1.0, Method.CONTAINMENT)
    assert_copy(room.publish(record("a:3", f"{prose(1, 100)} {prose(2, 80)}")), "a:1", 0.55, Method.CONTAINMENT)


def test_a_summary_does_not_join_what_it_strings_together(room: Newsroom) -> None:
    one, two, three = (prose(n, 120) for n in (1, 2, 3))
    assert room.publish(record("a:1", one)) is None
    summary = room.publish(record("a:2", f"{one} {two} {three}"))
    assert summary == Copy("a:1", 1.0, Method.CONTAINMENT)
    assert room.publish(record("a:3", two)) is None
    assert room.publish(record("a:4", three)) is None
    assert room.publish(record("a:5", two.upper())) == Copy("a:3", 1.0, Method.TEXT)


def test_of_several_the_one_published_first_is_the_first(room: Newsroom) -> None:
    room.publish(record("a:late", prose(1, 100), date_published="2024-01-02T00:00:00+00:00"))
    room.publish(record("a:early", prose(2, 100), date_published="2024-01-02T01:00:00+03:00"))
    both = f"{prose(1, 100)} {prose(2, 100)}"
    copy = room.copies.find(record("a:3", both))
    assert copy is not None
    assert copy.of == "a:early"
    assert [copy.of for copy in room.copies.matches(record("a:3", both))] == ["a:early", "a:late"]


URL = "https://example.org/1"


@pytest.mark.parametrize(
    ("first", "second", "is_copy"),
    [
        ({}, {}, True),
        ({"story_code": "1"}, {}, True),
        ({"story_code": "1"}, {"story_code": "2"}, False),
        ({}, {"outlet": "b"}, False),  # whose page may claim any address
        ({"canonical_url": "https://example.org/"}, {"canonical_url": "https://example.org/"}, False),  # the front page
        ({}, {"canonical_url": None}, False),
        ({}, {"canonical_url": "https://example.org/2"}, False),
    ],
)
def test_the_same_canonical_url_tells_a_copy(room: Newsroom, first: Record, second: Record, is_copy: bool) -> None:
    room.publish(record("a:1", prose(1, 100), **({"canonical_url": URL} | first)))
    copy = room.publish(record("a:2", prose(2, 100), **({"canonical_url": URL} | second)))
    assert copy == (Copy("a:1", 0.0, Method.URL) if is_copy else None)


def test_another_outlets_claim_to_an_address_is_believed_where_some_of_its_text_is_the_same(room: Newsroom) -> None:
    shared, url = prose(3, 60), {"canonical_url": URL}
    room.publish(record("a:1", f"{shared} {prose(1, 100)}", story_code="1", **url))
    copy = room.publish(record("b:2", f"{shared} {prose(2, 100)}", story_code="2", **url))
    assert copy is not None
    assert (copy.of, copy.method) == ("a:1", Method.URL)


def test_a_copy_by_its_url_leads_to_the_first_of_the_cluster_by_its_url(room: Newsroom) -> None:
    room.publish(record("a:1", WHOLE))
    room.publish(record("a:2", edited(WHOLE, 100), canonical_url=URL))
    assert room.publish(record("a:3", prose(9, 100), canonical_url=URL)) == Copy("a:1", 0.0, Method.URL)


def test_texts_without_words_are_copies_by_their_url_alone(room: Newsroom) -> None:
    assert room.publish(record("a:1", "")) is None
    assert room.publish(record("a:2", "…")) is None
    assert room.publish(record("a:3", "", canonical_url=URL)) is None
    assert room.publish(record("a:4", "", canonical_url=URL)) == Copy("a:3", 0.0, Method.URL)


def test_short_bodies_are_copies_when_their_titles_are_the_same(room: Newsroom) -> None:
    body = "Watch the video above."
    assert room.publish(record("a:1", body, title="One")) is None
    assert room.publish(record("a:2", body, title="Two")) is None
    assert room.publish(record("a:3", body, title=None)) is None
    assert room.publish(record("a:4", body.upper(), title="“One”")) == Copy("a:1", 1.0, Method.TEXT)


def test_a_text_that_very_many_have_still_leads_to_the_first(room: Newsroom) -> None:
    copies = [room.publish(record(f"a:{n}", WHOLE)) for n in range(3 * MOST_OF_A_KEY)]
    assert copies == [None] + [Copy("a:0", 1.0, Method.TEXT)] * (3 * MOST_OF_A_KEY - 1)


@pytest.mark.parametrize(
    ("said", "copy"),
    [
        ({}, None),
        ({"duplicate_of": None, "similarity": 1.0}, None),
        ({"duplicate_of": 7}, None),
        ({"duplicate_of": "a:1"}, Copy("a:1", 0.0, Method.CONTAINMENT)),
        ({"duplicate_of": "a:1", "similarity": "x"}, Copy("a:1", 0.0, Method.CONTAINMENT)),
        ({"duplicate_of": "a:1", "similarity": 1, "provenance": []}, Copy("a:1", 1, Method.CONTAINMENT)),
        ({"duplicate_of": "a:1", "provenance": {"duplicate_of": "x"}}, Copy("a:1", 0.0, Method.CONTAINMENT)),
        ({"duplicate_of": "a:1", "provenance": {"duplicate_of": {"method": []}}}, Copy("a:1", 0.0, Method.CONTAINMENT)),
        (
            {"duplicate_of": "a:1", "provenance": {"duplicate_of": {"method": "?"}}},
            Copy("a:1", 0.0, Method.CONTAINMENT),
        ),
        (
            {"duplicate_of": "a:1", "similarity": 0.9, "provenance": {"duplicate_of": {"method": "jaccard"}}},
            Copy("a:1", 0.9, Method.JACCARD),
        ),
    ],
)
def test_what_a_record_says_of_being_a_copy_is_read_whatever_it_is(said: Record, copy: Copy | None) -> None:
    assert recorded_copy(said) == copy
