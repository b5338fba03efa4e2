"""What `scrapy reparse seeds/` must give, stated value by value: the page that the project began from."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from newsscrape import extract

ROOT = Path(__file__).parents[2]
FEATURED = [
    ("US Sends More Military Equipment to Ain al-Assad", None),
    ("Cuban Parl. Speaker Blames US for Fomenting Ukraine Conflict", "2023-04-30"),
    ("Pentagon Leaks: Key Emerging Powers Avoid Backing US Standoff with Russia, China", "2023-04-30"),
    ("US Democrats Fundraise from Arm Dealers Amid Pentagon Budget Fight", "2023-04-29"),
    ("Ayatollah Khamenei Lauds Iranian Workers for Foiling Enemy Plots", "2023-04-29"),
    ("Syria's UN Envoy Accuses Israel of Coordinating with Daesh", "2023-04-29"),
    ("Putin: Russia Won’t Play By “Rules” Invented by Anyone", "2023-04-29"),
    ("FBI: China Cyber-Hacker Threat “Unparalleled”", "2023-04-28"),
    ("Fighting Continues in Sudan Despite Truce Extension", "2023-04-28"),
    ("Iran Captures Marshal Islands Oil Tanker after Violating Maritime Law", "2023-04-28"),
    ("CENTCOM Head Lands in “Israel”: Iran on Top", "2023-04-28"),
    ("Pentagon Leak Suspect May Still Have Access to Classified Info", "2023-04-27"),
    ("New Poll: 44% of Democrats Believe “Israel’s” Segregation Similar to Apartheid", "2023-04-27"),
]

# What only HTML has, and where the bytes lie.
HTML_ALONE = {"url", "canonical_url", "images", "description", "language", "source", "provenance"}


@cache
def record() -> dict[str, Any]:
    """The one record that the command writes."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "reparse", "seeds/", "-O", f"{folder}/out.jsonl"],
            cwd=ROOT, env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newsscrape.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert not Path(folder, "errors.jsonl").exists()
        (line,) = Path(folder, "out.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_identity() -> None:
    assert record()["story_code"] == "1055216"
    assert record()["id"] == "islamtimes:1055216"
    assert record()["outlet"] == "islamtimes"


def test_title() -> None:
    title = "Chinese Defense Minister: China to Cooperate with Other SCO Countries on Security"
    assert record()["title"] == title


def test_date() -> None:
    assert record()["date_published"] == "2023-04-30T21:33:00+03:30"
    assert record()["date_published_raw"] == "Sunday 30 April 2023 - 21:33"


def test_body() -> None:
    paragraphs = record()["body"].split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("According to the Chinese government's English websites, Li said")
    assert paragraphs[1].startswith("Important consensuses")
    assert paragraphs[1].endswith("last September, he noted.")
    assert paragraphs[2].startswith("China is willing")
    assert paragraphs[3].endswith("security and stability.")


def test_featured_stories() -> None:
    stories = record()["featured_stories"]
    assert [(story["title"], story["date"]) for story in stories] == FEATURED
    cut = {"Syria's UN Envoy Accuses Israel of Coordinating with Daesh": "Syria"}
    assert [story["image_alt"] for story in stories] == [cut.get(title, title) for title, _ in FEATURED]
    assert {story["url"] for story in stories} == {None}
    assert stories[12]["date_raw"] == "27 April 2023"


def test_what_the_page_does_not_give_is_null() -> None:
    nothing = "url canonical_url description section language date_modified access fetched_at duplicate_of similarity"
    assert {record()[field] for field in nothing.split()} == {None}
    assert [record()[field] for field in ("authors", "tags", "images")] == [[], [], []]


def test_source() -> None:
    (seed,) = (ROOT / "seeds").glob("*.txt")
    source = record()["source"]
    assert source["format"] == "text"
    assert Path(source["path"]).name == seed.name


def test_as_html_it_is_the_same_but_for_what_only_html_has() -> None:
    page = (ROOT / "fixtures" / "islamtimes" / "seed-html" / "page.html").read_bytes()
    article = asdict(extract(page))
    assert all(story["url"] for story in article["featured_stories"])
    for story in article["featured_stories"]:
        story["url"] = None
    assert {field for field, value in article.items() if record()[field] != value} <= HTML_ALONE
