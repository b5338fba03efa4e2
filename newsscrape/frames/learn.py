"""Learns a site's frame from a handful of its pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from newsscrape.frames.body import BodyPlace, place_body
from newsscrape.frames.fields import place_fields
from newsscrape.frames.sample import Sample, Unused, take_samples
from newsscrape.page import Page
from newsscrape.readers.body.trees import BodyModel

_FITS = 0.5  # F1 between a page's votes and what the frame selects, below which the page is of another layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the pages of one site have in common.

    Attributes:
        body: selectors of the elements that hold the body, of which the first counts that gives text; none where
            nothing was learned.
        leave_out: selectors of what within these is no part of it.
        fields: `title`, `authors`, `date_published`, `featured_stories` → selectors, the best first: CSS, with
            `::attr(name)` for an attribute's value, or `jsonld:path`. A field that no selector finds is left out.
        sure: field → share of the pages on which the general extractor agrees, 0 to 1; of `body` the mean F1 with what
            it takes for likely.
        repeated: keys of texts that two or more of the pages have in the same kind of place, as `place_key` makes them.
        pages: number of pages that it was learned from.
        unused: pages that were of no use, with the reason.
    """

    body: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sure: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    repeated: frozenset[str] = frozenset()
    pages: int = 0
    unused: tuple[Unused, ...] = ()


def learn_frame(pages: Iterable[Page], model: BodyModel | None = None) -> Frame:
    """The frame of a site, the same for any order of its pages.

    Args:
        pages: of one site, 3 to 20 of them; from one or two, little can be told apart.
        model: which votes where the body is; the packaged model by default.
    """
    taken = take_samples(pages, model)
    samples, unused = taken.samples, list(taken.unused)
    place = place_body(samples) if samples else None
    if place is not None:
        samples, place, others = _of_one_layout(samples, place)
        unused += others
    if place is None:
        unused += [Unused(sample.page, "no stable selector holds its body") for sample in samples]
        return Frame(unused=tuple(unused))
    places = place_fields(samples)
    return Frame(
        body=(", ".join(place.containers),),
        leave_out=place.leave_out,
        fields={name: found.selectors for name, found in places.items()},
        sure={"body": place.mean, **{name: found.agrees for name, found in places.items()}},
        repeated=taken.repeated,
        pages=len(samples),
        unused=tuple(unused),
    )


def _of_one_layout(samples: Sequence[Sample], place: BodyPlace) -> tuple[list[Sample], BodyPlace | None, list[Unused]]:
    """The pages that a place fits, the place of the body on these, and the pages of another layout."""
    fitting = [sample for sample, sure in zip(samples, place.sure, strict=True) if sure >= _FITS]
    others = [
        Unused(sample.page, f"of another layout: what holds the others' bodies gives F1 {sure:.2f} here")
        for sample, sure in zip(samples, place.sure, strict=True)
        if sure < _FITS
    ]
    if not others:
        return fitting, place, others
    return fitting, place_body(fitting) if fitting else None, others
