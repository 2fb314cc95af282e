"""The make-up of the English parse model: its tokeniser and its components.

::

    text -> tokeniser -> tok2vec -> tagger        (fine-grained tags, XPOS)
                              |---> morphologizer (UPOS and features)
                              |---> parser        (relations, ends of sentences)
                                        -> lemmatizer (tables, by form and UPOS)

One tok2vec layer is shared by the three: it is most of the work of reading a word. The lemmatizer
looks words up, which is faster and, for verbs, surer than learning edits from the same layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.symbols import ORTH
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

#: Prefixes that the treebanks leave on their word: pro-Russian, non-aligned, re-elected.
# fmt: off
BOUND_PREFIXES = (
    "anti", "co", "counter", "cross", "e", "ex", "inter", "mid", "multi", "neo", "non", "post",
    "pre", "pro", "pseudo", "quasi", "re", "semi", "sub",
)

#: Abbreviations that spaCy's English rules miss; the full stop belongs to them.
ABBREVIATIONS = (
    "al.", "Amb.", "Brig.", "Capt.", "Cmdr.", "Col.", "Ft.", "GEN.", "Lt.", "Maj.", "Pres.",
    "Pvt.", "Sgt.", "Sr.", "fig.", "figs.",
)
# fmt: on

#: Runs of one mark are one word ("!!!", "====="); a mark alone is left to spaCy's rules.
RUNS = [r"!{2,}", r"\?{2,}", r"[!?]{3,}", r"={2,}", r"_{2,}", r"\*{2,}", r"<{2,}", r">{2,}"]


@dataclass(frozen=True)
class Settings:
    """The sizes that are compared; the names are spaCy's."""

    width: int = 128
    depth: int = 4
    pieces: int = 3
    norm_rows: int = 8000
    affix_rows: int = 4000
    hidden: int = 64
    parser_pieces: int = 2
    use_upper: bool = True

    def __str__(self) -> str:
        upper = "upper" if self.use_upper else "no upper"
        return (
            f"width {self.width}, depth {self.depth}, pieces {self.pieces}, "
            f"rows {self.norm_rows}/{self.affix_rows}, "
            f"parser {self.hidden}x{self.parser_pieces} {upper}"
        )


def fit_tokeniser(nlp: Language) -> None:
    """Make spaCy's English tokeniser cut words as the treebanks do."""
    kept = "".join(rf"(?<!(?i:\b{prefix}))" for prefix in BOUND_PREFIXES)
    hyphens = "(?:-|–|—|--|---|——|~)"
    infixes = []
    for pattern in nlp.Defaults.infixes:
        if hyphens in pattern:
            pattern = pattern.replace(hyphens, f"{kept}{hyphens}")
        infixes.append(pattern)
    infixes.append(r"(?<=[A-Z]\.)[-–—](?=[A-Za-z])")  # U.S.-led
    infixes.append(r"(?<=\w[”’\"])[–—](?=\w)")
    prefixes = RUNS + list(nlp.Defaults.prefixes)
    suffixes = RUNS + list(nlp.Defaults.suffixes)
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    nlp.tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    nlp.tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    for abbreviation in ABBREVIATIONS:
        nlp.tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])


def _listener(settings: Settings) -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": settings.width,
        "upstream": "tok2vec",
    }


def _tagger(settings: Settings) -> dict[str, Any]:
    return {"@architectures": "spacy.Tagger.v2", "nO": None, "tok2vec": _listener(settings)}


def build(settings: Settings) -> Language:
    """Return an untrained pipeline."""
    nlp = spacy.blank("en")
    fit_tokeniser(nlp)
    affixes = settings.affix_rows
    nlp.add_pipe(
        "tok2vec",
        config={
            "model": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": settings.width,
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
                    "rows": [settings.norm_rows, 1000, affixes, affixes, 50, 50],
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": settings.width,
                    "depth": settings.depth,
                    "window_size": 1,
                    "maxout_pieces": settings.pieces,
                },
            }
        },
    )
    nlp.add_pipe("tagger", config={"model": _tagger(settings)})
    nlp.add_pipe("morphologizer", config={"model": _tagger(settings)})
    nlp.add_pipe(
        "parser",
        config={
            "min_action_freq": 20,
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "parser",
                "extra_state_tokens": False,
                "hidden_width": settings.hidden,
                "maxout_pieces": settings.parser_pieces,
                "use_upper": settings.use_upper,
                "tok2vec": _listener(settings),
                "nO": None,
            },
        },
    )
    return nlp


def add_lemmatizer(nlp: Language, tables: Lookups) -> None:
    """Add spaCy's rule lemmatizer with tables of our own."""
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(list, nlp=nlp, lookups=tables)
