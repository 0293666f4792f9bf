"""A stream between runs: all that was found out about the live articles, as bytes and back.

Texts are not in it: whoever keeps the articles gives them back. What was made by another version of the
program, or with other settings, is not taken up again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.cluster.node import Node
from aggregator.cluster.rows import FIGURES_KEPT, TERMS_KEPT, Rows
from aggregator.cluster.stream import Stream
from aggregator.config import ClusterSettings
from aggregator.models import Article

ROWS = {"own": TERMS_KEPT, "wide": TERMS_KEPT, "figures": FIGURES_KEPT}
"""The rows of an article, in order, and how wide they are."""

Arrays = Mapping[str, NDArray[Any]]


def packed(stream: Stream) -> bytes:
    """Return the state of a stream that learns."""
    order = sorted(stream.graph.nodes, key=stream.graph.name)
    rank = {place: number for number, place in enumerate(order)}
    arrays: dict[str, NDArray[Any]] = {}
    for name, held in zip(ROWS, stream.graph.rows(np.array(order, dtype=np.int64)), strict=True):
        arrays |= _flat(name, held)
    articles, in_force, arrays["terms"], arrays["terms_in_force"] = stream.weights.laid_open()
    plain = {
        "nodes": [_node(stream, place, rank) for place in order],
        "groups": _groups(stream, rank),
        "vocabulary": stream.weights.vocabulary.in_order(),
        "articles": articles,
        "in_force": in_force,
        "live": stream.weights.live,
        "learning": _learning(stream),
    }
    arrays["plain"] = np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpacked(state: bytes, articles: Mapping[str, Article], settings: ClusterSettings) -> Stream:
    """Return the stream that was packed. An article that is not among `articles` has no text; let it go."""
    with np.load(io.BytesIO(state), allow_pickle=False) as held:
        arrays = dict(held)
    plain = json.loads(arrays["plain"].tobytes())
    stream = Stream(settings)
    for view, term in plain["vocabulary"]:
        stream.weights.vocabulary.column(view, term)
    stream.weights.restore(plain["articles"], plain["in_force"], arrays["terms"], arrays["terms_in_force"])
    stream.weights.live = plain["live"]
    nodes = [_restored(held, articles) for held in plain["nodes"]]
    stream.graph.restore(nodes, *(_rows(arrays, name, width) for name, width in ROWS.items()))
    for node, held in zip(nodes, plain["nodes"], strict=True):
        node.copied.update((nodes[other].id, flag) for other, flag in held["copied"])
    parts, homes = plain["groups"]
    stream.grouped.restore(parts, dict(homes))
    _learn_on(stream, plain["learning"])
    return stream


def _node(stream: Stream, place: int, rank: Mapping[int, int]) -> dict[str, object]:
    """Return what a node knows, the others by their rank."""
    node, places = stream.graph.nodes[place], stream.graph.places
    return {
        "id": node.id,
        "collection": node.collection,
        "days": node.days,
        "near": [(rank[other], value) for other, value in node.near.items()],
        "links": [(rank[other], value) for other, value in node.links.items()],
        "copied": [(rank[places[name]], flag) for name, flag in node.copied.items() if name in places],
    }


def _restored(held: Mapping[str, Any], articles: Mapping[str, Article]) -> Node:
    name = held["id"]
    return replace(
        Node.of(articles.get(name) or Article(id=name, text=""), None),
        collection=held["collection"],
        days=held["days"],
        near={int(other): value for other, value in held["near"]},
        links={int(other): value for other, value in held["links"]},
    )


def _groups(stream: Stream, rank: Mapping[int, int]) -> tuple[list[list[list[int]]], list[tuple[int, int]]]:
    parts, homes = stream.grouped.laid_open()
    ranked = [[[rank[place] for place in group] for group in part] for part in parts]
    return ranked, [(rank[place], rank[member]) for place, member in homes.items()]


def _learning(stream: Stream) -> dict[str, object]:
    learning = stream.learning
    assert learning is not None
    return {
        "waiting": [name for name in learning.waiting if name in stream.graph.places],
        "newest": learning.newest,
        "counted_to": learning.counted_to,
        "taken": learning.taken,
    }


def _learn_on(stream: Stream, held: Mapping[str, Any]) -> None:
    learning = stream.learning
    assert learning is not None
    graph = stream.graph
    learning.waiting = {name: graph.nodes[graph.places[name]] for name in held["waiting"]}
    learning.newest, learning.counted_to = held["newest"], held["counted_to"]
    learning.taken = held["taken"]


def _flat(name: str, rows: Rows) -> dict[str, NDArray[Any]]:
    """Return rows as three arrays, without what is empty."""
    return {
        f"{name}_lengths": rows.lengths,
        f"{name}_columns": rows.columns[rows.held],
        f"{name}_values": rows.values[rows.held],
    }


def _rows(arrays: Arrays, name: str, width: int) -> Rows:
    columns, values, lengths = (arrays[f"{name}_{part}"] for part in ("columns", "values", "lengths"))
    return Rows.of(columns, values, lengths, width)
