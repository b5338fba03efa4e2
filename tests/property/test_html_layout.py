"""A model article written as HTML is read back as it was, whatever the structure, the classes and the tags."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsscrape import ExtractionError, extract
from newsscrape.outlets.registry import outlets
from tests.property.dump import Dress, Noise, render_text
from tests.property.markup import PAGE_URL, Style, expected, html_models, render_html, rewritten, styles
from tests.property.model import Model, facts

MANY = settings(deadline=None, max_examples=100)
SOME = settings(deadline=None, max_examples=50)
FEW = settings(deadline=None, max_examples=10)  # for each fixture
# Goldens of outlets that are read by their visible lines; those with selectors hold on to classes. Of these, the pages
# that are whole: rewriting closes what is open.
FIXTURES = [
    path
    for outlet in outlets().values()
    if not outlet.versions
    for path in sorted((Path(__file__).parents[2] / "fixtures" / outlet.name).glob("*/page.html"))
    if "</html>" in path.read_text(encoding="utf-8").lower()
]
# What only HTML has, and what names the bytes or the way to them.
HTML_ALONE = {"url", "canonical_url", "images", "description", "language", "source", "provenance"}

randoms = st.randoms(use_true_random=False)


def outcome(html: str | bytes, url: str | None) -> dict[str, Any] | str:
    """The article but for where it came from; why there is none."""
    try:
        article = asdict(extract(html, url=url))
    except ExtractionError as error:
        return error.reason
    return {field: value for field, value in article.items() if field not in {"source", "provenance"}}


@MANY
@given(html_models, styles)
def test_html_gives_the_model_back(model: Model, style: Style) -> None:
    article = extract(render_html(model, style), url=PAGE_URL if style.has_url else None)
    assert facts(article) == expected(model, style)


@MANY
@given(html_models, styles)
def test_html_and_text_give_the_same_article(model: Model, style: Style) -> None:
    html, text = asdict(extract(render_html(model, style))), asdict(extract(render_text(model, Dress())))
    for story in html["featured_stories"]:
        story["url"] = None
    assert {k: v for k, v in html.items() if k not in HTML_ALONE} == {
        k: v for k, v in text.items() if k not in HTML_ALONE
    }


@pytest.mark.parametrize("words", ["30 April 2023", "Sunday 30 April 2023 - 21:33", "Story Code : 1055216"])
@SOME
@given(html_models, styles)
def test_a_paragraph_stays_whole_whatever_it_emphasises(words: str, model: Model, style: Style) -> None:
    model = replace(model, paragraphs=(*model.paragraphs, f"Signed {words} in Delhi"))
    plain = render_html(model, replace(style, noise=Noise(), emphasis="{}"))
    html = plain.replace(f"Signed {words} in", f"Signed <b>{words}</b> in")
    assert facts(extract(html, url=PAGE_URL)) == expected(model, replace(style, has_url=True))


@SOME
@given(html_models.filter(lambda model: model.code is not None), styles)
def test_a_page_without_a_date_line_has_no_date(model: Model, style: Style) -> None:
    assume(not re.search(r"\d{4}", model.title))  # else the title might be the date line
    html = render_html(model, replace(style, date="", has_site_day=False, is_flat=False))
    found = facts(extract(html, url=PAGE_URL))
    undated = {"date_published": None, "date_published_raw": None}
    assert found == expected(model, replace(style, has_url=True)) | undated


@MANY
@given(html_models, styles, randoms)
def test_neither_classes_nor_ids_nor_tags_without_meaning_count(model: Model, style: Style, random: Random) -> None:
    html, url = render_html(model, style), PAGE_URL if style.has_url else None
    assert outcome(rewritten(html, random), url) == outcome(html, url)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
@FEW
@given(random=randoms)
def test_nor_do_they_in_the_fixtures(path: Path, random: Random) -> None:
    meta = path.with_name("meta.json")
    url = json.loads(meta.read_bytes()).get("url") if meta.exists() else None
    html = path.read_bytes().decode()
    assert outcome(rewritten(html, random), url) == outcome(html, url)
