"""One folding rule for organisation names; what it cannot know is an alias."""

import re
import unicodedata

# Legal forms as they stand before or after a name. A bare 주 is never one: 주성, 한주 are names.
_LEGAL_FORMS = re.compile(
    r"주식회사|유한책임회사|유한회사|합자회사|합명회사|사단법인|재단법인|\((?:주|유|사|재|합)\)|농업회사법인|사회적협동조합|협동조합"
)
_NOT_LETTERS = re.compile(r"[\W_]+", re.UNICODE)


def fold_name(name: str) -> str:
    """The key under which all writings of one name fall together: `㈜ 시어스 랩` is `시어스랩`.

    Where nothing else is left (a name that is a legal form only), the letters themselves count.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    without_form = _NOT_LETTERS.sub("", _LEGAL_FORMS.sub(" ", text))
    return without_form or _NOT_LETTERS.sub("", text)
