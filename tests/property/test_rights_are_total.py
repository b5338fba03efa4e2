"""What is said of rights never raises, and its record is in form."""

from hypothesis import given
from hypothesis import strategies as st

from newsscrape.discovery.robots import Robots
from newsscrape.page import Page
from newsscrape.readers.rights import AI_AGENTS, extract_rights
from newsscrape.text import clean_text

WORDS = st.sampled_from(
    "user-agent disallow allow sitemap content-signal x-robots-tag robots tdm-reservation tdm-policy gptbot ccbot * : "
    "/ noai noimageai noindex none ai-train=no ai-input=yes 0 1 https://example.org/ http://[ $ % # //[ \ud800".split()
)
TEXT = st.lists(WORDS | st.sampled_from("\n \r\t\0\ufeff:") | st.text(max_size=5), max_size=20).map("".join)
NAMES = st.sampled_from(["X-Robots-Tag", "TDM-Reservation", "tdm-policy", "robots", "GPTBot"]) | st.text(max_size=5)
RULES = st.lists(
    st.tuples(
        st.sampled_from(["User-agent", "Disallow", "Allow", "Content-Signal", "Sitemap", ""]),
        st.sampled_from(
            ["GPTBot", "CCBot/2", "*", "/", "/news", "/*a$", "ai-train=no", "https://example.org/s", "", "["]
        ),
    ),
    max_size=12,
).map(lambda lines: "\n".join(f"{field}: {value}" for field, value in lines))


@given(st.binary() | (TEXT | RULES).map(lambda text: text.encode("utf-8", "surrogatepass")), TEXT)
def test_any_robots_txt(body: bytes, url: str) -> None:
    robots = Robots(body)
    assert len(set(robots.sitemaps)) == len(robots.sitemaps)
    assert all(sitemap.startswith(("http://", "https://")) for sitemap in robots.sitemaps)
    statements = robots.reservations(url)
    assert robots.reservations(url) == statements
    for said in statements:
        assert (said.name in AI_AGENTS and said.value == "Disallow") or said.name == "content-signal"


@given(RULES)
def test_an_agent_without_name_is_not_refused(rules: str) -> None:
    lower = rules.lower()
    for said in Robots(rules.encode()).reservations("https://example.org/news/a"):
        assert said.name == "content-signal" or f"user-agent: {said.name}" in lower


@given(st.dictionaries(NAMES, st.lists(TEXT, max_size=3), max_size=4), st.lists(st.tuples(NAMES, TEXT)), RULES)
def test_any_page_and_headers(headers: dict[str, list[str]], metas: list[tuple[str, str]], rules: str) -> None:
    page = Page("<html>" + "".join(f'<meta name="{name}" content="{content}">' for name, content in metas))
    statements = Robots(rules.encode()).reservations("https://example.org/news/a")
    rights = extract_rights(page, headers, statements)
    assert rights.statements[: len(statements)] == statements
    assert rights.policy is None or rights.policy.startswith(("http://", "https://"))
    assert not rights.reserved or rights.statements
    for said in rights.statements:
        assert said.name == said.name.lower()
        assert said.value == clean_text(said.value)
        assert len(said.value) <= 200
