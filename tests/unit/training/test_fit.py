"""A model is learned from pages, the same from the same pages; odds leave the page's own host out."""

from pathlib import Path

import numpy as np
import pytest

from newsscrape.page import Page
from newsscrape.readers.body.features import Head
from newsscrape.readers.body.reader import score_blocks
from training.corpus import LabelledPage
from training.odds import HostOdds, count_name_words, count_text_words, words_around

PROSE = "A sentence of story number {0} that goes on, with a comma or two, as long as it takes to be one. " * 2


def page(number: int) -> LabelledPage:
    markup = (
        f"<html><body><nav><p>Menu of pages</p></nav><div class='story'><h1>Story {number}</h1>"
        f"<p>{PROSE.format(number)}</p><p>{PROSE.format(number + 1)}</p></div><p class='promo'>Subscribe now</p>"
    )
    blocks = Page(markup).blocks
    labels = np.array([len(text) > 60 for text in blocks.texts])
    return LabelledPage(str(number), f"host{number}.example", blocks, Head(), labels, np.ones(len(blocks), np.float32))


PAGES = [page(number) for number in range(12)]


def test_odds_count_hosts_and_leave_the_own_one_out() -> None:
    odds = HostOdds(PAGES, count_text_words, 0.25)
    assert odds.all()["subscribe"] < -1 < 1 < odds.all()["sentence"]
    assert "host" not in odds.all()
    own = odds.without("host1.example", ["subscribe", "unknown"])
    assert own.keys() == {"subscribe"}
    assert own["subscribe"] > odds.all()["subscribe"]  # one host's vote less


def test_few_hosts_have_no_say() -> None:
    assert "subscribe" not in HostOdds(PAGES[:4], count_text_words, 0.25).all()


def test_names_of_elements_around() -> None:
    blocks = PAGES[0].blocks
    assert [sorted(words) for words in words_around(blocks)] == [[], ["story"], ["story"], ["story"], ["promo"]]
    odds = HostOdds(PAGES, count_name_words, 0.35).all()
    assert odds["promo"] < 0 < odds["story"]


def test_the_same_pages_give_the_same_model_and_it_has_learned(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", reason="training needs the extra `train`")
    from training.fit import fit

    many = [page(number) for number in range(60)]
    model, again = fit(many), fit(many)
    model.save(tmp_path / "a.npz")
    again.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    new = page(1000)
    assert ((score_blocks(new.blocks, new.head, model) > 0.5) == new.in_body).all()
