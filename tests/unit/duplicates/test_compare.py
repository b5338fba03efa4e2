"""One text is a copy of another by what they share, and not when their numbers tell them apart."""

import pytest

from newsscrape.duplicates.compare import LEAST_CONTAINMENT, LEAST_JACCARD, Likeness, compare
from newsscrape.duplicates.shingles import shingles_of
from tests.unit.duplicates.texts import prose

WEATHER = f"{prose(11, 50)} on {{day}} May {{low}} {{high}} {{wind}} {{rain}} {{humidity}} {prose(12, 43)} forecast"


def likeness(one: str, other: str) -> Likeness:
    return compare(shingles_of(one), shingles_of(other))


def test_a_text_is_a_copy_of_itself_and_none_of_another() -> None:
    same = likeness(prose(1, 100), prose(1, 100).upper())
    assert same == Likeness(1.0, 1.0, 96, 0, 0)
    assert same.is_copy
    assert same.similarity == 1.0
    other = likeness(prose(1, 100), prose(2, 100))
    assert other == Likeness(0.0, 0.0, 96, 0, 0)
    assert not other.is_copy


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_a_beginning_is_contained(share: float) -> None:
    cut = likeness(prose(1, int(400 * share)), prose(1, 400))
    assert cut.containment == 1.0
    assert cut.jaccard == pytest.approx(share, abs=0.02)
    assert cut.is_copy
    assert cut.similarity == (cut.jaccard if cut.jaccard >= LEAST_JACCARD else 1.0)


def test_what_is_less_alike_than_the_least_is_no_copy() -> None:
    assert Likeness(LEAST_JACCARD, 0.0, 200, 0, 0).is_copy
    assert not Likeness(LEAST_JACCARD - 0.001, LEAST_CONTAINMENT - 0.001, 200, 0, 0).is_copy
    assert Likeness(0.1, LEAST_CONTAINMENT, 200, 0, 0).is_copy
    common = prose(1, 200)
    assert not likeness(f"{common} {prose(2, 60)}", f"{common} {prose(3, 60)}").is_copy
    assert likeness(f"{common} {prose(2, 10)}", f"{common} {prose(3, 10)}").is_copy


def test_a_short_report_from_a_template_is_no_copy_of_one_with_other_numbers() -> None:
    one = WEATHER.format(day=4, low=51, high=72, wind=11, rain=35, humidity=80)
    other = WEATHER.format(day=5, low=48, high=70, wind=14, rain=20, humidity=80)
    cut = likeness(one, other)
    assert cut.jaccard >= LEAST_JACCARD
    assert (cut.numbers, cut.differing) == (6, 5)
    assert not cut.is_copy
    assert likeness(one, one.replace("forecast", "outlook")).is_copy


@pytest.mark.parametrize(("differing", "is_copy"), [(0, True), (5, True), (6, True), (7, False), (20, False)])
def test_in_a_long_text_as_many_numbers_may_differ_as_its_length_allows(differing: int, is_copy: bool) -> None:
    parts = [prose(seed, 12) for seed in range(20)]
    one = " 1 ".join(parts)
    other = one.replace(" 1 ", " ", differing)  # which is shorter
    assert 240 <= len(shingles_of(one).all) < 280
    assert Likeness(0.9, 0.9, len(shingles_of(one).all), 19, differing).is_copy is is_copy
    assert likeness(one, other).differing == 0  # the numbers of the shorter one count


@pytest.mark.parametrize(
    ("numbers", "differing", "is_copy"), [(0, 0, True), (1, 1, False), (4, 1, False), (5, 1, True)]
)
def test_in_a_short_text_one_number_of_five_may_differ(numbers: int, differing: int, is_copy: bool) -> None:
    assert Likeness(0.9, 0.9, 100, numbers, differing).is_copy is is_copy


def test_numbers_count_as_often_as_they_are_there() -> None:
    words = prose(1, 200)
    assert likeness(f"{words} 7 7 7 7", f"{words} 7 8 9 10").differing == 3


def test_it_makes_no_difference_which_of_two_is_which() -> None:
    words = prose(1, 60)
    one, other = f"{words} 1 x", f"{words} 1 2"  # as long as each other, with one number and with two
    assert len(shingles_of(one).all) == len(shingles_of(other).all)
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(("one", "other", "alike"), [("so", "So!", 1.0), ("so", "no", 0.0), ("", "", 0.0)])
def test_short_texts_are_alike_when_they_are_equal(one: str, other: str, alike: float) -> None:
    assert likeness(one, other) == Likeness(alike, alike, 0, 0, 0)
    assert not likeness(one, prose(1, 100)).is_copy
    assert not likeness(prose(1, 100), one).is_copy
