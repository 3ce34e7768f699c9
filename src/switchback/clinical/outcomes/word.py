"""A person's weekly word: one symbol per week from the start of treatment."""

from .weeks import OnePerson, Weeks

POSITIVE, NEGATIVE, MIXED, MISSING, NONE_DUE = "+", "-", "*", "o", "_"
ALPHABET = {
    POSITIVE: "every sample of the week positive for an opioid",
    NEGATIVE: "every sample of the week negative",
    MIXED: "positive and negative samples in one week",
    MISSING: "no sample, though one was due",
    NONE_DUE: "no sample was required",
}


class NotAWord(ValueError):
    """A weekly word that cannot be read."""


def read_word(word: str) -> Weeks:
    """The weeks of one person, from `"-+o*"`. A week with none due is neither negative, positive nor missing."""
    check_word(word)
    return Weeks(
        positive=_weeks_with(word, POSITIVE),
        negative=_weeks_with(word, NEGATIVE),
        mixed=_weeks_with(word, MIXED),
        missing=_weeks_with(word, MISSING),
        length=len(word),
        widest=len(word),
        arithmetic=OnePerson(),
    )


def check_word(word: str) -> None:
    if not word:
        raise NotAWord("the history is empty: it has no weeks")
    for week, symbol in enumerate(word, start=1):
        if symbol not in ALPHABET:
            raise NotAWord(f"week {week} of {word!r} is {symbol!r}; known are {' '.join(ALPHABET)}")
    if not word.strip(NONE_DUE):
        raise NotAWord(f"no sample was due in any week of {word!r}")


def _weeks_with(word: str, symbol: str) -> int:
    found = 0
    for place, written in enumerate(word):
        if written == symbol:
            found |= 1 << place
    return found
