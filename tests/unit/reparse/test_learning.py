"""Frames learned from the inputs before they are extracted, and kept with the state."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from newsscrape.archive.inputs import find_inputs
from newsscrape.dataset.jsonl import read_lines
from newsscrape.errors import ConfigurationError
from newsscrape.frames.learn import TOO_FEW
from newsscrape.frames.store import Account, read_account, read_frame
from newsscrape.page import Page
from newsscrape.reparse import learning, run
from newsscrape.reparse.learning import learn_frames
from newsscrape.reparse.parsing import Parsed
from newsscrape.reparse.run import Options, frames_path, reparse
from tests.unit.frames.site import HOST, article

SITE = HOST.removeprefix("www.")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works within the process."""

    def work_here(items: Iterable[Any], work: Callable[[Any], Any], *, jobs: int, budget_s: float) -> Generator[Any]:
        yield from map(work, items)

    def parse_here(items: Iterable[Any], parse: Callable[[Page], Parsed], **_: object) -> Generator[Any]:
        for item in items:
            yield parse(item) if isinstance(item, Page) else item

    monkeypatch.setattr(learning, "work_in_order", work_here)
    monkeypatch.setattr(run, "parse_in_order", parse_here)


def save(folder: Path, number: int, host: str = HOST, name: str | None = None) -> Path:
    """An article's page, which says where it is from."""
    folder.mkdir(exist_ok=True)
    link = f'<link rel="canonical" href="https://{host}/news/{number}">' if host else ""
    path = folder / f"{name or number}.html"
    path.write_text(article(number).replace("<head>", f"<head>{link}"), encoding="utf-8")
    return path


def learn(folder: Path, names: Iterable[Path]) -> tuple[Account, bytes]:
    """The account, and the file."""
    frames = folder / "frames"
    learn_frames(find_inputs(map(str, names)), frames, jobs=1, budget_s=10)
    return read_account(frames), frames.read_bytes()


def test_sites_are_learned_and_what_is_not_is_told(tmp_path: Path) -> None:
    saved = [save(tmp_path / "in", number) for number in range(1, 6)]
    saved += [save(tmp_path / "in", number, "www.few.example") for number in (11, 12)]
    saved += [save(tmp_path / "in", number, "www.islamtimes.org") for number in (21, 22, 23)]
    saved += [save(tmp_path / "in", number, "") for number in (31, 32, 33)]
    for number in (41, 42, 43):
        saved.append(tmp_path / f"in/{number}.html")
        saved[-1].write_text(f'<html><link rel="canonical" href="https://list.example/{number}">{number}</html>')
    account, _ = learn(tmp_path, saved)
    assert account == Account(1, 5, Counter({TOO_FEW: 2}))
    frame = read_frame(tmp_path / "frames", SITE)
    assert frame is not None
    assert frame.body == ("div.story-text",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["frames", "in"]


def test_the_order_of_the_inputs_does_not_matter(tmp_path: Path) -> None:
    saved = [save(tmp_path / "in", number) for number in range(1, 6)]
    saved += [save(tmp_path / "in", number, "m.other.example") for number in range(11, 16)]
    assert learn(tmp_path, saved) == learn(tmp_path, reversed(saved)) == learn(tmp_path, sorted(saved, key=str))


def test_a_site_at_which_a_process_dies_is_not_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(items: Iterable[str], *_: object, **__: object) -> Generator[Parsed]:
        yield from (Parsed(None, None, None, reason=f"{item} died") for item in items)

    monkeypatch.setattr(learning, "work_in_order", dies)
    account, _ = learn(tmp_path, [save(tmp_path / "in", number) for number in range(1, 4)])
    assert account == Account(0, 0, Counter({f"{SITE} died": 1}))


def test_it_is_told_how_it_goes(tmp_path: Path) -> None:
    save(tmp_path / "in", 1)
    told: list[str] = []
    for number in (2, 3):
        save(tmp_path / "in", number)
    learn_frames(find_inputs([str(tmp_path / "in")]), tmp_path / "frames", jobs=1, budget_s=1, tell=told.append)
    assert told == [*(f"looking for sites to learn, {n} pages" for n in (1, 2, 3)), "learning sites, 1 of 1"]


def bodies(folder: Path, **options: Any) -> dict[str, str]:
    """The file of each record → what gave its body, after a re-parse of `in`."""
    reparse(find_inputs([str(folder / "in")]), folder / "out.jsonl", Options(learn=True, **options))
    lines = read_lines(folder / "out.jsonl")
    return {Path(line["source"]["path"]).stem: line["provenance"]["body"]["method"] for line in lines}


def test_records_say_that_a_frame_gave_their_body(tmp_path: Path) -> None:
    for number in range(1, 5):
        save(tmp_path / "in", number)
    save(tmp_path / "in", 5, "")
    assert bodies(tmp_path) == {**dict.fromkeys("1234", "frame:css"), "5": "body"}


def test_a_run_that_is_gone_on_with_keeps_its_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        save(tmp_path / "in", number)
    before = bodies(tmp_path)
    monkeypatch.setattr(run, "learn_frames", None)
    save(tmp_path / "in", 4)
    for number in (5, 6, 7):
        save(tmp_path / "in", number, "late.example")
    assert bodies(tmp_path, resume=True) == before | {"4": "frame:css"} | dict.fromkeys("567", "body")


def test_frames_that_are_gone_are_no_going_on(tmp_path: Path) -> None:
    for number in range(1, 4):
        save(tmp_path / "in", number)
    bodies(tmp_path)
    frames_path(tmp_path / "out.jsonl").unlink()
    with pytest.raises(ConfigurationError, match="the learned frames are gone: begin anew without --resume"):
        bodies(tmp_path, resume=True)


def test_a_run_that_broke_off_while_it_learned_learns_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for number in range(1, 4):
        save(tmp_path / "in", number)
    with monkeypatch.context() as patched:
        patched.setattr(run, "learn_frames", crash)
        with pytest.raises(KeyboardInterrupt):
            bodies(tmp_path)
    assert bodies(tmp_path, resume=True) == dict.fromkeys("123", "frame:css")


def test_learning_or_not_is_a_matter_of_the_whole_output(tmp_path: Path) -> None:
    for number in range(1, 4):
        save(tmp_path / "in", number)
    bodies(tmp_path)
    with pytest.raises(ConfigurationError, match="begun with learn True, not False"):
        reparse(find_inputs([str(tmp_path / "in")]), tmp_path / "out.jsonl", Options(resume=True))
    reparse(find_inputs([str(tmp_path / "in")]), tmp_path / "out.jsonl", Options())
    assert not frames_path(tmp_path / "out.jsonl").exists()
