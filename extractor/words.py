"""jieba words, as plain lists and as a spaCy tokenizer that never cuts through a figure.

An own `jieba.Tokenizer`, so that another program's dictionary in the same process is neither used nor changed. jieba keeps its parsed
dictionary as a file that it reads with marshal; by default that file lies in the shared temporary folder, where somebody else could
have put it. Ours lies in a folder that only the user can write.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import patterns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def cache_folder() -> Path:
    """A folder that belongs to the user and that nobody else can write: $XDG_CACHE_HOME/gouji, or a fresh temporary one."""
    base = os.environ.get("XDG_CACHE_HOME") or (
        os.path.expanduser("~/.cache") if os.path.expanduser("~") != "~" else ""
    )
    if base:
        folder = Path(base) / "gouji"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            state = folder.lstat()
            ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if ours and stat.S_ISDIR(state.st_mode) and not state.st_mode & 0o022 and os.access(folder, os.W_OK):
                return folder
        except OSError:
            pass
    return Path(tempfile.mkdtemp(prefix="gouji-"))


@lru_cache(maxsize=1)
def segmenter() -> Any:
    """The project's `jieba.Tokenizer`: jieba's dictionary and the words of patterns/words.toml."""
    import logging

    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_folder())
    jieba.default_logger.setLevel(logging.CRITICAL)  # it reports each load of its cache on stderr
    tokenizer.initialize()
    for word in patterns.read_toml("words.toml")["words"]:
        tokenizer.add_word(word)
    return tokenizer


def cut(text: str) -> list[str]:
    """The words of `text`, which joined give `text` again.

    >>> cut("一般公共预算收入增长")
    ['一般公共预算', '收入', '增长']
    """
    return list(segmenter().cut(text))


def cut_between(text: str, borders: Iterable[int]) -> list[str]:
    """The words of `text`, none of which reaches over one of `borders`: jieba alone glues "1.2020年" together."""
    edges = sorted({0, len(text), *(edge for edge in borders if 0 < edge < len(text))})
    return [word for start, end in pairwise(edges) for word in cut(text[start:end])]


class WordTokenizer:
    """spaCy tokenizer: jieba words with the edges of figures, codes, periods and document numbers as hard borders."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for word in cut_between(text, _edges(text)):
            if word == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    # The tokenizer is made from the installed data alone, so that there is nothing to store with a model.
    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: object) -> WordTokenizer:
        return self

    def to_disk(self, _: object, **__: object) -> None:
        return None

    def from_disk(self, _: object, **__: object) -> WordTokenizer:
        return self


def _edges(text: str) -> list[int]:
    from .reading import mention_spans

    return [edge for span in mention_spans(text) for edge in span]


def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    """Entry point `gouji.Words.v1` of spaCy's registry of tokenizers."""

    def create(nlp: Language) -> WordTokenizer:
        return WordTokenizer(nlp.vocab)

    return create
