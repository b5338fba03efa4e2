"""Settings: which come from the environment, and that all of Scrapy's are known to it."""

import importlib

import pytest
from scrapy.settings import Settings, default_settings

import newsscrape.settings as module

OURS = [name for name in vars(module) if name.isupper()]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("NEWSSCRAPE_DATA_DIR", raising=False)
    monkeypatch.delenv("NEWSSCRAPE_CONTACT", raising=False)
    found = Settings()
    found.setmodule(importlib.reload(module))
    return found


def test_crawls_are_polite_by_default(settings: Settings) -> None:
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") <= 2
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("COOKIES_ENABLED")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert (settings["NEWSSCRAPE_DATA_DIR"], settings["NEWSSCRAPE_CONTACT"]) == ("data", "")


@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("NEWSSCRAPE_")])
def test_ours_are_environment_variables_too(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "from the environment")
    assert getattr(importlib.reload(module), name) == "from the environment"
    monkeypatch.delenv(name)
    importlib.reload(module)


@pytest.mark.parametrize("name", [name for name in OURS if not name.startswith("NEWSSCRAPE_")])
def test_the_others_are_scrapys(name: str) -> None:
    assert hasattr(default_settings, name) or name in {"REMOTE_CONTROL_ENABLED", "COMMANDS_MODULE"}
