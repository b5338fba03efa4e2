import random
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks import number_templates
from benchmarks.alterations import LEAST_WORDS
from benchmarks.cases import Case
from benchmarks.copies import TEMPLATE_ITEMS, CopySet, copy_set, half_of, topic_pairs
from benchmarks.overlap import COPY_CONTAINMENT, COPY_JACCARD, shingles, similarity

WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("mar", "lin", "sto", "ver", "dun", "pek")]


def article(number: int, host: str = "") -> Case:
    rng = random.Random(number)
    paragraphs = [f"Topic{number // 4} " + " ".join(rng.choices(WORDS, k=59)) for _ in range(4)]
    return Case(
        id=f"set/{number}",
        set="set",
        path=Path(),
        host=host or f"host{number}.example",
        body="\n\n".join(paragraphs),
        title=f"Headline {number}",
        date="2024-05-01",
    )


CASES = [article(number) for number in range(60)]


@pytest.fixture(scope="module")
def whole() -> CopySet:
    return copy_set(CASES)


def test_originals_come_first_as_they_are(whole: CopySet) -> None:
    assert whole.kinds[:60] == ["original"] * 60
    assert "original" not in whole.kinds[60:]
    for case, text in zip(CASES, whole.texts, strict=False):
        assert (text.id, text.title, text.body, text.date) == (case.id, case.title, case.body, case.date)


def test_names_are_unique(whole: CopySet) -> None:
    assert len({text.id for text in whole.texts}) == len(whole.texts) == len(whole.kinds)


def test_similarities_are_those_of_the_texts(whole: CopySet) -> None:
    rng = random.Random(3)
    for i, j in rng.sample([made.pair for made in whole.made] + sorted(whole.negatives["shared line"]), 300):
        alike = similarity(shingles(whole.texts[i].body), shingles(whole.texts[j].body))
        assert whole.similarity((i, j)) == alike or alike.containment < 0.1


def test_true_pairs_reach_a_threshold(whole: CopySet) -> None:
    true = whole.true_pairs()
    assert true
    for pair in whole.similarities:
        alike = whole.similarity(pair)
        is_copy = alike.jaccard >= COPY_JACCARD or alike.containment >= COPY_CONTAINMENT
        assert (pair in true) == (is_copy and pair not in whole.negatives["template"])
    assert whole.true_pairs(0.02) < true < whole.true_pairs(-0.02)


@pytest.mark.parametrize(
    "kind", ["cut end", "cut beginning", "longer end", "added lead", "joined", "brief", "dateline"]
)
def test_what_holds_the_other_text_is_a_copy(whole: CopySet, kind: str) -> None:
    made = [made for made in whole.made if made.kind == kind]
    assert made
    assert {made.pair for made in made} <= whole.true_pairs()


def test_copies_hold_a_part_of_their_article(whole: CopySet) -> None:
    assert all(whole.is_of_one_article(made.pair) for made in whole.made)
    of_one = {pair for pair in whole.similarities if whole.is_of_one_article(pair)}
    assert not of_one & whole.negatives["template"]
    assert not whole.true_pairs() - of_one


def test_rewriting_makes_no_copy(whole: CopySet) -> None:
    rewritten = {made.pair for made in whole.made if made.kind == "rewritten"}
    assert len(rewritten) == 60
    assert not rewritten & whole.true_pairs()


def test_copies_are_long_enough(whole: CopySet) -> None:
    assert all(len(whole.texts[made.copy].body.split()) >= LEAST_WORDS for made in whole.made)


def test_items_of_a_template_are_never_copies(whole: CopySet) -> None:
    items = [place for place, kind in enumerate(whole.kinds) if kind == "template"]
    names = [whole.texts[place].id.rsplit(" ", 1)[0] for place in items]
    same = {
        (i, j)
        for (i, name), (j, other) in combinations(zip(items, names, strict=True), 2)
        if name == other
    }  # fmt: skip
    assert whole.negatives["template"] == same
    assert len(same) == len(number_templates.TEMPLATES) * TEMPLATE_ITEMS * (TEMPLATE_ITEMS - 1) / 2
    assert any(whole.similarity(pair).is_copy() for pair in same)  # alike enough to be taken for some
    assert not same & whole.true_pairs(-0.1)


