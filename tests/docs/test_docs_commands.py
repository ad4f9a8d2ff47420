"""Every command and option the docs name exists, and every one there is stands in the reference."""

from __future__ import annotations

import re

import click
import pytest

from onboardgen import __version__
from onboardgen.cli.main import main
from onboardgen.cli.reference import all_commands, commands_reference
from tests.docs.markdown_files import ROOT, Page, pages, read_page, written_pages

REFERENCE = "docs/reference/commands.md"
CONTEXTS = {
    one.command_path: one for one in all_commands(click.Context(main, info_name="onboardgen"))
}
OPTION = re.compile(r"--?[a-zA-Z]")
HELP = {"-h", "--help"}
CALL = re.compile(r"(?:^|[;&|(] *|\bdo )(onboardgen(?: [^;&|(#>\n]*)?)", re.MULTILINE)
ENVIRONMENT = re.compile(r"\bONBOARDGEN_[A-Z_]+\b")


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    committed = (ROOT / REFERENCE).read_text(encoding="utf-8")
    current = commands_reference(main, "onboardgen")
    assert committed == current, "run docs/reference/generate.py"


@pytest.mark.parametrize("path", CONTEXTS)
def test_every_command_and_option_stands_in_the_reference(path: str) -> None:
    parts = re.split(r"^## `(.+)`\n", read_page(REFERENCE).text, flags=re.MULTILINE)
    section = dict(zip(parts[1::2], parts[2::2], strict=True))[path]
    for option in own_options(CONTEXTS[path].command):
        assert f"`{option}`" in section


@pytest.mark.parametrize("path", CONTEXTS)
def test_every_command_says_what_it_does(path: str) -> None:
    assert (CONTEXTS[path].command.help or "").strip()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_call_in_the_docs_names_a_command_and_options_that_exist(page: Page) -> None:
    for call in calls(page):
        path = command_path(call.split())
        assert path in CONTEXTS, f"{call!r} is no command"
        named = {word.partition("=")[0] for word in call.split() if OPTION.match(word)}
        assert named <= options(path) | HELP, call


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_every_option_named_in_prose_is_one_of_some_command(page: Page) -> None:
    known = HELP.union(*(options(path) for path in CONTEXTS))
    for word in page.code_words:
        if OPTION.match(word):
            assert word.split()[0].partition("=")[0] in known, word


def test_the_table_of_the_readme_names_every_command_and_verb() -> None:
    table = read_page("README.md").section("Commands").text
    for name in main.list_commands(click.Context(main)):
        assert f"`onboardgen {name}`" in table or f", `{name}`" in table, name
    access = next(line for line in table.splitlines() if "onboardgen access" in line)
    verbs = {path.split()[-1] for path in CONTEXTS if path.startswith("onboardgen access ")}
    assert set(re.findall(r"`([a-z-]+)`", access)) == verbs


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_every_environment_variable_in_the_docs_is_one_we_read(page: Page) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "onboardgen").rglob("*.py")
    )
    for name in ENVIRONMENT.findall(page.text):
        assert f'"{name}"' in source, name


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_every_make_target_in_the_docs_exists(page: Page) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    in_blocks = re.findall(r"^make ([a-z-]+)", "".join(b.text for b in page.blocks), re.MULTILINE)
    in_prose = [word.split()[1] for word in page.code_words if re.match(r"make [a-z]", word)]
    assert {*in_blocks, *in_prose} <= targets


def test_exactly_two_commands_of_the_readme_do_all_the_setting_up() -> None:
    blocks = read_page("README.md").section("Five minutes").blocks
    assert [block.text for block in blocks if block.language == "sh"] == [
        "make demo\n",
        "make test\n",
    ]


def test_readme_and_changelog_name_the_version() -> None:
    assert f"Version {__version__}" in read_page("README.md").text
    assert f"## {__version__}" in read_page("CHANGELOG.md").text


def test_the_changelog_names_every_command() -> None:
    changelog = read_page("CHANGELOG.md").text
    for name in set(main.list_commands(click.Context(main))) - {"completion"}:
        assert f"`{name}" in changelog


def test_a_call_is_found_in_blocks_loops_and_prose() -> None:
    page = Page("x.md", "`onboardgen check --strict`\n\n```sh\nfor k in a; do\n  onboardgen build "
                        '--out x > y  # c\ndone\necho | onboardgen schema "$k"\n```\n')  # fmt: skip
    assert list(calls(page)) == [
        "onboardgen check --strict", "onboardgen build --out x", 'onboardgen schema "$k"',
    ]  # fmt: skip


def calls(page: Page) -> list[str]:
    """Everything that looks like a call of ours: in code words and in shell blocks."""
    words = [word for word in page.code_words if re.match(r"onboardgen( |$)", word)]
    shell = [
        found.strip()
        for block in page.blocks
        if block.language in ("sh", "yaml")
        for found in CALL.findall(re.sub(r"^ +(- run: )?", "", block.text, flags=re.MULTILINE))
    ]
    return [*words, *(one for one in shell if not re.search(r"onboardgen[:,]", one))]


def command_path(words: list[str]) -> str:
    path = [words[0]]
    for word in words[1:]:
        context = CONTEXTS.get(" ".join(path))
        if context is None or not isinstance(context.command, click.Group):
            break
        if not word.startswith("-"):
            path.append(word)
    return " ".join(path)


def options(path: str) -> set[str]:
    """The options that may stand in a call of a command: its own, and those of the program."""
    return own_options(CONTEXTS[path].command) | own_options(main)


def own_options(command: click.Command) -> set[str]:
    given = [one for one in command.params if isinstance(one, click.Option)]
    return {name for option in given for name in (*option.opts, *option.secondary_opts)}
