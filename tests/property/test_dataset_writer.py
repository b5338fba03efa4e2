"""However often and whenever it is killed, a dataset comes out as if it had not been."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape.dataset.jsonl import encode
from tests.unit.dataset.killing import Job
from tests.unit.dataset.records import KINDS, article

records = st.builds(lambda number, size: article(number, title="t" * size), st.integers(0, 9), st.integers(0, 900))


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    articles=st.lists(records, max_size=8),
    commits=st.sets(st.integers(0, 8)),
    shard_bytes=st.sampled_from([1, 1000, 2500, 10**6]),
    moments=st.lists(st.integers(0, 40), max_size=4),
)
def test_killed_at_random_it_is_the_same(
    kind: str, articles: list[object], commits: set[int], shard_bytes: int, moments: list[int]
) -> None:
    lines = [encode(a) for a in articles]
    with TemporaryDirectory() as folder:
        whole = Job(Path(folder) / "whole" / f"out{kind}", lines, (), shard_bytes)
        killed = Job(Path(folder) / "killed" / f"out{kind}", lines, commits, shard_bytes)
        assert whole.run()
        for moment in moments:
            killed.run(moment)
        assert killed.run()
        assert files(killed) == files(whole)


def files(job: Job) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in job.path.parent.iterdir()}
