"""A model article written as plain text, in any of the ways in which dumps vary, is read back as it was."""

from io import BufferedReader, BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsscrape import extract
from newsscrape.archive.inputs import find_inputs, read_input
from newsscrape.archive.textdump import split_records
from newsscrape.outlets.registry import outlet_of
from newsscrape.page import Page
from newsscrape.parse import parse_article
from tests.property.dump import Dress, dresses, render_many, render_text
from tests.property.model import Model, facts, models

MANY = settings(deadline=None, max_examples=100)
FEW = settings(deadline=None, max_examples=30)  # each example holds several articles

encodings = st.sampled_from(["utf-8", "utf-8", "utf-16"])
dumps = st.lists(st.tuples(models(), dresses), min_size=1, max_size=3)


@MANY
@given(models(), dresses)
def test_text_gives_the_model_back(model: Model, dress: Dress) -> None:
    assert facts(extract(render_text(model, dress))) == model.facts()


@MANY
@given(models(), dresses, encodings)
def test_bytes_give_the_model_back(model: Model, dress: Dress, encoding: str) -> None:
    assert facts(extract(render_text(model, dress).encode(encoding))) == model.facts()


@FEW
@given(dumps, encodings)
def test_each_record_of_a_dump_gives_its_model_back(dump: list[tuple[Model, Dress]], encoding: str) -> None:
    file: BufferedReader[Any] = BufferedReader(BytesIO(render_many(dump).encode(encoding)))
    found = [facts(extract(record.content or b"")) for record in split_records(file)]
    assert found == [model.facts() for model, _ in dump]


@FEW
@given(dumps)
def test_each_record_of_a_file_gives_its_model_back(dump: list[tuple[Model, Dress]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "dump.txt")
        path.write_bytes(render_many(dump).encode())
        pages = [item for input_ in find_inputs([str(path)]) for item in read_input(input_)]
    assert [page.record for page in pages] == list(range(len(dump)))
    found = [facts(parse_article(page, outlet_of(page))) for page in pages if isinstance(page, Page)]
    assert found == [model.facts() for model, _ in dump]
