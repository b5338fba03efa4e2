"""A page made by the command, in a headless Chromium that notes all that it asks for and complains of."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.report.demo import write_demo

ROOT = Path(__file__).parents[2]


@dataclass
class Tab:
    """A tab of the browser.

    Attributes:
        page: Playwright's.
        requests: addresses that were asked for, but for the report's own.
        complaints: what the console said, errors and violations of the policy among it.
    """

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def show(self, fragment: str) -> None:
        """Goes to a view, and waits until it is there."""
        view = fragment.partition("=")[0]
        self.page.evaluate("fragment => { location.hash = fragment }", fragment)
        self.page.wait_for_selector(f"#view-{view}:not([hidden])")

    def open_record(self, place: int) -> None:
        """Shows a record, and waits until its fields are there."""
        self.page.evaluate("document.getElementById('record').replaceChildren()")
        self.show(f"record={place}")
        self.page.wait_for_selector("#record .fields")

    def titles(self) -> list[str]:
        """The titles in the list."""
        return [link.text_content() for link in self.page.query_selector_all("#list tbody a")]


def scrapy(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Runs `scrapy …` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env={**_environment(), "SCRAPY_SETTINGS_MODULE": "newsscrape.settings", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY", "NEWSSCRAPE"))}


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about the demo, with its archive."""
    pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
    folder = tmp_path_factory.mktemp("report")
    write_demo(folder)
    done = scrapy(folder, "report", "data", "--archive", "-o", "report.html")
    assert done.returncode == 0, done.stderr
    return folder / "report.html"


@pytest.fixture(scope="module")  # while it is there an event loop runs, and other modules' tests could start none
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    program = which("chromium")
    if program is None:
        pytest.skip("there is no chromium here (Debian's package chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(browser: Any, report: Path) -> Iterator[Tab]:
    """The demo's page, opened; it may ask for nothing and complain of nothing."""
    opened = open_tab(browser, report)
    yield opened
    pwned = opened.page.evaluate("window.pwned ?? null")
    opened.page.context.close()
    assert pwned is None
    assert opened.requests == []
    assert opened.complaints == []


def open_tab(browser: Any, path: Path, width: int = 1280, **context: Any) -> Tab:
    """Opens a page from its file, and waits until the list stands."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    opened = Tab(page)
    own = path.as_uri()
    page.on("request", lambda request: opened.requests.append(request.url) if request.url != own else None)
    page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened.complaints.append(f"error: {error}"))
    page.on("dialog", lambda dialog: opened.complaints.append(f"dialog: {dialog.message}"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective))"
    )
    page.goto(own)
    page.wait_for_selector("html[data-ready]", state="attached")
    return opened
