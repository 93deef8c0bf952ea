"""Are the documents true? Every command and Python block in them is run, every output compared, every link followed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

import cli
from extractor.dictionary import markdown
from extractor.flow import extract
from tests.documents import NOT_RUN, ROOT, blocks, differences, run_document

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "patterns" / "README.md",
]
PROGRAMS = [
    d
    for d in DOCUMENTS
    if any(b.language in ("sh", "python") and not b.not_run() for b in blocks(d.read_text("utf-8")))
]
INSTALL = [
    "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/gouji extract corpus/self_evaluation/report.txt",
    "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest",
]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", PROGRAMS, ids=name)
def test_commands_and_scripts_do_what_the_document_says(document: Path, tmp_path: Path) -> None:
    """Does every block run, and print what is shown below it?"""
    wrong = []
    for ran in run_document(document, tmp_path):
        wrong += ran.errors
        unlike = ran.block.output and differences(ran.block.output.text, ran.output)
        if unlike and not ran.errors:
            wrong.append(f"{ran.block.text}{unlike}")
    assert not wrong, "\n\n".join(
        [*wrong, f"If the document is what is out of date: python -m tests.documents {name(document)}"]
    )


@pytest.mark.parametrize("document", [ROOT / "README.md", ROOT / "README.zh-CN.md"], ids=name)
def test_the_install_commands_stand_first_and_alone(document: Path) -> None:
    """Are they the first two blocks? They are not run here: .ci/run runs the second word for word, and a test has no network."""
    first = blocks(document.read_text("utf-8"))[:2]
    assert [block.text.strip() for block in first] == INSTALL
    assert INSTALL[1].removeprefix("python3") in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_reason_not_to_run_a_block_is_used() -> None:
    """Does NOT_RUN leave out only what is there?"""
    texts = "\n".join(b.text for d in DOCUMENTS for b in blocks(d.read_text("utf-8")) if b.language in ("sh", "python"))
    assert [words for words in NOT_RUN if words not in texts] == []


def test_the_chinese_readme_has_the_same_code() -> None:
    """Do both READMEs show the same commands and scripts? Comments may be translated; outputs are in the reader's language."""

    def code(path: Path) -> list[tuple[str, list[str]]]:
        found = blocks(path.read_text("utf-8"))
        return [
            (b.language, [re.sub(r"\s*#.*$", "", line) for line in b.text.splitlines()])
            for b in found
            if b.language != "text"
        ]

    assert code(ROOT / "README.zh-CN.md") == code(ROOT / "README.md")


def test_the_sample_record_of_the_readme_is_what_the_program_gives() -> None:
    """Is the figure shown in the README a figure of the shipped sample?"""
    figures = {f["id"]: f for f in extract(ROOT / "corpus" / "self_evaluation" / "report.txt").to_dict()["figures"]}
    shown = [json.loads(b.text) for b in blocks((ROOT / "README.md").read_text("utf-8")) if b.language == "json"]
    assert shown
    for record in shown:
        assert record.items() <= figures[record["id"]].items()


def test_the_data_dictionary_is_current() -> None:
    """Was docs/format.md made again after a field changed?"""
    assert (ROOT / "docs" / "format.md").read_text("utf-8") == markdown(), "run python -m extractor.dictionary"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    """Is there a file, and in it the heading, behind every relative link?"""
    broken = []
    for link in _LINK.findall(document.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def anchors(document: Path) -> set[str]:
    """The names that headings get on the web."""
    titles = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_command_and_option_is_documented() -> None:
    """Does some document name each command with each of its options?"""
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    parts = dict(re.findall(r"^## `gouji (\w+).*?`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    group = get_command(cli.app)
    commands = group.commands  # type: ignore[attr-defined]
    assert sorted(parts) == sorted(commands)
    for command, about in commands.items():
        options = {o for p in about.params for o in (*p.opts, *p.secondary_opts) if o.startswith("-") and o != "--help"}
        said = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", parts[command]))
        assert options - said == set(), f"gouji {command}"
        assert {o for o in said if o.startswith("--")} - options == set(), f"gouji {command} has no such option"


def test_documented_commands_exist() -> None:
    """Is every `gouji …` that a document shows a command, with options that it has?"""
    commands = get_command(cli.app).commands  # type: ignore[attr-defined]
    general = {"--help", "--version", "--install-completion"}
    wrong = []
    for document in DOCUMENTS:
        for command, rest in re.findall(
            r"gouji (?!\[)([a-z]\w*)((?: [^\n`|>#]*)?)", code_of(document.read_text("utf-8"))
        ):
            if command not in commands:
                wrong.append(f"{name(document)}: gouji {command}")
                continue
            known = {o for p in commands[command].params for o in (*p.opts, *p.secondary_opts)} | general
            wrong += [
                f"{name(document)}: gouji {command} {o}"
                for o in re.findall(r"(?<!\S)--[a-z][\w-]*", rest)
                if o not in known
            ]
    assert wrong == []


def code_of(text: str) -> str:
    """What a document prints as code."""
    return "\n".join([b.text for b in blocks(text) if b.language == "sh"] + re.findall(r"`([^`\n]+)`", text))


def test_benchmarks_are_described() -> None:
    """Does docs/benchmarks.md name every benchmark, and only options that they have?"""
    text = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    named = set(re.findall(r"benchmarks/(\w+\.py)", text))
    assert named == {path.name for path in (ROOT / "benchmarks").glob("*.py")}
    for script, options in re.findall(r"python benchmarks/(\w+\.py)([^\n`]*)", text):
        source = (ROOT / "benchmarks" / script).read_text("utf-8")
        assert [o for o in re.findall(r"--[a-z]+", options) if f'"{o}"' not in source] == []
