"""JSON lines from anywhere: every line is used or named, and files appear whole or not at all."""

import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import log
from aggregator.cli import lines
from aggregator.cli.lines import Record, Tally, read_records, writing
from aggregator.errors import InputError
from tests.cli.samples import write_lines

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=5,
)


def write_all(write: Callable[[Record], None], *records: Record) -> None:
    for record in records:
        write(record)


def read(path: Path) -> tuple[list[tuple[str, Record]], Tally]:
    tally = Tally("test")
    return list(read_records(path, tally)), tally


def test_records_come_with_their_place(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"id": "1"}, "", {"id": "2"})
    found, tally = read(path)
    assert found == [(f"{path}:1", {"id": "1"}), (f"{path}:3", {"id": "2"})]
    assert tally.bad == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 8)"),
        (rb'{"a": "\ud83d"}', "half a character"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    line: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure()
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "1"}\n' + line + b'\n{"id": "3"}')
    found, tally = read(path)
    assert [record["id"] for _, record in found] == ["1", "3"]
    assert tally.bad == 1
    err = capsys.readouterr().err
    assert f"{path}:2" in err
    assert why in err


def test_a_line_without_end_is_passed_over_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 10)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n' + b"x" * 95 + b'\n{"a": 3}\n')
    found, tally = read(path)
    assert found == [(f"{path}:1", {"a": 1}), (f"{path}:3", {"a": 3})]
    assert tally.bad == 1


def test_byte_order_mark_and_gzip_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\ufeff".encode() + b'{"a": 1}\r\n'))
    assert read(path)[0] == [(f"{path}:1", {"a": 1})]


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b'{"a": 1}\n' * 9999)[:-30]])
def test_a_broken_archive_is_refused_with_its_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.jsonl\.gz"):
        read(path)


@given(st.lists(st.dictionaries(st.text("ab", min_size=1), JSON_VALUES, max_size=3), max_size=4))
def test_what_is_written_is_read_again(records: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        with writing(path) as write:
            write_all(write, *records)
        assert [record for _, record in read(path)[0]] == records


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(TypeError), writing(path) as write:
        write_all(write, {"a": 1}, {"a": object()})
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_a_mode_stays_a_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    with writing(link) as write:
        write({"a": 1})
    assert link.is_symlink()
    assert json.loads(real.read_text(encoding="utf-8")) == {"a": 1}
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with writing(pipe) as write:
        write({"a": 1})
    assert os.read(reading, 100) == b'{"a": 1}\n'
    os.close(reading)
    assert pipe.is_fifo()


def test_a_dash_is_standard_input_and_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1}\n')))
    found, _ = read(Path("-"))
    with writing(Path("-")) as write:
        write(found[0][1])
    assert found == [("(standard input):1", {"a": 1})]
    assert capsys.readouterr().out == '{"a": 1}\n'
