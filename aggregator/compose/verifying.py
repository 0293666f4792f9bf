"""Walk every line of a brief back to its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregator.compose.values import Record, recomputed
from aggregator.compose.wording import allowed
from aggregator.evidence import holds, sha256
from aggregator.models import Article, Brief, Evidence, Line, Part, PartKind, Problem


def verify_brief(brief: Brief, articles: Mapping[str, Article]) -> tuple[Problem, ...]:
    """Return everything in a brief that does not hold against the articles, each with its reason.

    Checked are: the hash of each sentence of evidence; that each piece of a line stands in its evidence,
    is one of the fixed forms, or is a value that comes out the same when computed again; the values in
    tables of figures; the title; and of what changed, the lines printed now against the articles, those
    printed before against their own evidence, whose articles may have changed.
    """
    record = Record.of_brief(brief, articles)
    problems = list(_title(brief, articles))
    for section in brief.sections:
        for place, line in enumerate(section.lines, 1):
            where = f"{brief.slug}: {section.key} line {place}"
            problems += [_problem(where, reason) for reason in line_faults(line, record)]
    for table in brief.tables:
        for row in table.rows:
            if row.value not in row.evidence.text or not _holds(row.evidence, articles):
                problems.append(
                    _problem(
                        f"{brief.slug}: table of {table.counted}",
                        f"value {row.value!r} is not in its evidence",
                    )
                )
    return (*problems, *_history(brief, record))


def _history(brief: Brief, record: Record) -> Iterator[Problem]:
    for place, change in enumerate((*brief.changes, *brief.corrections), 1):
        where = f"{brief.slug}: change {place}"
        if change.now is not None and change in brief.changes:
            yield from (_problem(where, fault) for fault in line_faults(change.now, record))
        for evidence in () if change.then is None else change.then.evidence:
            if sha256(evidence.text) != evidence.sha256:
                yield _problem(where, f"the evidence at {evidence.article} was altered")


def line_faults(line: Line, record: Record) -> Iterator[str]:
    """Yield why a line does not hold; nothing if it does."""
    for evidence in (*line.evidence, *line.opposing):
        if not _holds(evidence, record.articles):
            yield f"the evidence at {evidence.article}[{evidence.start}:{evidence.end}] has changed"
    for part in line.parts:
        fault = _part_fault(part, line, record)
        if fault:
            yield fault


def _part_fault(part: Part, line: Line, record: Record) -> str:
    if part.kind is PartKind.WORDS:
        return "" if allowed(part.text) else f"{part.text!r} is not one of the fixed forms"
    if part.kind is PartKind.VALUE:
        again = recomputed(record, part)
        return "" if again == part.text else f"{part.name} is {again!r}, not {part.text!r}"
    inside = any(
        evidence.article == part.article and evidence.start <= part.start <= part.end <= evidence.end
        for evidence in line.evidence
    )
    if not inside:
        return f"{part.text!r} stands outside the line's evidence"
    article = record.articles.get(part.article)
    if article is None or not _same_words(part.text, article.text[part.start : part.end]):
        return f"{part.text!r} is not what the source says"
    return ""


def _same_words(printed: str, said: str) -> bool:
    """Whether two texts are the same but for the case of one raised letter."""
    return (
        printed.casefold() == said.casefold()
        and sum(a != b for a, b in zip(printed, said, strict=False)) <= 1
    )


def _holds(evidence: Evidence, articles: Mapping[str, Article]) -> bool:
    article = articles.get(evidence.article)
    return article is not None and holds(evidence, article)


def _title(brief: Brief, articles: Mapping[str, Article]) -> Iterator[Problem]:
    evidence = brief.title_evidence
    if evidence is None:
        return
    article = articles.get(evidence.article)
    said = "" if article is None else article.title if evidence.start < 0 else evidence.text
    if (
        sha256(said) != evidence.sha256
        or brief.title.rstrip(" …").casefold() not in " ".join(said.split()).casefold()
    ):
        yield _problem(f"{brief.slug}: title", f"{brief.title!r} is not from its source")


def _problem(subject: str, detail: str) -> Problem:
    return Problem(step="verify", subject=subject, reason="unproved", detail=detail)
