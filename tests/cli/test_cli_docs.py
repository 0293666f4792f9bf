"""The documents name every command, option and exit code; a new one without its line fails here."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aggregator.cli.exits import MEANINGS, ExitCode
from aggregator.cli.root import program

DOCS = Path(__file__).parents[2] / "docs"


def commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{prefix}{name}", command


COMMANDS = dict(commands(program))


def sections() -> dict[str, str]:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections()[name]
    assert f"`aggregator {name}" in section
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in section, f"{name} {option} is not in docs/commands.md"
        else:
            assert parameter.make_metavar(click.Context(COMMANDS[name])).strip("[]{}") in section


def test_the_program_s_own_options_are_documented() -> None:
    section = sections()["Options of the program"]
    for parameter in program.get_params(click.Context(program)):
        for option in parameter.opts:
            assert f"`{option}`" in section


def test_no_document_describes_a_command_that_is_gone() -> None:
    assert set(sections()) == set(COMMANDS) | {"Options of the program"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_examples_that_parse(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.epilog is not None
    examples = re.findall(rf"^  aggregator {name}\b(.*)$", command.epilog, flags=re.MULTILINE)
    assert examples
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts} has no help"
    used = {
        option for example in examples for option in re.findall(r"(?<!\S)--?[a-z-]+", example.split("|")[0])
    }
    known = {option for parameter in command.params for option in parameter.opts}
    assert used - {"-"} <= known


def test_every_exit_code_is_documented_with_its_meaning() -> None:
    table = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert set(MEANINGS) == set(ExitCode)
    for code, meaning in MEANINGS.items():
        assert f"| {code:d} | {meaning} |" in table


@pytest.mark.parametrize("name", ["commands.md", "operations.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", text):
        page = DOCS / (target or name)
        assert page.is_file(), f"{name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w-]", "", one.lower().replace(" ", "-")) for one in headings}
