"""Re-parse on many machines: newsscrape as steps of datatrove, which runs them locally, on Slurm and on Ray.

    [SavedPages, ExtractArticle, WriteRecords]       N tasks, each with its share of the inputs
    [SavedRecords, DropDuplicates, WriteRecords]     one task, after them

give the records that `scrapy reparse` gives, in its order. docs/examples/cc_news_job.py is the whole job;
docs/scale.md tells more. Needs `pip install 'newsscrape[cluster]'`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import fields
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from newsscrape.archive.inputs import Input, PassedOver, Unreadable, find_inputs, read_input
from newsscrape.duplicates.passing import PassingCopies
from newsscrape.duplicates.policy import Policy, read_policy
from newsscrape.duplicates.texts import fields_of
from newsscrape.errors import ConfigurationError
from newsscrape.items import Article, Source
from newsscrape.outlets.registry import outlet_named
from newsscrape.records import RecordRefused, page_key, refuse_copies, refuse_known
from newsscrape.reparse.parsing import Parsed, parse_saved
from newsscrape.reparse.run import BUDGET_S
from newsscrape.reparse.workers import parse_in_order
from newsscrape.state.articles import KnownArticles
from newsscrape.state.store import StateStore

try:
    from datatrove.data import Document
    from datatrove.io import DataFolderLike, get_datafolder
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.typeshelper import StatHints
except ImportError as error:
    raise ConfigurationError(
        f"newsscrape.cluster needs datatrove: pip install 'newsscrape[cluster]' ({error})"
    ) from error

_PLAN = "inputs.json"
_JUDGED = ("revision", "previous_sha256", "duplicate_of", "similarity")
_FIELDS = [field.name for field in fields(Article)]


class SavedPages(PipelineStep):
    """A reader of saved pages: what `scrapy reparse` reads, shared out over the tasks by file.

    A task's share is a run of neighbours in the order of the inputs, of about the same number of bytes as any other
    task's. So what the tasks give, one after another, is in the order of the inputs. A file is never cut in two:
    one that is as large as all the others together is a task of its own.

    Each page is a `Document` without text whose metadata has `page` (for `ExtractArticle`), `url` (None where the
    archive gives none) and `file_path`, so that a filter on addresses may stand before the extraction.

    Args:
        names: files, folders, globs and URLs of them, as every machine sees them.
        tasks: the number of tasks that the executor is given.
        keep_in: the job's folder, which keeps the shares, so that a job that is started again shares out what it
            shared out before, whatever files have come since.

    Raises:
        ConfigurationError: names that stand for nothing; or a folder whose job had other names or another number
            of tasks: some of those may be done already, so that inputs would be lost or read twice.
    """

    name = "saved pages"
    type = "newsscrape reader"

    def __init__(self, names: Sequence[str], tasks: int, keep_in: DataFolderLike | None = None) -> None:
        super().__init__()
        self.shares = _planned(list(names), tasks, keep_in) if keep_in else share_out(find_inputs(names), tasks)

    def run(self, data: Iterable[Document] | None = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The pages of a task's share, in order."""
        if world_size != len(self.shares):
            raise ConfigurationError(f"the inputs are shared out over {len(self.shares)} tasks, not {world_size}")
        yield from data or ()
        for input_ in self.shares[rank]:
            self.stat_update("input_files")
            for page in read_input(input_):
                if isinstance(page, PassedOver):
                    self.stat_update(f"passed over: {page.kind}")
                    continue
                url = None if isinstance(page, Unreadable) else page.url
                metadata = {"page": page, "url": url, "file_path": page.path}
                self.stat_update("pages")
                yield Document(text="", id=f"{page.path}#{page.record}", metadata=metadata)


