"""Learns a site's frame from a handful of its pages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from newsscrape.frames.body import BodyPlace, place_body
from newsscrape.frames.fields import place_fields
from newsscrape.frames.sample import Sample, take_samples
from newsscrape.frames.sites import FEWEST_PAGES
from newsscrape.frames.store import Learned
from newsscrape.page import Page
from newsscrape.readers.body.trees import BodyModel
from newsscrape.readers.frame.reader import Frame, Unused

__all__ = ["Frame", "learn_frame", "learn_site"]

TOO_FEW = f"fewer than {FEWEST_PAGES} articles of one layout"
_FITS = 0.5  # F1 between a page's votes and what the frame selects, below which the page is of another layout


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


def learn_site(site: str, pages: Iterable[Page]) -> Learned:
    """What becomes of a site whose pages are read by its frame without anybody having looked at it.

    Args:
        site: its name.
        pages: a sample of its pages, of which at least `FEWEST_PAGES` must be articles of one layout.
    """
    frame = learn_frame(pages)
    if frame.pages < FEWEST_PAGES:
        return Learned(site, None, TOO_FEW)
    return Learned(site, replace(frame, unused=()))


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
