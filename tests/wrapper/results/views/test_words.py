"""Words have the positions of their characters, else a part of their line."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.results.views import words as view
from tests.wrapper.results.samples import block, recognition


def result(*blocks: dict[str, Any]) -> Recognition[Any]:
    return recognition("recognize_general_text", {"words_block_list": list(blocks)})


def corners(x: float, y: float, width: float, height: float) -> list[Any]:
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]


def characters(text: str, scores: list[float], x: float = 0) -> list[dict[str, Any]]:
    return [
        {
            "char": character,
            "char_location": corners(x + 10 * index, 0, 10, 20),
            "char_confidence": score,
        }
        for index, (character, score) in enumerate(zip(text, scores, strict=True))
        if character != " "
    ]


def test_line_is_divided_in_proportion_to_its_characters() -> None:
    """Without characters, positions are estimated, and the words say so."""
    words = result(block("ab cdef", 0, 0, width=70)).words
    assert [word.text for word in words] == ["ab", "cdef"]
    assert words[0].polygon == ((0, 0), (20, 0), (20, 20), (0, 20))
    assert words[1].polygon == ((30, 0), (70, 0), (70, 20), (30, 20))
    assert [word.estimated for word in words] == [True, True]
    assert [word.confidence for word in words] == [0.9, 0.9]


def test_characters_give_exact_positions_and_the_lowest_confidence() -> None:
    """With `character_mode` a word is where its characters are."""
    line = block("ab cd", 0, 0, width=50, char_list=characters("ab cd", [1, 0.5, 1, 0.8, 0.9]))
    words = result(line).words
    assert [word.text for word in words] == ["ab", "cd"]
    assert words[1].polygon == ((30, 0), (50, 0), (50, 20), (30, 20))
    assert [word.confidence for word in words] == [0.5, 0.8]
    assert [word.estimated for word in words] == [False, False]


def test_characters_of_a_turned_line_give_a_turned_box() -> None:
    """The box of a word is turned like its line, and not the upright rectangle around it."""
    turn = [
        {"char": "a", "char_location": [[20, 0], [20, 10], [0, 10], [0, 0]]},
        {"char": "b", "char_location": [[20, 10], [20, 20], [0, 20], [0, 10]]},
    ]
    line = {"words": "ab", "location": [[20, 0], [20, 20], [0, 20], [0, 0]], "char_list": turn}
    (word,) = result(line).words
    assert word.polygon == ((20, 0), (20, 20), (0, 20), (0, 0))


@pytest.mark.parametrize(
    "char_list",
    [
        "text",
        [7],
        [{"char": "x", "char_location": corners(0, 0, 1, 1)}],
        [{"char": "ab"}, {"char": "cd", "char_location": None}],
        [{"char": "abc", "char_location": corners(0, 0, 1, 1)}, {"char": "d"}],
        [
            {"char": "abc", "char_location": corners(0, 0, 30, 20)},
            {"char": "d", "char_location": corners(30, 0, 20, 20)},
        ],
    ],
)
def test_characters_that_are_not_the_text_are_ignored(char_list: object) -> None:
    """The line is divided as if there were none."""
    words = result(block("ab cd", 0, 0, width=50, char_list=char_list)).words
    assert [(word.text, word.estimated) for word in words] == [("ab", True), ("cd", True)]


def test_line_without_extent_has_no_places_of_characters() -> None:
    """A box of no size shows no direction, in which the characters would stand."""
    places = characters("ab", [1, 1])
    (word,) = result(block("ab", 5, 5, width=0, height=0, char_list=places)).words
    assert (word.text, word.confidence) == ("ab", 0.9)


def test_chinese_letters_are_twice_as_wide() -> None:
    """A line of mixed scripts is divided by the widths of its characters."""
    words = result(block("中文 abcd", 0, 0, width=90)).words
    assert [word.polygon and word.polygon[1][0] for word in words] == [40, 90]


def test_hebrew_words_run_from_right_to_left() -> None:
    """The first word of the text is at the right."""
    words = result(block("שלום עו", 0, 0, width=70)).words
    assert words[0].text == "שלום"
    assert words[0].polygon is not None
    assert [round(x) for x, _ in words[0].polygon] == [30, 70, 70, 30]


def test_single_word_has_the_position_of_its_line() -> None:
    """A line without spaces is not divided, and its position is what the service returned."""
    (word,) = result(block("中文识别", 5, 5)).words
    assert not word.estimated
    assert word.polygon == ((5, 5), (105, 5), (105, 25), (5, 25))


def test_word_names_its_line() -> None:
    """`line` is the index in `lines`, also for tables."""
    found = result(block("a b", 0, 0), block("c", 0, 50))
    assert [(word.text, found.lines[word.line].text) for word in found.words] == [
        ("a", "a b"),
        ("b", "a b"),
        ("c", "c"),
    ]


def test_line_without_position_has_words_without_position() -> None:
    """No position is invented."""
    words = result({"words": "a b", "location": None}).words
    assert [word.polygon for word in words] == [None, None]


def test_vertical_chinese_is_read_downwards() -> None:
    """The frame of a tall, narrow block of Chinese begins at its right edge."""
    tall = ((0.0, 0.0), (20.0, 0.0), (20.0, 100.0), (0.0, 100.0))
    assert view.frame("中文识别", tall) == ((20, 0), (20, 100), (0, 100), (0, 0))
    assert view.frame("I", tall) == tall
    assert view.frame("x", ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))) is None


def test_text_is_not_in_the_repr() -> None:
    """A word can be logged."""
    (word,) = result(block("SECRET", 0, 0)).words
    assert "SECRET" not in repr(word)
