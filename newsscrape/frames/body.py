"""Where the body stands on a site's pages: the elements that hold it, and what within them is left out.

The general extractor's votes are wrong here and there. An element of a name stands on several pages, so that the votes
for all it holds are averaged, and a selector is right where most of its votes are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from newsscrape.frames.sample import Mask, Sample
from newsscrape.readers.body.reader import LIKELY
from newsscrape.readers.frame.names import TELLING_TAGS, names_of, selectors_of

_OUT = 0.4  # mean vote below which what a selector fits is left out
_LEAST_GAIN = 6.0  # weight that leaving out must save, for a selector to be worth its place
_TRIED = 12  # containers for which what to leave out is worked out
_MAIN_PART = 0.5  # of a page's votes, that a container's element holds
_MISSING = 0.03  # of the votes that a second container must add
_MOST_LEFT_OUT = 24  # selectors
_MOST_CONTAINERS = 4
_WORTH_A_SELECTOR = 0.001  # of F1
_PIECE = 0.5  # mean vote of a part of the body outside its container: of what stands between title and picture
_PIECE_ADDS = 0.001  # of the votes
_WRONGLY_OUT = 3.0  # times that the votes of likely content count, where it would be left out
_RIGHTLY_OUT = 0.3  # the same, where the tag says that it is none
# What a tag says before any vote: weight, and the vote that it stands for.
_PRIOR = {
    "figcaption": (2000.0, 0.0),
    **dict.fromkeys("aside form button dialog footer label fieldset".split(), (300.0, 0.0)),
    "figure": (150.0, 0.0),
    **dict.fromkeys("p h2 h3 h4 ul ol dl blockquote table pre".split(), (900.0, 0.9)),
}
# Lines that are nothing but a link: to other stories.
_LINKS = tuple(f"xpath://{tag}[normalize-space(.) = normalize-space(.//a)]" for tag in ("li", "p"))
# Left out also where the pages have none: the site's other pages may.
_USUAL = (
    *'aside figcaption form [class*="newsletter"] [class*="related"] [class*="recommend"] [class*="promo"]'.split(),
    *".twitter-tweet .instagram-media".split(),
    *_LINKS,
)
_NO_PRIOR = (60.0, 0.5)


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where the body stands.

    Attributes:
        containers: selectors of the elements that hold it.
        leave_out: selectors of elements within these that are no part of it.
        sure: F1 between what they select and the votes, 0 to 1, each page's by itself.
    """

    containers: tuple[str, ...]
    leave_out: tuple[str, ...]
    sure: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Of `sure`."""
        return float(np.mean(self.sure)) if self.sure else 0.0

    @property
    def merit(self) -> float:
        """By which places are compared: the fewer selectors say as much, the better."""
        return self.mean - _WORTH_A_SELECTOR * (len(self.containers) + len(self.leave_out))


@dataclass(slots=True)
class _Ballot:
    """The blocks of all samples, one after another.

    Attributes:
        samples: the pages.
        offsets: where each page's blocks begin; and the number of all blocks.
    """

    samples: Sequence[Sample]
    offsets: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        sizes = [len(sample.blocks) for sample in self.samples]
        self.offsets = [0, *np.cumsum(sizes).tolist()]

    @property
    def size(self) -> int:
        """Number of blocks."""
        return self.offsets[-1]


def place_body(samples: Sequence[Sample]) -> BodyPlace | None:
    """The place of the body on the pages; None where no stable selector holds it on most of them."""
    ballot = _Ballot(samples)
    court = _Court(ballot)
    held = _container_masks(ballot)
    ranked = sorted(
        _distinct(held), key=lambda selector: (-court.recall_first(held[selector]), len(selector), selector)
    )
    best: BodyPlace | None = None
    for selector in ranked[:_TRIED]:
        place = court.place(_with_others(selector, ranked, held, court), held)
        if best is None or place.merit > best.merit + 1e-9:
            best = place
    return best


def _distinct(held: dict[str, Mask]) -> list[str]:
    """Of the selectors that hold the same blocks the shortest each."""
    by_blocks: dict[bytes, str] = {}
    for selector in sorted(held, key=lambda one: (len(one), one)):
        by_blocks.setdefault(held[selector].tobytes(), selector)
    return list(by_blocks.values())


def _with_others(selector: str, ranked: list[str], held: dict[str, Mask], court: "_Court") -> list[str]:
    """A container, and others that hold what it lacks."""
    chosen, mask = [selector], held[selector]
    for other in ranked:
        if len(chosen) == _MOST_CONTAINERS:
            break
        if court.recall(mask | held[other]) - court.recall(mask) > _MISSING and not (mask & held[other]).any():
            chosen.append(other)
            mask = mask | held[other]
    return chosen


class _Court:
    """Judges selections of blocks by the votes."""

    def __init__(self, ballot: _Ballot) -> None:
        self.ballot = ballot
        self.votes = np.concatenate([sample.votes for sample in ballot.samples])
        self.weights = np.concatenate([sample.weights for sample in ballot.samples])
        self.repeats = np.concatenate([sample.repeats for sample in ballot.samples])
        self.worth = self.votes * self.weights
        self._spans = list(zip(ballot.offsets, ballot.offsets[1:], strict=False))
        self._wanted = self._sums(self.worth)

    def _sums(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.array([values[start:end].sum(dtype=np.float64) for start, end in self._spans])

    def recall(self, mask: Mask) -> float:
        """The mean share of a page's votes that a selection holds."""
        return float(np.mean(self._sums(self.worth * mask) / np.maximum(self._wanted, 1)))

    def f1s(self, mask: Mask) -> NDArray[np.float64]:
        """F1 between a selection and the votes, page by page."""
        return 2 * self._sums(self.worth * mask) / np.maximum(self._wanted + self._sums(self.weights * mask), 1)

    def recall_first(self, mask: Mask) -> float:
        """How good a container is before anything is left out of it: what it lacks cannot be mended."""
        precision = self._sums(self.worth * mask) / np.maximum(self._sums(self.weights * mask), 1)
        return self.recall(mask) + 0.2 * float(np.mean(precision))

    def place(self, containers: list[str], held: dict[str, Mask]) -> BodyPlace:
        """The place of the body that these containers make, with what is to be left out."""
        kept: Mask = np.any([held[selector] for selector in containers], axis=0)
        containers, kept = self._with_pieces(containers, kept)
        within = _masks_within(self.ballot, containers)
        leave_out: list[str] = []
        while len(leave_out) < _MOST_LEFT_OUT:
            gains = ((self._gain(mask & kept, key), -len(key), key) for key, mask in within.items())
            gain, _, selector = max(gains, default=(0.0, 0, ""))
            if gain < _LEAST_GAIN:
                break
            leave_out.append(selector)
            kept = kept & ~within.pop(selector)
        leave_out += [key for key in _USUAL if key not in leave_out and self._holds_nothing(key, kept)]
        return BodyPlace(tuple(containers), tuple(leave_out), tuple(self.f1s(kept).tolist()))

    def _holds_nothing(self, selector: str, kept: Mask) -> bool:
        """Whether no page has likely content in what a selector fits."""
        mask = _masks(self.ballot, [selector])[selector] & kept
        return not (self.votes[mask] > LIKELY).any()

    def _with_pieces(self, containers: list[str], kept: Mask) -> tuple[list[str], Mask]:
        """The containers, and what stands outside of them and is part of the body on most pages, such as a summary."""
        outside = _masks_outside(self.ballot, containers)
        containers = list(containers)
        while len(containers) < _MOST_CONTAINERS:
            additions = (
                (self._adds(mask), _is_named(key), -len(key), key)
                for key, mask in outside.items()
                if not (mask & kept).any()
            )
            added, _, _, selector = max(additions, default=(0.0, False, 0, ""))
            if added < _PIECE_ADDS:
                break
            containers.append(selector)
            kept = kept | outside.pop(selector)
        return containers, kept

    def _adds(self, mask: Mask) -> float:
        """The share of the votes that a piece adds; 0 where it is none on most pages or holds much else."""
        mask = mask & ~self.repeats
        weight, worth = self._sums(self.weights * mask), self._sums(self.worth * mask)
        pages = int((worth > _PIECE * weight).sum())
        if 2 * pages <= len(self._wanted) or worth.sum() < _PIECE * weight.sum():
            return 0.0
        return float(np.mean((2 * worth - weight) / np.maximum(self._wanted, 1)))

    def _gain(self, mask: Mask, selector: str) -> float:
        """The weight that leaving out blocks saves; 0 where their votes say that they belong."""
        weight = float(self.weights[mask].sum())
        if not weight:
            return 0.0
        worth = float(self.worth[mask].sum())
        prior_weight, prior_vote = _prior(selector)
        mean = (worth + prior_weight * prior_vote) / (weight + prior_weight)
        if mean >= _OUT:
            return 0.0
        lost = float(self.worth[mask & (self.votes > LIKELY)].sum())
        return weight * (_OUT - mean) - lost * (_WRONGLY_OUT if prior_vote else _RIGHTLY_OUT)