@pytest.mark.parametrize("kind", ["shared line", "shared passage", "same topic"])
def test_what_only_shares_something_is_no_copy(whole: CopySet, kind: str) -> None:
    assert whole.negatives[kind]
    assert not whole.negatives[kind] & whole.true_pairs()


@pytest.mark.parametrize("kind", ["shared line", "shared passage"])
def test_shared_lines_are_shared(whole: CopySet, kind: str) -> None:
    shared = [whole.similarity(pair).containment for pair in whole.negatives[kind]]
    assert max(shared) > 0.3


def test_the_same_seed_makes_the_same_set(whole: CopySet) -> None:
    again = copy_set(CASES)
    assert again == whole
    assert copy_set(CASES, seed=7).texts != whole.texts


def test_halves_share_no_host_and_no_template() -> None:
    cases = [article(number, host=f"host{number // 3}.example") for number in range(150)]
    halves = {half: [case for case in cases if half_of(case) == half] for half in ("A", "B")}
    assert not {case.host for case in halves["A"]} & {case.host for case in halves["B"]}
    a, b = copy_set(cases, "A"), copy_set(cases, "B")
    assert {text.id for text, kind in zip(a.texts, a.kinds, strict=True) if kind == "original"} == {
        case.id for case in halves["A"]
    }
    assert not {text.id for text in a.texts} & {text.id for text in b.texts}
    assert not {text.body for text in a.texts} & {text.body for text in b.texts}


def test_www_is_of_the_same_half() -> None:
    assert half_of(article(1, "news.example")) == half_of(article(2, "www.news.example"))


def test_an_article_that_the_corpus_has_twice_is_true() -> None:
    twice = Case(id="other/1", set="other", path=Path(), host="other.example", body=CASES[5].body)
    whole = copy_set([*CASES, twice])
    assert (5, 60) in whole.true_pairs()
    assert (5, 60) not in whole.negatives["same topic"]
    forms = [made.pair for made in whole.made if made.original == 60]
    assert all(whole.is_of_one_article((5, place)) for _, place in forms)


def test_short_and_long_articles_are_left_out() -> None:
    short = Case(id="short", set="s", path=Path(), body="too few words")
    long = Case(id="long", set="s", path=Path(), body="word and " * 2000)
    empty = Case(id="empty", set="s", path=Path())
    # A script without spaces has no words that could be edited.
    unspaced = Case(id="unspaced", set="s", path=Path(), body="，".join(["新华社北京"] * 100))
    whole = copy_set([*CASES[:20], short, long, empty, unspaced])
    assert whole.kinds.count("original") == 20


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(ValueError, match="19 of 19 cases"):
        copy_set(CASES[:19])


def test_topics_are_told_by_rare_words() -> None:
    bodies = ["the flood at Velmora", "the fire at Tandora", "the Velmora flood again", "the end", "the start"]
    cases = [Case(id=str(i), set="s", path=Path(), host=str(i), body=body) for i, body in enumerate(bodies)]
    assert next(topic_pairs(cases, set())) == (0, 2)
    assert (0, 2) not in set(topic_pairs(cases, {(0, 2)}))


@pytest.mark.parametrize("name", number_templates.TEMPLATES)
def test_items_differ_in_what_was_filled_in(name: str) -> None:
    items = list(number_templates.items(name, TEMPLATE_ITEMS, seed=6))
    assert len({body for _, body in items}) == TEMPLATE_ITEMS
    assert items == list(number_templates.items(name, TEMPLATE_ITEMS, seed=6))
    for title, body in items:
        assert 30 <= len(body.split()) <= 125
        assert "{" not in title + body


def test_placeholders() -> None:
    filled = number_templates.fill("{5..9} {1.50..1.75} {team}", random.Random(1)).split()
    assert 5 <= int(filled[0]) <= 9
    assert 1.5 <= float(filled[1]) <= 1.75
    assert len(filled[1]) == 4
    assert filled[2].istitle()
