"""The chance of a run's count, given the runs before it."""

from math import comb

import pytest

from newsscrape.monitor.chance import _beta_binomial_tail, tail


def test_tail_of_known_distributions() -> None:
    assert _beta_binomial_tail(3, 10, 1, 1) == pytest.approx(8 / 11)  # Beta(1, 1): all counts alike
    sharp = _beta_binomial_tail(2, 5, 3e7, 7e7)  # hardly any spread: binomial
    assert sharp == pytest.approx(sum(comb(5, x) * 0.3**x * 0.7 ** (5 - x) for x in range(2, 6)), rel=1e-6)


def test_nothing_to_compare() -> None:
    assert tail((3, 3), []) == tail((3, 3), [(0, 0)]) == tail((0, 3), [(0, 9)]) == tail((0, 0), [(0, 9)]) == 1.0


def test_more_records_before_and_now_say_more() -> None:
    before = [(0, 10)] * 20
    chances = [tail((n, n), before) for n in (1, 2, 3, 4)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 1e-3
    assert chances[3] < 1e-5
    assert tail((4, 4), before[:2]) > chances[3]


def test_runs_that_differ_allow_more() -> None:
    alike, unlike = [(2, 10)] * 20, [(0, 10), (4, 10)] * 10
    assert tail((7, 10), alike) < tail((7, 10), unlike) / 10


def test_runs_of_one_record_each() -> None:
    assert 0 < tail((4, 4), [(0, 1)] * 20) < tail((2, 4), [(0, 1)] * 20) < 1
