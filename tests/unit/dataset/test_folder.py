"""Where an outlet's data lies."""

from newsscrape.dataset.folder import OutletFolder


def test_an_outlet_has_a_folder_of_its_own() -> None:
    folder = OutletFolder("data", "islamtimes")
    assert folder.articles.as_posix() == "data/islamtimes/articles.jsonl"
    assert folder.runs.as_posix() == "data/islamtimes/runs.jsonl"
