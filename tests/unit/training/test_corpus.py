"""Labels of blocks: by aligning texts with the expected body, and by snippets."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from training.corpus import align, fold_of, labelled_pages, snippet_labels


@pytest.mark.parametrize(
    ("texts", "body", "shares"),
    [
        (["Home", "One two three.", "Four five."], "One two three.\n\nFour five.", [0, 1, 1]),
        (["One two", "One two", "three four"], "One two three four", [0, 1, 1]),  # the one in its place
        (["one two three four"], "three four", [0.5]),
        (["—", "word"], "word", [0, 1]),
        (["a b", "c"], "", [0, 0]),
    ],
)
def test_shares_of_words_in_their_place(texts: list[str], body: str, shares: list[float]) -> None:
    found, _ = align(texts, body)
    assert found.tolist() == shares


def test_how_much_of_the_body_the_page_shows() -> None:
    assert align(["one two"], "one two three four")[1] == 0.5


def test_snippets_label_the_blocks_that_hold_them() -> None:
    texts = ["This is the body of it", "Read also: something", "Read also: something", "Unknown"]
    labels, weights = snippet_labels(texts, ["the  body of"], ["Read also:"])
    assert labels.tolist() == [True, False, False, False]
    assert weights.tolist() == [2, 1, 1, 0]


def test_a_snippet_that_stands_in_several_places_says_nothing() -> None:
    _, weights = snippet_labels(["same words here", "same words here"], ["same words"], [])
    assert weights.tolist() == [0, 0]


def test_folds_are_of_hosts_and_the_same_everywhere() -> None:
    assert [fold_of(host, 5) for host in ("example.org", "example.com", "a.b")] == [2, 0, 0]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    pages: dict[str, tuple[str, dict[str, str | list[str]]]] = {
        "whole": (
            "<p>First paragraph here.</p><p>Second one.</p><p>Menu</p>",
            {"body": "First paragraph here. Second one."},
        ),
        "lost": ("<p>Other</p>", {"body": "What the page does not show at all"}),
        "snippets": (
            "<p>First paragraph here.</p><p>Subscribe now please</p>",
            {"with": ["First para"], "without": []},
        ),
        "empty": ("", {"body": "text"}),
        "dated": ("<p>text</p>", {"date": "2024-01-01"}),
    }
    cases: list[dict[str, object]] = []
    for name, (markup, expected) in pages.items():
        (tmp_path / f"{name}.html.gz").write_bytes(gzip.compress(f"<html><body>{markup}</body></html>".encode()))
        cases.append({"id": name, "host": f"{name}.example", "path": f"{name}.html.gz", "url": None, **expected})
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return tmp_path


def test_pages_to_learn_from(corpus: Path) -> None:
    whole, lost, snippets = labelled_pages(corpus)
    assert whole.in_body.tolist() == [True, True, False]
    assert (whole.weights > 0).all()
    assert whole.weights[0] > whole.weights[1] > whole.weights[2]
    assert (lost.weights == 0).all()
    assert np.flatnonzero(snippets.weights).tolist() == [0]
