import pytest
from lxml import html

from newsscrape.readers.frame.names import is_stable, names_of, selectors_of, stem_of


@pytest.mark.parametrize(
    "name",
    ["article-body", "articleBody", "story", "byline", "entry-content", "post__excerpt", "newsletter_box", "h-entry"],
)
def test_names_that_somebody_gave(name: str) -> None:
    assert is_stable(name)


@pytest.mark.parametrize(
    "name",
    [
        "css-1x2y3z", "sc-erjdy9-0", "fNhgOL", "post-1107460", "jss142", "ArticleBody_root__2gF81", "bkrtsw",
        "mt-4", "md:text-lg", "w-full", "text-white", "flex", "col-6", "is-active:hover", "a1b2c3d4",
        "5cdf6ce56db4", "x",
    ],
)  # fmt: skip
def test_names_that_a_build_drew_or_that_say_how_it_looks(name: str) -> None:
    assert not is_stable(name)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("cta-block_5cdf6ce56db46e7a", "cta-block_"),
        ("ArticleBody_root__2gF81", "ArticleBody_root__"),
        ("current-issue-block_eb7a05c1b3", "current-issue-block_"),
        ("article-body", None),
        ("css-1x2y3z", None),
        ("post-1107460", None),
    ],
)
def test_the_beginning_of_a_name_with_a_drawn_end(name: str, stem: str | None) -> None:
    assert stem_of(name) == stem


def test_an_elements_selectors() -> None:
    element = html.fragment_fromstring(
        '<aside id="more" class="related sc-ab12cd-0 bhbown css-9z8y" role="complementary"></aside>'
    )
    assert list(selectors_of(element)) == ["#more", ".related", '[role="complementary"]', "aside"]


def test_a_name_behind_a_numbered_one_of_styled_components_is_drawn() -> None:
    before = html.fragment_fromstring('<p class="teaser sc-erjdy9-0"></p>')
    behind = html.fragment_fromstring('<p class="sc-erjdy9-0 teaser"></p>')
    assert (list(names_of(before)), list(names_of(behind))) == ([".teaser"], [])
