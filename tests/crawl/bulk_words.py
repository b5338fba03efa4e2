"""The words of made-up articles: as varied as real ones, the same for the same number, no two near each other."""

import random
from collections.abc import Callable, Sequence

_ADJECTIVES = (
    "northern narrow copper wooden silent common distant public hollow bitter rapid medieval borrowed shallow crowded "
    "yellow patient costly broken humble coastal rural frozen fertile dusty hidden modern lively modest salty"
).split()
_THINGS = (
    "bridge harbour boat school market bookshop meadow canal station cellar workshop garden mill lantern tunnel "
    "vineyard mine barn museum reservoir tramway shipyard theatre clinic pasture lighthouse warehouse kiln "
    "windmill fountain telescope ropewalk"
).split()
_VERBS = (
    "repaired counted bought opened closed moved painted inspected rented measured sold cleaned restored guarded "
    "drained mapped insured lengthened planted borrowed photographed weighed"
).split()
_HEADLINE_VERBS = "Opens Loses Repairs Counts Buys Shelters Outlives Replaces Restores Lends".split()
_PLACES = (
    "Arvenholm Bastora Calmira Dunvarra Elsebeck Fontaro Gravelin Hestmark Ilvarra Jorsund Kestrin Lomvale Marisco "
    "Nordwick Ostrava-Sul Pelloria Quarnholt Rimaldo Saltmere Tervane Ulverby Vantona Westerlau Ystadt Zembria"
).split()
PEOPLE = tuple(
    f"{first} {last}"
    for first in "Amina Bruno Carla Daoud Edith Farid Greta Hamid Ilse Jamal Karin Latif Mona Nadim Olga".split()
    for last in "Abadi Brenner Calder Duarte Eskil Farhadi Galli Hartog Imran Jansen Kovar Lindqvist Moreau".split()
)
_OFFICES = (
    "harbour office;water board;guild of weavers;roads council;city treasury;school inspectorate;fishermen's union;"
    "railway institute;chamber of trade;weather bureau;forest authority;society of engineers"
).split(";")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()

_Sentence = Callable[[Callable[[Sequence[str]], str], Callable[[int, int], int]], str]
_SENTENCES: tuple[_Sentence, ...] = (
    lambda pick, n: (
        f"The {pick(_ADJECTIVES)} {pick(_THINGS)} of {pick(_PLACES)} {pick(_VERBS)} {n(3, 900)} {pick(_THINGS)}s on "
        f"{pick(_DAYS)}, {pick(PEOPLE)} of the {pick(_OFFICES)} told reporters."
    ),
    lambda pick, n: (
        f"“We {pick(_VERBS)} every {pick(_ADJECTIVES)} {pick(_THINGS)} before {pick(_MONTHS)},” said {pick(PEOPLE)}, "
        f"who has led the {pick(_OFFICES)} for {n(2, 30)} years."
    ),
    lambda pick, n: (
        f"Some {n(11, 990)} {pick(_THINGS)}s in {pick(_PLACES)} still wait for a {pick(_ADJECTIVES)} {pick(_THINGS)}, "
        f"although the {pick(_OFFICES)} {pick(_VERBS)} {n(4, 70)} of them in {pick(_MONTHS)}."
    ),
    lambda pick, n: (
        f"In {pick(_PLACES)}, by contrast, nobody {pick(_VERBS)} a {pick(_THINGS)} since the {pick(_ADJECTIVES)} "
        f"winter of {n(1901, 2019)}."
    ),
    lambda pick, n: (
        f"{pick(PEOPLE)} and {pick(PEOPLE)} {pick(_VERBS)} the {pick(_THINGS)} between {pick(_PLACES)} and "
        f"{pick(_PLACES)}, which costs {n(2, 95)} million a year."
    ),
    lambda pick, n: (
        f"A {pick(_ADJECTIVES)} report of the {pick(_OFFICES)}, {n(20, 400)} pages long, asks why the "
        f"{pick(_ADJECTIVES)} {pick(_THINGS)}s were {pick(_VERBS)} so late."
    ),
    lambda pick, n: (
        f"Until {pick(_MONTHS)} the {pick(_THINGS)} stays {pick(_ADJECTIVES)}, and its {n(3, 60)} {pick(_THINGS)}s are "
        f"kept at {pick(_PLACES)}."
    ),
)


def title(number: int) -> str:
    """An article's title."""
    words = random.Random(f"title {number}")
    place, thing = words.choice(_PLACES), words.choice(_THINGS)
    verb, amount = words.choice(_HEADLINE_VERBS), words.randint(2, 980)
    return (
        f"{place} {words.choice(_ADJECTIVES).title()} {thing.title()} {verb} {amount} {words.choice(_THINGS).title()}s"
    )


def paragraphs(number: int, edits: int = 0) -> list[str]:
    """An article's body; an edit adds a paragraph and leaves the others as they are."""
    words = random.Random(f"body {number}")
    text = [" ".join(_sentence(words) for _ in range(words.randint(3, 5))) for _ in range(words.randint(5, 15))]
    return text + [
        f"Update {edit}: {_sentence(random.Random(f'{number} edit {edit}'))}" for edit in range(1, edits + 1)
    ]


def _sentence(words: random.Random) -> str:
    pick = words.choice
    return pick(_SENTENCES)(pick, words.randint)
