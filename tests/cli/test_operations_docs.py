"""The examples of docs/operations.md do what the page says, as far as a test can try them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
PROGRAM = "/usr/local/bin/aggregator"


def block(after: str) -> str:
    """Return the first indented block after some words of the page."""
    rest = PAGE.read_text(encoding="utf-8").split(after, 1)[1]
    found = re.search(r"(?:^    .*\n|^\n(?=    ))+", rest, flags=re.MULTILINE)
    assert found
    return re.sub(r"^    ", "", found.group(), flags=re.MULTILINE)


def cron_lines() -> list[str]:
    """Return the commands of the crontab lines, as cron gives them to the shell."""
    section = PAGE.read_text(encoding="utf-8").split("\n## cron\n")[1].split("\n## ")[0]
    lines = re.findall(r"^    [\d*/]+ [\d*]+ \* \* \*  (.*)$", section, flags=re.MULTILINE)
    assert len(lines) == 3
    return [line.replace(r"\%", "%") for line in lines]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program of that name that ends with the code in a file and notes how it was called."""
    made = tmp_path / "aggregator"
    made.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/called\nexit $(cat {tmp_path}/code)\n', encoding="utf-8"
    )
    made.chmod(0o755)
    return made


@pytest.mark.parametrize(("code", "told"), [(0, ""), (3, ""), (4, "no edition\n"), (9, "no edition\n")])
def test_cron_tells_of_runs_that_published_nothing(code: int, told: str, program: Path) -> None:
    program.with_name("code").write_text(str(code), encoding="utf-8")
    outputs = [
        subprocess.run(
            ["/bin/sh", "-c", line.replace(PROGRAM, str(program))],
            capture_output=True,
            text=True,
            env={},
            check=False,
        )
        for line in cron_lines()
    ]
    assert [done.stdout for done in outputs] == ["", "", told]
    assert outputs[0].returncode == code
    called = program.with_name("called").read_text(encoding="utf-8")
    assert re.search(r"^backup /backup/store-[1-7]\.sqlite --output /srv/brief$", called, flags=re.MULTILINE)


def test_the_program_runs_with_an_empty_environment(tmp_path: Path) -> None:
    """As the first cron line has it, with a newsroom that is not there: listed, and ended with 9."""
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(
        "version: 1\nfetch: {allow_private_addresses: true, retries: 0}\nfamilies: {post: {name: Post}}\n"
        "feeds:\n- {name: Post, url: 'http://127.0.0.1:9/rss', family: post, category: world}\n",
        encoding="utf-8",
    )
    line = cron_lines()[0].replace(PROGRAM, f"{sys.executable} -m aggregator")
    line = line.replace("/etc/aggregator/feeds.yaml", str(feeds)).replace("/srv/brief", str(tmp_path / "out"))
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, env={}, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (9, "")
    assert "no article could be read" in done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    service = block("`/etc/systemd/system/aggregator.service`:").replace(PROGRAM, sys.executable)
    (tmp_path / "aggregator.service").write_text(
        service.replace("User=aggregator", "User=root"), encoding="utf-8"
    )
    (tmp_path / "aggregator.timer").write_text(
        block("`/etc/systemd/system/aggregator.timer`:"), encoding="utf-8"
    )
    units = ["aggregator.service", "aggregator.timer"]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit) for unit in units)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    about_ours = [line for line in (done.stdout + done.stderr).splitlines() if "aggregator." in line]
    assert (done.returncode, about_ours) == (0, [])


def test_the_units_and_the_container_name_options_that_exist() -> None:
    from aggregator.cli.root import program

    page = PAGE.read_text(encoding="utf-8")
    commands = re.findall(
        r"aggregator (?:-+[\w-]+(?: json)? )*(run|backup|restore|prune|doctor|report)\b", page
    )
    assert set(commands) <= set(program.commands)
    dockerfile = block("`Dockerfile`, in a checkout of the project:")
    environment = dict(re.findall(r"(AGGREGATOR_\w+)=(\S+)", dockerfile))
    known = {one.envvar for command in (program, *program.commands.values()) for one in command.params}
    assert set(environment) <= known
