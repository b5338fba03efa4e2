"""JSON as outlets embed it."""

import json

import pytest

from newsscrape.embedded import mend_json, parse_json


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": "two\nlines\tand a tab"}', [{"a": "two\nlines\tand a tab"}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('/*<![CDATA[*/{"a": 1}/*]]>*/', [{"a": 1}]),
        ('{"a": [1, 2,], }', [{"a": [1, 2]}]),
        ('{"a": 1, // why\n "b": /* or */ 2}', [{"a": 1, "b": 2}]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1}\n}', [{"a": 1}]),
        ('{"a": "she said "no" to it", "b": 1}', [{"a": 'she said "no" to it', "b": 1}]),
        ('{"a": "<a href="https://e.org/x">x</a>"}', [{"a": '<a href="https://e.org/x">x</a>'}]),
        ("{'a': 'it'}", [{"a": "it"}]),
        ("{\"a\": 'don\\'t'}", [{"a": "don't"}]),
        ("{&quot;a&quot;: 1}", [{"a": 1}]),
        ('{"a": "https://e.org//x"}', [{"a": "https://e.org//x"}]),
    ],
)
def test_reads(text: str, values: list[object]) -> None:
    assert parse_json(text) == values


@pytest.mark.parametrize("text", ["", " ", "{", "no JSON", "[" * 100_000, '{"a"', "//"])
def test_what_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_json(text)


@pytest.mark.parametrize("value", [{"a": ["b", 1, None, {"c": "d // e, ]"}]}, "it's", [], {"a": '\\ " / ,'}])
def test_mending_leaves_json_alone(value: object) -> None:
    assert json.loads(mend_json(json.dumps(value))) == value
