import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.keyboard import on_the_other_layout

SYLLABLES = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("apxkqjtm", "메타버스"),
        ("tldjtmfoq", "시어스랩"),
        ("ㅡㄷㅅㅁ", "meta"),
        ("dlfrdj", "읽어"),
        ("rkqtl", "갑시"),
        ("Tkd", "쌍"),
        ("TKD", "쌍"),
        ("gksrnr3", "한국3"),
        ("ㅁㅠㅊ", "abc"),
        ("닭", "ekfr"),
        ("", ""),
    ],
)
def test_same_keys_in_the_other_language(typed, meant):
    assert on_the_other_layout(typed) == meant


@given(st.text(SYLLABLES, min_size=1, max_size=12))
def test_there_and_back_again(word):
    assert on_the_other_layout(on_the_other_layout(word)) == word