def _prior(selector: str) -> tuple[float, float]:
    return _PRIOR.get(selector.rpartition("> ")[2], _NO_PRIOR)


def _is_named(selector: str) -> bool:
    """Whether a selector holds more than tags."""
    return any(mark in selector for mark in ".#[")


def _container_masks(ballot: _Ballot) -> dict[str, Mask]:
    """Selectors of elements that hold a main part of a page's body → the blocks that all their elements hold."""
    wanted: set[str] = set()
    for sample in ballot.samples:
        wanted.update(_container_selectors(sample))
    return _masks(ballot, wanted)


def _container_selectors(sample: Sample) -> Iterator[str]:
    """Selectors of the elements of a page that hold a main part of its body: simple ones, and one within another."""
    tree = sample.blocks.tree
    worth = np.concatenate(([0.0], np.cumsum(sample.votes * sample.weights)))
    least = _MAIN_PART * worth[-1]
    chain = [
        node
        for node, (start, end) in enumerate(zip(tree.starts, tree.ends, strict=True))
        if worth[end] - worth[start] > least and tree.tags[node] not in ("html", "body")
    ]
    above: list[str] = []
    for node in chain:
        own = list(_container_names(sample, node))
        yield from own
        yield from (f"{outer} {inner}" for outer in above for inner in own if inner != outer)
        above += own
        if not own and above:
            yield f"{above[-1]} > {tree.tags[node]}"


