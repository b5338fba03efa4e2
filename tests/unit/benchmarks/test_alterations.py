import random

import pytest

from benchmarks import alterations
from benchmarks.alterations import Source, word_count

PARAGRAPHS = [" ".join(f"p{p}w{w}" for w in range(50)) for p in range(4)]
DONOR = [" ".join(f"d{p}w{w}" for w in range(50)) for p in range(4)]
SOURCE = Source(paragraphs=PARAGRAPHS, donor=DONOR, donor_title="Another headline")


def rng(seed: int = 1) -> random.Random:
    return random.Random(seed)


def of(*paragraphs: str) -> Source:
    return Source(paragraphs=list(paragraphs), donor=DONOR, donor_title="Another headline")


def test_paragraphs_are_lines() -> None:
    assert alterations.paragraphs_of("One.\n\n  Two. \nThree.\n") == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5])
def test_edits_change_a_share_of_the_words(share: float) -> None:
    edited = alterations.edit_words(SOURCE, share, rng())
    kept = set(" ".join(edited).split()) & set(" ".join(PARAGRAPHS).split())
    edits = max(1, round(200 * share))
    assert 200 - edits <= len(kept) <= 200 - edits * 0.6  # insertions keep the word
    assert len(edited) == 4
    assert PARAGRAPHS[0].startswith("p0w0 ")  # the source is left as it was


def test_spelling_and_quotes() -> None:
    text = of('"The color of the center," he said')
    assert alterations.respell(text, 0, rng()) == ['"The colour of the centre," he said']
    assert alterations.requote(text, 0, rng()) == ["”The color of the center,” he said"]
    assert alterations.respell(of("nothing"), 0, rng()) is None
    assert alterations.requote(of("nothing"), 0, rng()) is None


def test_one_number_is_corrected_in_a_long_article() -> None:
    plain = ["word " * 250 + "came 10 times"]
    (corrected,) = alterations.correct_number(of(*plain), 0, rng()) or []
    assert corrected.startswith("word word")
    number = int(corrected.split()[-2])
    assert 11 <= number <= 19
    assert alterations.correct_number(of("came 10 times"), 0, rng()) is None
    assert alterations.correct_number(of("word " * 250), 0, rng()) is None


def test_a_dateline_stands_before_the_first_word() -> None:
    first, *rest = alterations.add_dateline(SOURCE, 0, rng())
    assert first.endswith(PARAGRAPHS[0])
    assert len(first) > len(PARAGRAPHS[0])
    assert "{" not in first
    assert rest == PARAGRAPHS[1:]


def test_leads() -> None:
    assert alterations.prepend_lead(SOURCE, 2, rng()) == DONOR[:2] + PARAGRAPHS
    leads = {tuple(alterations.replace_lead(SOURCE, 1, rng(seed)) or ()) for seed in range(8)}
    assert all(list(lead[1:]) == PARAGRAPHS[1:] for lead in leads)
    assert (DONOR[0], *PARAGRAPHS[1:]) in leads
    assert len(leads) > 1  # some are reworded
    assert alterations.replace_lead(of("a lead", "too few words are left"), 1, rng()) is None


@pytest.mark.parametrize("seed", range(6))
def test_cuts_keep_a_share(seed: int) -> None:
    text, mirrored = " ".join(PARAGRAPHS), " ".join(reversed(" ".join(PARAGRAPHS).split()))
    end = alterations.cut_end(SOURCE, 0.6, rng(seed)) or []
    assert text.startswith(" ".join(end))
    assert word_count(end) in {100, 120}  # whole paragraphs, or 60 of 100 words
    beginning = alterations.cut_beginning(SOURCE, 0.6, rng(seed)) or []
    assert mirrored.startswith(" ".join(reversed(" ".join(beginning).split())))
    assert word_count(beginning) in {100, 120}
    assert alterations.cut_end(SOURCE, 0.1, rng(seed)) is None


def test_a_longer_end_is_another_articles() -> None:
    longer = alterations.append_other(SOURCE, 0.3, rng())
    assert longer == [*PARAGRAPHS, DONOR[0], " ".join(DONOR[1].split()[:10])]


@pytest.mark.parametrize("lines", [1, 3])
def test_boilerplate_leaves_the_text(lines: int) -> None:
    longer = alterations.add_boilerplate(SOURCE, lines, rng())
    assert [paragraph for paragraph in longer if paragraph in PARAGRAPHS] == PARAGRAPHS
    assert len(longer) == 4 + lines
    assert not any("{" in paragraph for paragraph in longer)
