"""Parts of speech and lemmas by lookup: what spaCy's attribute_ruler and rule lemmatizer say of a word, asked once for each word."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.symbols import DEP, LEMMA, ORTH, POS, TAG
from spacy.tokens import Doc

MOST = 150_000
"""Words remembered; the cache is emptied when it holds more."""
_READ = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_WRITTEN = frozenset({"TAG", "POS", "LEMMA", "MORPH", "DEP"})
_NAME = "blamewire_word_classes"

Word = tuple[int, int, int]
"""What the rules see of a token: its form, tag and dependency."""
Classes = tuple[int, int, int, int]
"""What they say of it: tag, dependency, part of speech, lemma."""


class WordClasses:
    """Stands for both components, with their results but for the morphology, which nothing here reads.

    Nearly all rules look at one token, so equal tokens are given equal answers. The few of two tokens ("there is", "gon na") are
    looked for, and each run of words that they touch is given to the components as it stands.
    """

    def __init__(self, ruler: AttributeRuler, lemmatizer: EnglishLemmatizer) -> None:
        self._vocab = ruler.vocab
        self._ruler = ruler
        self._lemmatizer = lemmatizer
        self._known: dict[tuple[Word, ...], tuple[Classes, ...]] = {}
        self._single: dict[Word, Classes] = {}
        self._several = Matcher(ruler.vocab, validate=False)
        rules: Any = ruler.patterns
        for number, rule in enumerate(rules):
            long = [pattern for pattern in rule["patterns"] if len(pattern) > 1]
            if long:
                self._several.add(str(number), long)

    def __call__(self, doc: Doc) -> Doc:
        """Sets tag, dependency, part of speech and lemma of every token."""
        if not len(doc):
            return doc
        forms, tags, deps = doc.to_array([ORTH, TAG, DEP]).T.tolist()
        words: list[Word] = list(zip(forms, tags, deps, strict=True))
        get = self._single.get
        made = [get(word) or self._alone(word) for word in words]
        for start, end in self._runs(doc):
            made[start:end] = self._ask(tuple(words[start:end]))
        table: Any = np.array(made, dtype=np.uint64)
        doc.from_array([TAG, DEP, POS, LEMMA], table)
        if len(self._single) + len(self._known) > MOST:
            self._single.clear()
            self._known.clear()
            self._lemmatizer.cache.clear()
        return doc

    def _runs(self, doc: Doc) -> list[tuple[int, int]]:
        made: list[tuple[int, int]] = []
        for start, end in sorted((s, e) for _, s, e in self._several(doc, allow_missing=True)):
            if made and start < made[-1][1]:
                made[-1] = (made[-1][0], max(end, made[-1][1]))
            else:
                made.append((start, end))
        return made

    def _alone(self, word: Word) -> Classes:
        made = self._single[word] = self._tell((word,))[0]
        return made

    def _ask(self, words: tuple[Word, ...]) -> tuple[Classes, ...]:
        made = self._known.get(words)
        if made is None:
            made = self._known[words] = self._tell(words)
        return made

    def _tell(self, words: tuple[Word, ...]) -> tuple[Classes, ...]:
        strings = self._vocab.strings
        doc = Doc(self._vocab, words=[strings[form] for form, _, _ in words])
        table: Any = np.array([word[1:] for word in words], dtype=np.uint64)
        doc.from_array([TAG, DEP], table)
        doc = self._lemmatizer(self._ruler(doc))
        return tuple(map(tuple, doc.to_array([TAG, DEP, POS, LEMMA]).tolist()))


def _replaceable(ruler: Any, lemmatizer: Any) -> bool:
    """Whether both components are those whose results depend on nothing but a token's form, tag and dependency."""
    if type(ruler) is not AttributeRuler or type(lemmatizer) is not EnglishLemmatizer:
        return False
    if lemmatizer.mode != "rule" or lemmatizer.overwrite:
        return False
    rules: Any = ruler.patterns
    return all(
        all(token.keys() <= _READ for pattern in rule["patterns"] for token in pattern)
        and rule["attrs"].keys() <= _WRITTEN
        for rule in rules
    )


@Language.factory(_NAME)
def _create(nlp: Language, name: str) -> WordClasses:
    ruler: Any = nlp.get_pipe("attribute_ruler")
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    return WordClasses(ruler, lemmatizer)


def quicken(nlp: Language) -> None:
    """Puts the lookup in the place of attribute_ruler and lemmatizer, where they are English spaCy's own."""
    names = nlp.pipe_names
    if "attribute_ruler" not in names or "lemmatizer" not in names:
        return
    at = names.index("attribute_ruler")
    if names.index("lemmatizer") != at + 1 or not _replaceable(nlp.get_pipe(names[at]), nlp.get_pipe(names[at + 1])):
        return
    nlp.add_pipe(_NAME, before="attribute_ruler")
    nlp.disable_pipe("attribute_ruler")
    nlp.disable_pipe("lemmatizer")
