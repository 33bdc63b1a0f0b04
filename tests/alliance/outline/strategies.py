"""Texts as officers type them, and texts as nobody would."""

from hypothesis import strategies as st

MARKS = [
    "□",
    "■",
    "○",
    "o",
    "ㅇ",
    "-",
    "–",
    "·",
    "①",
    "②",
    "1)",
    "1.",
    "가.",
    "※",
    "*",
    "**",
    "◆",
    ":",
]
WORDS = [
    "회의",
    "(일시)",
    "(주)가나",
    "전시관*",
    "<b>",
    "&amp;",
    '"인용"',
    "\t",
    '"',
    "{{ x }}",
    "\x00",
]
LINE_BREAKS = ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\n\n"]

lines = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "  ", "    ", "\t", "\u3000"]),
        st.sampled_from(["", *MARKS]),
        st.sampled_from(["", " ", "\t"]),
        st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        st.sampled_from(LINE_BREAKS),
    ),
)
typed = st.lists(lines, max_size=30).map("".join)
texts = st.one_of(
    typed,
    st.text(max_size=200),
    st.text(alphabet='□○-·①※*:\t\n" ()가1.', max_size=300),
)
