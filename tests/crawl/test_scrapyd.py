"""A real scrapyd, to which the project that docs/operations.md shows is deployed as it says."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from fixtures.serve import SITE, Served, from_folder, serving
from newsscrape.dataset.schema import record_checker
from newsscrape.outlets.registry import outlets

pytestmark = pytest.mark.skipif(
    not (find_spec("scrapyd") and find_spec("scrapyd_client")),
    reason="scrapyd and scrapyd-client are not installed: pip install '.[test]'",
)
DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
PATIENCE_S = 60  # what is waited for comes much sooner, but other tests may have the machine
SERVICE = """[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
poll_interval = 0.2
max_proc = 2
"""


@dataclass
class Scrapyd:
    """A running scrapyd, and the folder where it keeps its eggs, logs and queues."""

    origin: str
    folder: Path

    def ask(self, call: str, fields: list[tuple[str, str]] | None = None) -> dict[str, Any]:
        """A call's answer: by GET, or by POST when there are fields."""
        data = urlencode(fields).encode() if fields else None
        with urlopen(f"{self.origin}/{call}", data, timeout=PATIENCE_S) as response:
            answer: dict[str, Any] = json.load(response)
        assert answer["status"] == "ok", answer
        return answer

    def crawl(self, spider: str, data_dir: Path, **arguments: str) -> list[dict[str, Any]]:
        """The records of a crawl that is scheduled, and waited for."""
        settings = [f"NEWSSCRAPE_DATA_DIR={data_dir}", "AUTOTHROTTLE_ENABLED=False"]
        fields = [("project", "dailynews"), ("spider", spider), *arguments.items()]
        job = self.ask("schedule.json", [*fields, *(("setting", setting) for setting in settings)])["jobid"]
        wait_until(lambda: self.ask(f"status.json?job={job}")["currstate"] == "finished", f"the crawl of {spider}")
        assert re.search(rf"Process finished: .* job='{job}'", self.log()), self.log()  # "died" for other codes than 0
        (dataset,) = data_dir.glob("*/articles.jsonl")
        return [json.loads(line) for line in dataset.read_text(encoding="utf-8").splitlines()]

    def log(self) -> str:
        return (self.folder / "scrapyd.log").read_text(encoding="utf-8")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE_S} s"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def scrapyd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    """Scrapyd, with the project of the docs deployed to it."""
    folder = tmp_path_factory.mktemp("scrapyd")
    origin = f"http://127.0.0.1:{(port := free_port())}"
    (folder / "scrapyd.conf").write_text(SERVICE.format(port=port), encoding="utf-8")
    # The deployed project names its own settings, unless the environment does.
    environment = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "scrapyd"]
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        service = Scrapyd(origin, folder)
        wait_until(lambda: process.poll() is not None or answers(service), "scrapyd's start")
        assert process.poll() is None, service.log()
        deploy(tmp_path_factory.mktemp("project"), origin, environment)
        yield service
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(from_folder(SITE)) as served:
        yield served


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(service: Scrapyd) -> bool:
    try:
        service.ask("daemonstatus.json")
    except URLError:
        return False
    return True


def deploy(folder: Path, origin: str, environment: dict[str, str]) -> None:
    """Writes the files that the docs show, and deploys them with the command that the docs give."""
    shown = re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    files = {name: text for name, text in shown if name == "scrapy.cfg" or name.startswith("dailynews/")}
    assert set(files) == {"scrapy.cfg", "dailynews/settings.py", "dailynews/spiders/__init__.py"}
    for name, text in {**files, "dailynews/__init__.py": ""}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("http://127.0.0.1:6800", origin), encoding="utf-8")
    command = [sys.executable, "-m", "scrapyd_client.deploy"]  # scrapyd-deploy
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_outlets_crawl_is_scheduled(scrapyd: Scrapyd, site: Served, tmp_path: Path) -> None:
    records = scrapyd.crawl("islamtimes", tmp_path, origin=site.origin)
    assert len(records) == len({record["id"] for record in records}) == 16
    for record in records:
        assert record_checker()(record) is None
        assert record["url"].startswith(f"{site.origin}/")
    (run,) = map(json.loads, (tmp_path / "islamtimes" / "runs.jsonl").read_text(encoding="utf-8").splitlines())
    assert (run["finish_reason"], run["records"]) == ("finished", 16)
    assert all("(+https://example.org/bot)" in agent for agent in site.agents)  # the deployed settings hold


def test_a_sites_crawl_is_scheduled_once_the_project_lists_it(scrapyd: Scrapyd, site: Served, tmp_path: Path) -> None:
    assert scrapyd.ask("listspiders.json?project=dailynews")["spiders"] == sorted([*outlets(), "site"])
    records = scrapyd.crawl("site", tmp_path, url=f"{site.origin}/", limit="3")
    assert len(records) == 3