class _Sieve(PipelineStep):
    """A step that takes documents on or leaves them out, and writes a line for whatever is amiss.

    The lines are those of reparse's `errors.jsonl`, in `<task>.jsonl` in the folder `errors`.
    """

    type = "newsscrape"

    def __init__(self, errors: DataFolderLike) -> None:
        super().__init__()
        self.errors = JsonlWriter(errors, compression=None, adapter=_metadata_of)

    def _pass(self, document: Document) -> Document:
        self.stat_update(StatHints.forwarded)
        self.update_doc_stats(document)
        return document

    def _note(self, place: tuple[str | None, int | None, int | None], level: str, reason: str, rank: int) -> None:
        line = {**dict(zip(("path", "record", "offset"), place, strict=True)), "level": level, "reason": reason}
        self.errors.write(Document(text="", id="", metadata=line), rank)


class ExtractArticle(_Sieve):
    """Makes an article of each page: a `Document` whose text is the body, and whose metadata is the record.

    A page without an article is left out, counted as dropped, and has a line in `errors`; so has a fault beside
    which the article stands. Pages are parsed in a process beside the task's, while that waits: one that takes too
    long, or at which the process dies, is a page without an article.

    Args:
        errors: folder for a file of such lines a task.
        outlet: the pages' outlet, whatever they show; None to find it for each.
        budget_s: seconds that a page may take.

    Raises:
        ConfigurationError: there is no such outlet.
    """

    name = "extract articles"

    def __init__(self, errors: DataFolderLike, outlet: str | None = None, budget_s: float = BUDGET_S) -> None:
        super().__init__(errors)
        if outlet:
            outlet_named(outlet)
        self.outlet = outlet
        self.budget_s = budget_s

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The articles of the pages, in order."""
        pages = (document.metadata["page"] for document in data)
        parse = partial(parse_saved, outlet=self.outlet)
        with self.errors, closing(parse_in_order(pages, parse, jobs=1, budget_s=self.budget_s)) as results:
            while True:
                with self.track_time():  # with what it takes to read the page
                    done = next(results, None)
                if done is None:
                    return
                parsed = done if isinstance(done, Parsed) else parse_saved(done)
                yield from self._settle(parsed, rank)

    def _settle(self, parsed: Parsed, rank: int) -> Iterator[Document]:
        """A page's article, if there is one, and its lines."""
        place = (parsed.path, parsed.record, parsed.offset)
        self.stat_update(StatHints.total)
        if parsed.article is None:
            self.stat_update(StatHints.dropped)
            self._note(place, "error", parsed.reason or "", rank)
        for fault in parsed.faults:
            self.stat_update(f"warning: {fault.field}: {fault.cause}")
            self._note(place, "warning", str(fault), rank)
        if parsed.article is not None:
            record = orjson.loads(orjson.dumps(parsed.article))
            yield self._pass(Document(text=parsed.article.body, id=parsed.article.id, metadata=record))


