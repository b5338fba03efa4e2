"""What an outlet says of AI and of text and data mining."""

import pytest

from newsscrape.items import Rights, RightsStatement
from newsscrape.page import Page
from newsscrape.readers.rights import extract_rights


def of_headers(**headers: str) -> Rights:
    return extract_rights(Page("<html>"), {name.replace("_", "-"): [value] for name, value in headers.items()})


def of_metas(*metas: tuple[str, str]) -> Rights:
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas)
    return extract_rights(Page(f"<html><head>{head}</head>"), {})


def test_nothing_said() -> None:
    page = Page('<html><meta name="robots" content="index, max-snippet:-1"><meta name="author" content="noai">')
    assert extract_rights(page, {"Server": ["noai"], "X-Robots-Tag": ["noindex"]}) == Rights()


def test_plain_text() -> None:
    assert extract_rights(Page("noai"), {}) == Rights()


@pytest.mark.parametrize(
    ("value", "reserved"),
    [
        ("noai", True),
        ("NoAI, noimageai", True),
        ("noimageai", False),
        ("noindex, noai", True),
        ("noarchive noai", True),
        ("noaim", None),
        ("googlebot: noai", True),
        ("googlebot: noindex", None),
        ("gptbot: noindex", True),
        ("GPTBot : nofollow, NONE", True),
        ("gptbot: index, googlebot: noindex", None),
        ("googlebot: noindex, gptbot: noindex", True),
        ("gptbot: max-snippet: 20, noindex", True),
        ("gptbot: unavailable_after: Wed, 25 Jun 2010 15:00:00 GMT, noindex", True),
        ("unavailable_after: 2010-06-25T15:00:00", None),
        ("", None),
        (":", None),
    ],
)
def test_x_robots_tag(value: str, reserved: bool | None) -> None:
    rights = of_headers(X_Robots_Tag=value)
    statements = [] if reserved is None else [RightsStatement(source="header", name="x-robots-tag", value=value)]
    assert rights == Rights(reserved=bool(reserved), statements=statements)


@pytest.mark.parametrize(
    ("name", "content", "reserved"),
    [
        ("robots", "noai, noimageai", True),
        ("ROBOTS", "index, noimageai", False),
        ("robots", "noindex", None),
        ("ClaudeBot", "noai", True),
        ("gptbot", "noindex", True),
        ("gptbot", "nofollow", None),
        ("googlebot", "noai", True),
        ("googlebot", "none", None),
        ("tdm-reservation", "1", True),
        ("tdm-reservation", "0", False),
        ("tdm-reservation", "yes", False),
    ],
)
def test_metas(name: str, content: str, reserved: bool | None) -> None:
    rights = of_metas((name, content))
    statements = [] if reserved is None else [RightsStatement(source="meta", name=name.lower(), value=content)]
    assert rights == Rights(reserved=bool(reserved), statements=statements)


@pytest.mark.parametrize(
    ("value", "reserved"), [("1", True), (" 1 ", True), ("0", False), ("1, 1", True), ("10", False)]
)
def test_tdm_header(value: str, reserved: bool) -> None:
    rights = of_headers(TDM_Reservation=value)
    assert (rights.reserved, [said.name for said in rights.statements]) == (reserved, ["tdm-reservation"])


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        ("https://example.org/tdm.json", "https://example.org/tdm.json"),
        ("/tdm.json", None),
        ("ask us", None),
        ("javascript:x", None),
        ("http://[", None),
    ],
)
def test_policy(value: str, policy: str | None) -> None:
    statement = RightsStatement(source="header", name="tdm-policy", value=value)
    assert of_headers(tdm_policy=value) == Rights(policy=policy, statements=[statement])


def test_the_first_policy_that_is_a_url() -> None:
    metas = [("tdm-policy", "here"), ("tdm-policy", "https://a.org/"), ("tdm-policy", "https://b.org/")]
    assert of_metas(*metas).policy == "https://a.org/"


@pytest.mark.parametrize(
    ("name", "value", "reserved"),
    [
        ("gptbot", "Disallow", True),
        ("content-signal", "search=yes, AI-Train = no", True),
        ("content-signal", "ai-input=no", True),
        ("content-signal", "ai-train=yes", False),
        ("content-signal", "ai-train=nobody", False),
    ],
)
def test_robots_txt(name: str, value: str, reserved: bool) -> None:
    statement = RightsStatement(source="robots.txt", name=name, value=value)
    assert extract_rights(Page("<html>"), {}, [statement]) == Rights(reserved=reserved, statements=[statement])


def test_all_that_is_said_is_kept_and_one_reservation_is_enough() -> None:
    robots = RightsStatement(source="robots.txt", name="ccbot", value="Disallow")
    page = Page('<html><meta name="tdm-reservation" content="0">')
    rights = extract_rights(page, {"x-robots-tag": ["noindex", "noimageai", "noimageai"]}, [robots])
    assert rights == Rights(
        reserved=True,
        statements=[
            robots,
            RightsStatement(source="header", name="x-robots-tag", value="noimageai"),
            RightsStatement(source="meta", name="tdm-reservation", value="0"),
        ],
    )


def test_much_is_cut() -> None:
    rights = of_metas(*(("robots", f"x{number:0>300}, noimageai") for number in range(150)))
    assert [len(said.value) for said in rights.statements] == [200]  # all the same where they are cut
    rights = of_metas(*(("robots", f"x{number}, noimageai") for number in range(150)), ("robots", "noai"))
    assert (len(rights.statements), rights.reserved) == (100, True)
