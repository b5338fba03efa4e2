"""Scores of invented answers, worked out by hand."""

from pathlib import Path

import pytest

from benchmarks.cases import Case
from benchmarks.metrics import Answer, is_exact, names_f1, plain, precision_recall, scores, shingles


def case(**expected: object) -> Case:
    return Case(id="a", set="s", path=Path("a.html"), **expected)  # type: ignore[arg-type]


def test_shingles_are_runs_of_four_words() -> None:
    assert shingles("One, two; three four 5!") == {("One", "two", "three", "four"): 1, ("two", "three", "four", "5"): 1}


def test_shingles_count_what_comes_twice() -> None:
    assert shingles("a b a b a b") == {("a", "b", "a", "b"): 2, ("b", "a", "b", "a"): 1}


def test_short_text_is_one_shingle_and_no_text_none() -> None:
    assert shingles("two words") == {("two", "words"): 1}
    assert not shingles(" – ")


def test_precision_and_recall() -> None:
    # Expected shingles: 1234 2345 3456; found: 3456 4567; common: 3456.
    assert precision_recall("1 2 3 4 5 6", "3 4 5 6 7") == (1 / 2, 1 / 3)


def test_precision_counts_repeats_as_wrong() -> None:
    assert precision_recall("a b c d", "a b c d a b c d")[0] == 1 / 5


def test_what_nothing_was_found_of_has_no_precision() -> None:
    assert precision_recall("1 2 3 4", "") == (None, 0)
    assert precision_recall("", "1 2 3 4") == (0, None)


def test_exact_heeds_words_and_order_alone() -> None:
    assert is_exact("Ships, at anchor.\n\nTwo", "Ships at anchor: two".replace("two", "Two"))
    assert not is_exact("Ships at anchor", "ships at anchor")
    assert not is_exact("Ships at anchor", "at anchor Ships")


def test_plain_evens_out_case_marks_and_widths() -> None:
    assert plain(" “Ｆerries’ Straße”…") == plain("ferries' STRASSE") == "ferries strasse"


@pytest.mark.parametrize(
    ("expected", "found", "f1"),
    [
        (["Anna Sample"], ["anna sample"], 1),
        (["Anna Sample", "Bo Other"], ["Anna Sample"], 2 / 3),
        (["Anna Sample"], ["Harbour Times"], 0),
        (["Anna Sample"], [], 0),
        ([], ["Anna Sample"], None),
        (["–"], ["Anna Sample"], None),
    ],
)
def test_names(expected: list[str], found: list[str], f1: float | None) -> None:
    assert names_f1(expected, found) == (f1 if f1 is None else pytest.approx(f1))


def test_f1_is_of_the_means_over_pages() -> None:
    answered = [
        (case(body="1 2 3 4 5 6"), Answer(body="1 2 3 4 5 6")),  # precision 1, recall 1
        (case(body="1 2 3 4 5 6"), Answer(body="3 4 5 6 7")),  # precision 1/2, recall 1/3
        (case(body="1 2 3 4 5 6"), Answer()),  # recall 0, and nothing to be precise about
    ]
    found = scores(answered)["s"]
    assert found == {
        "precision": pytest.approx(3 / 4),
        "recall": pytest.approx(4 / 9),
        "f1": pytest.approx(2 * (3 / 4) * (4 / 9) / (3 / 4 + 4 / 9)),
        "exact": pytest.approx(1 / 3),
    }


def test_nothing_found_at_all_scores_nought() -> None:
    assert scores([(case(body="1 2 3 4"), Answer())])["s"] == {"f1": 0, "recall": 0, "exact": 0}


def test_snippets_are_looked_for_in_the_body_as_one_line() -> None:
    wanted = case(wanted=("leaves at\neight", "and at nine"), unwanted=("Subscribe",))
    assert scores([(wanted, Answer(body="The ferry leaves\n\nat  eight."))])["s"] == {"with": 0.5, "without": 1}
    assert scores([(wanted, Answer(body="Subscribe"))])["s"] == {"with": 0, "without": 0}


def test_a_body_comes_before_snippets() -> None:
    assert "with" not in scores([(case(body="a", wanted=("a",)), Answer(body="a"))])["s"]


def test_dates_count_by_the_day() -> None:
    day = case(date="2021-05-03T23:30:00+02:00")
    assert scores([(day, Answer(date="2021-05-03"))])["s"] == {"date": 1}
    assert scores([(day, Answer(date="2021-05-04T00:00:00"))])["s"] == {"date": 0}
    assert scores([(day, Answer())])["s"] == {"date": 0}


def test_titles_count_but_for_the_set_that_noted_them_loosely() -> None:
    titled = Case(id="a", set="traf", path=Path("a"), title="Ferries", date="2021-05-03")
    assert scores([(titled, Answer(title="Ships"))]) == {"traf": {"date": 0}}
    assert scores([(case(title="Ferries"), Answer(title="FERRIES!"))]) == {"s": {"title": 1}}


def test_sets_are_kept_apart() -> None:
    other = Case(id="b", set="r", path=Path("b"), title="Ferries")
    found = scores([(case(title="Ferries"), Answer(title="Ferries")), (other, Answer())])
    assert found == {"r": {"title": 0}, "s": {"title": 1}}
