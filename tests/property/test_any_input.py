"""Whatever bytes come, there is a valid article, or a reason; never another exception."""

import json
from dataclasses import asdict
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape import ExtractionError
from newsscrape.dataset.schema import record_checker
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page, decode
from newsscrape.parse import parse_article
from tests.property.dump import Dress, render_text
from tests.property.markup import PAGE_URL, Style, html_models, render_html, styles
from tests.property.model import Model

MANY = settings(deadline=None, max_examples=100)
SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_bytes()
declarations = st.sampled_from(
    [None, "text/html; charset=windows-1256", "text/html; charset=utf-16", "charset=no-such"]
)


def check(page: Page) -> None:
    """A page gives a valid record (whose body the schema demands), or a reason."""
    try:
        record = json.loads(json.dumps(asdict(parse_article(page, outlet_of(page)))))
    except ExtractionError as error:
        reason = error.reason
    else:
        assert record_checker()(record) is None
        return
    assert reason.strip()


@MANY
@given(st.binary() | st.text().map(str.encode), declarations, st.sampled_from([None, True]))
def test_any_bytes(content: bytes, content_type: str | None, markup: bool | None) -> None:
    check(Page(content, content_type=content_type, markup=markup or None))


@MANY
@given(st.binary(max_size=300), declarations)
def test_any_bytes_are_decoded(content: bytes, content_type: str | None) -> None:
    decode(content, content_type)[0].encode("utf-8")


@MANY
@given(html_models, styles, st.data())
def test_a_damaged_page(model: Model, style: Style, data: st.DataObject) -> None:
    html = render_html(model, style).encode()
    cut, length = data.draw(st.integers(0, len(html))), data.draw(st.integers(0, 60))
    check(Page(html[:cut], url=PAGE_URL))
    check(Page(html[:cut] + html[cut + length :], url=PAGE_URL))
    check(Page(html[:cut] + data.draw(st.binary(max_size=8)) + html[cut:]))


@MANY
@given(html_models)
def test_pages_of_an_outlet_are_valid_records(model: Model) -> None:
    check(Page(render_text(model, Dress())))


@MANY
@given(st.integers(0, len(SEED)), st.binary(max_size=8))
def test_a_damaged_dump(cut: int, junk: bytes) -> None:
    check(Page(SEED[:cut]))
    check(Page(SEED[:cut] + junk + SEED[cut:]))