class DropDuplicates(_Sieve):
    """Drops articles that came before, by id or canonical URL, and numbers the revisions of those that changed.

    Articles that are copies of others by their text are marked, or dropped as well. It judges as `scrapy reparse`
    does: the first in order counts. Over all tasks' records it does so as the one task of a second stage, which reads
    them in order; beside `ExtractArticle` it sees one task's.

    Args:
        errors: folder for the lines that tell of them; a record does not say its offset, which is null there.
        duplicates: what becomes of copies: `mark`, `drop` or `off`.
    """

    name = "drop duplicates"

    def __init__(self, errors: DataFolderLike, duplicates: str = Policy.MARK) -> None:
        super().__init__(errors)
        self.policy = read_policy(None, duplicates)[0]

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The articles that are new, in order."""
        known = KnownArticles(StateStore(None), 1)
        with self.errors, TemporaryDirectory() as folder, closing(PassingCopies(Path(folder) / "copies")) as copies:
            is_sought = self.policy is not Policy.OFF
            steps = [refuse_known(known), *([refuse_copies(copies, self.policy)] if is_sought else [])]
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    article = _article(document.metadata)
                    try:
                        for step in steps:
                            step(article)
                    except RecordRefused as refused:
                        self.stat_update(StatHints.dropped)
                        place = (article.source.path, article.source.record, None)
                        self._note(place, "duplicate", refused.reason, rank)
                        continue
                    known.remember(article, page_key(article))
                    if is_sought:
                        copies.note(fields_of(article))
                document.metadata |= {name: getattr(article, name) for name in _JUDGED}
                if article.duplicate_of is not None:
                    document.metadata["provenance"] = orjson.loads(orjson.dumps(article.provenance))
                yield self._pass(document)


class WriteRecords(JsonlWriter):
    """Writes records as `scrapy reparse` does, a line each; the body as steps in between have left the text.

    What those have added to the metadata (a score, say) stands behind the record's own fields.

    Args:
        folder: where to.
        filename: with `${rank}` for the task's number; `.gz` or `.zst` at its end compresses.
    """

    def __init__(self, folder: DataFolderLike, filename: str = "${rank}.jsonl") -> None:
        super().__init__(folder, filename, compression="infer", adapter=_record_of)


class SavedRecords(JsonlReader):
    """Reads what `WriteRecords` wrote: text the body, metadata the record.

    Args:
        folder: where from; files in the order of their names.
    """

    def __init__(self, folder: DataFolderLike) -> None:
        super().__init__(folder, adapter=_document_of, add_file_path=False)


def share_out(inputs: Sequence[Input], tasks: int) -> list[list[Input]]:
    """Files into `tasks` runs of neighbours, of about the same number of bytes; some may be empty.

    Args:
        inputs: the files, in order. One whose size is unknown counts as one that has no bytes.
        tasks: the number of runs, from 1.
    """
    if tasks < 1:
        raise ConfigurationError(f"tasks={tasks}: not a number of tasks, from 1")
    shares: list[list[Input]] = [[] for _ in range(tasks)]
    weights = [2 * (input_.size_bytes or 0) + 2 for input_ in inputs]  # even; a file without bytes is something too
    total, before = sum(weights), 0
    for input_, weight in zip(inputs, weights, strict=True):
        shares[(before + weight // 2) * tasks // total].append(input_)
        before += weight
    return shares


def _planned(names: list[str], tasks: int, folder: DataFolderLike) -> list[list[Input]]:
    """The shares that a folder keeps, made when there are none."""
    kept = get_datafolder(folder)
    if not kept.isfile(_PLAN):
        plan = {"names": names, "shares": share_out(find_inputs(names), tasks)}
        with kept.open(f"{_PLAN}.new", "wb") as file:
            file.write(orjson.dumps(plan, option=orjson.OPT_INDENT_2))
        kept.mv(f"{_PLAN}.new", _PLAN)
    with kept.open(_PLAN, "rb") as file:
        plan = orjson.loads(file.read())
    if (plan["names"], len(plan["shares"])) != (names, tasks):
        raise ConfigurationError(
            f"{kept.resolve_paths(_PLAN)}: the job in this folder reads {plan['names']} in {len(plan['shares'])} "
            f"tasks, not {names} in {tasks}: give it those, or another folder"
        )
    return [[Input(**input_) for input_ in share] for share in plan["shares"]]


def _article(record: Mapping[str, Any]) -> Article:
    """As much of an article as the duplicate step looks at: what lies within lists stays plain."""
    known = {name: record[name] for name in _FIELDS if name in record}
    return Article(**{**known, "source": Source(**record["source"])})


def _metadata_of(_: JsonlWriter, document: Document) -> dict[str, Any]:
    metadata: dict[str, Any] = document.metadata
    return metadata


def _record_of(_: JsonlWriter, document: Document) -> dict[str, Any]:
    return {**document.metadata, "body": document.text}


def _document_of(_: JsonlReader, record: dict[str, Any], _path: str, _line: int) -> dict[str, Any]:
    return {"text": record["body"], "id": record["id"], "metadata": record}
