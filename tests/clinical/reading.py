"""Reading grade (Flesch-Kincaid) and sentence length of what people read in a hurry, or in withdrawal."""

import re


def sentences(text):
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part.strip()]


def words(text):
    return re.findall(r"[A-Za-z0-9']+", text)


def syllables(word):
    word = re.sub(r"[^a-z]", "", word.lower())
    if not word:
        return 1
    # A silent e, and the -ed that is not sounded; "-le" after a consonant is.
    trimmed = re.sub(
        r"(?<=[^laeiouy])e$|(?<=[aeiouy])le$|(?<=[^tdaeiouy])ed$|(?<=[^aeiouy][^aeiouylsxz])es$", "", word
    )
    return max(1, len(re.findall(r"[aeiouy]+", trimmed)))


def grade(text):
    said = [words(sentence) for sentence in sentences(text)]
    count = sum(map(len, said))
    return (
        0.39 * count / len(said)
        + 11.8 * sum(syllables(word) for sentence in said for word in sentence) / count
        - 15.59
    )


def longest(text):
    return max(len(words(sentence)) for sentence in sentences(text))
