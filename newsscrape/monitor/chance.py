"""How likely a run's count is by chance, given the runs before it."""

from collections.abc import Sequence
from math import exp, lgamma

Count = tuple[int, int]  # records of which something holds, and records of which it might
# However many records came before, a run of another day may hold other ones: no more weight than this, and than
# `_A_RUN` for each run.
_MOST = 100.0
_A_RUN = 8.0
_LEAST = 2.0


def tail(now: Count, before: Sequence[Count]) -> float:
    """The probability of at least so many hits in a run as `now` has, if nothing has changed since `before`.

    It is the upper tail of a beta-binomial distribution. Its mean is the runs' pooled share (with Jeffreys' prior, so
    that what never was is not thought impossible). Its precision, the number of records that the runs before weigh,
    allows that records of one run are alike, that is, for overdispersion: it is the moment estimate of Kleinman,
    "Proportions with extraneous variance", Journal of the American Statistical Association 68 (1973), by how the
    shares of the runs differ, and never more than 8 for each run, 100, or the number of records.

    Args:
        now: hits and records of the run in question.
        before: those of the runs before it, one a run.

    Returns:
        A probability; 1.0 where there is nothing to compare.
    """
    hits, of = now
    runs = [(x, n) for x, n in before if n > 0]
    if not runs or of <= 0 or hits <= 0:
        return 1.0
    share = (sum(x for x, _ in runs) + 0.5) / (sum(n for _, n in runs) + 1)
    weight = _weight(runs, share)
    return _beta_binomial_tail(hits, of, share * weight, (1 - share) * weight)


def _weight(runs: Sequence[Count], share: float) -> float:
    total = sum(n for _, n in runs)
    most = min(_MOST, _A_RUN * len(runs), total + 1.0)
    spread = total - sum(n * n for _, n in runs) / total
    if len(runs) < 2 or spread <= len(runs) - 1:  # no run has two records, so that none can show how they are alike
        return most
    pearson = sum((x - n * share) ** 2 / n for x, n in runs) / (share * (1 - share) * (len(runs) - 1))
    alike = (pearson - 1) / (spread / (len(runs) - 1) - 1)  # the correlation of two records of one run
    return max(_LEAST, min(most, 1 / alike - 1)) if alike > 0 else most


def _beta_binomial_tail(least: int, of: int, a: float, b: float) -> float:
    """P(X >= least) for X of `of` trials whose probability is Beta(a, b)."""
    log = (
        lgamma(of + 1) - lgamma(least + 1) - lgamma(of - least + 1)
        + lgamma(least + a) + lgamma(of - least + b) - lgamma(of + a + b)
        + lgamma(a + b) - lgamma(a) - lgamma(b)
    )  # fmt: skip
    term = exp(log)
    total = term
    for x in range(least, of):
        term *= (of - x) * (x + a) / ((x + 1) * (of - x - 1 + b))
        total += term
    return min(1.0, total)