def _container_names(sample: Sample, node: int) -> Iterator[str]:
    tag = sample.blocks.tree.tags[node]
    for name in names_of(sample.elements[node]):
        yield name if name.startswith("#") else f"{tag}{name}"
    if tag in ("article", "main"):
        yield tag


def _masks(ballot: _Ballot, selectors: Iterable[str]) -> dict[str, Mask]:
    """Selectors → the blocks within the elements that they select."""
    masks = {}
    for selector in selectors:
        mask = np.zeros(ballot.size, np.bool_)
        for number, sample in enumerate(ballot.samples):
            for node in sample.nodes_of(selector):
                start, end = sample.blocks.tree.starts[node], sample.blocks.tree.ends[node]
                mask[ballot.offsets[number] + start : ballot.offsets[number] + end] = True
        masks[selector] = mask
    return masks


def _is_of_one_page(selector: str, pages: set[int], ballot: _Ballot) -> bool:
    """Whether a selector may name a place on one page alone, as the anchors of headings do."""
    return selector.startswith("#") and len(pages) == 1 < len(ballot.samples)


def _masks_within(ballot: _Ballot, containers: Sequence[str]) -> dict[str, Mask]:
    """Selectors of elements within containers → the blocks that the elements hold which they select on the whole page:
    what stands around a container is left out with it.
    """
    pages: dict[str, set[int]] = defaultdict(set)
    for number, sample in enumerate(ballot.samples):
        tree = sample.blocks.tree
        of_container = {node: selector for selector in containers for node in sample.nodes_of(selector)}
        inside = set(of_container)
        for node, parent in enumerate(tree.parents):
            if parent not in inside:
                continue
            inside.add(node)
            if tree.starts[node] == tree.ends[node]:
                continue
            for selector in selectors_of(sample.elements[node]):
                pages[selector].add(number)
            if parent in of_container and tree.tags[node] not in TELLING_TAGS | {"p"}:
                pages[f"{of_container[parent]} > {tree.tags[node]}"].add(number)
    lasting = (selector for selector, own in pages.items() if not _is_of_one_page(selector, own, ballot))
    return _masks(ballot, (*lasting, *_LINKS))


def _masks_outside(ballot: _Ballot, containers: Sequence[str]) -> dict[str, Mask]:
    """Selectors of elements that stand neither in nor around a container → the blocks that these elements hold."""
    selectors: set[str] = set()
    for sample in ballot.samples:
        tree, inside = sample.blocks.tree, {node for selector in containers for node in sample.nodes_of(selector)}
        around = {ancestor for node in inside for ancestor in sample.ancestors(node)}
        for node, parent in enumerate(tree.parents):
            if parent in inside or node in inside:
                inside.add(node)
            elif node not in around and sample.is_likely(node):
                selectors.update(_container_names(sample, node))
                if tree.tags[node] in ("p", "h2", "h3", "h4"):
                    selectors.update(sample.ways_to(node))
    return _masks(ballot, selectors)
