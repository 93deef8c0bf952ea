"""What the report page and the dataset index share: templates, words in both languages, escaping, the Content Security Policy.

The pages open from a mail attachment, from a file share, without a network: everything is inlined, and the policy allows the
page's own script and style by their hash and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
LANGUAGES = ("zh", "en")

# Characters that a browser would drop, replace or let act on what follows. Each is shown by a small sign instead.
_INVISIBLE = regex.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BIDI = regex.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_SURROGATE = regex.compile("[\ud800-\udfff]")


def _sign(match: regex.Match[str]) -> str:
    """An isolated element: a right-to-left override inside it ends with it, so no figure can be shown backwards."""
    character = match[0]
    shown = (
        "\ufffd" if ord(character) < 32 or 0x7F <= ord(character) < 0xA0 or _SURROGATE.match(character) else character
    )
    return f'<bdi class="ctl" data-u="{ord(character):04X}">{shown}</bdi>'


def html_text(text: str) -> str:
    """Text of a document as HTML: markup escaped, invisible and direction-changing characters made visible.

    >>> html_text('<b>1&2</b>')
    '&lt;b&gt;1&amp;2&lt;/b&gt;'
    """
    return _INVISIBLE.sub(_sign, escape(text))


def plain_text(text: str) -> str:
    """Text for titles, attributes and JSON: without direction-changing characters, lone surrogates replaced."""
    return _SURROGATE.sub("\ufffd", _BIDI.sub("", text))


def script_json(value: object) -> str:
    """JSON that can stand inside a script element, whatever the strings hold.

    >>> script_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Every word of the pages, Chinese and English."""
    pairs: dict[str, list[str]] = json.loads((TEMPLATES / "words.json").read_text(encoding="utf-8"))
    return {key: (pair[0], pair[1]) for key, pair in pairs.items()}


def word(key: str, language: str, **values: object) -> str:
    """One word in one language; an unknown key (a value of a later format) is shown as it is, without its group.

    >>> word("outcome.holds", "en"), word("as.newcomer", "en")
    ('Holds', 'newcomer')
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is none of {', '.join(LANGUAGES)}.")
    pair = words().get(key)
    text = pair[LANGUAGES.index(language)] if pair else key.partition(".")[2] or key
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@cache
def environment() -> Environment:
    """The jinja2 environment: autoescape on, an undefined name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["word"] = word
    made.filters["document_text"] = _marked_up
    return made


def _marked_up(text: str) -> Any:
    from markupsafe import Markup

    return Markup(html_text(text))


@cache
def _asset(names: tuple[str, ...]) -> str:
    return "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def render(
    template: str, *, language: str, styles: Sequence[str], scripts: Sequence[str], loads: str = "", **values: object
) -> str:
    """A page from a template with its styles and scripts inlined. `loads`: further script sources that the policy allows."""
    from markupsafe import Markup

    style = _asset(tuple(styles))
    script = '"use strict";\n(() => {\n' + _asset(tuple(scripts)) + "\n})();"
    policy = [
        "default-src 'none'",
        f"script-src {_hash(script)}{' ' + loads if loads else ''}",
        f"style-src {_hash(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if not loads:
        policy += ["require-trusted-types-for 'script'", "trusted-types 'none'"]
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            style=Markup(style),
            script=Markup(script),
            policy=Markup("; ".join(policy)),
            words_json=Markup(script_json(words())),
            t=lambda key: _switched(key, language),
            **values,
        )
    )


def _switched(key: str, language: str) -> Any:
    """A word in an element that the language switch finds again."""
    from markupsafe import Markup

    return Markup(f'<span data-t="{escape(key)}">{escape(word(key, language))}</span>')


def write_page(path: Path, page: str) -> None:
    """Write a page whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(page, encoding="utf-8", newline="\n")
    os.replace(part, path)
