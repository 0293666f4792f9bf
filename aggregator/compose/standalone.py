"""Whether a sentence can be printed alone: whole, of a readable length, pointing at nothing outside it."""

from __future__ import annotations

import re

MIN_WORDS, MAX_WORDS = 6, 60
# An "it" this early has nothing before it in the sentence to stand for, unless a name is there.
EARLY_WORDS = 6

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")

_PRONOUN = re.compile(
    r"(?:He|She|They|It|We|I|You|This|That|These|Those|His|Her|Their|Its|Our|My|Such|Here|There|"
    r"Another|Others|Both|One|Same|Similar|Neither|Either|"
    r"The (?:former|latter|same|other|move|decision|announcement|incident|man|woman|pair|two|group|"
    r"document|figure|change|changes))\b"
)
# In a quotation these stand for whoever is quoted.
_SPEAKER = re.compile(r"(?:I|We|My|Our|You)\b")
# "It was not clear", "There were": here the pronoun stands for nothing that went before.
_EXPLETIVE = re.compile(
    r"It (?:was|is|remains?|remained|has|had|will|would|took|takes|appears?|seems?)\s+"
    r"(?:not |still |also |been |now |yet |only )*(?:immediately |yet )?"
    r"(?:clear|unclear|unknown|known|expected|possible|likely|unlikely|believed|thought|reported|hoped|"
    r"feared|understood|that|to be seen)\b|There (?:is|are|was|were|has|have|will)\b"
)
_SAYING = "said|says|added|adds|told|noted|wrote|explained|argued|warned|continued"
_SAID_BY_PRONOUN = re.compile(
    rf"\b(?:he|she|they|it) (?:\w+ )?(?:{_SAYING})\b|\b(?:{_SAYING}) (?:he|she|they)(?=[,.;])"
)
# "Whether that extends to ...", "... asked for it there.", "... speaks of 31,000.": the rest is elsewhere.
_OUTSIDE = re.compile(
    r"(?:Whether|When|If|While|Although|As|Until|Since) (?:that|this|these|those|there)\b"
    r"|(?:Doing|Despite|After|Before|By|Following|Because of) (?:this|that|so)\b"
    r"|.*\b(?:these|those) (?!who\b|with\b|in\b|of\b|from\b|at\b|\w+ed\b|hurt\b)[a-z]+"
    r"|.*\b(?:agreed|disagreed|concurred|there|them|it|so|then|(?:to|of|by|with|for) (?:her|him))\.$"
    r"|.*\b(?:of|was|were) (?!(?:19|20)\d\d\.)\d[\d,]*\.$"
)
_AFTER_SOMETHING = re.compile(
    r"(?:Soon after|Shortly after|In response|Later|After that|Afterwards|Since then|By then|At the time|"
    r"At that time|That day|The same day|Instead|Also|Then|Meanwhile),?\s"
)
_PERSONAL = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]+")
# Words that open sentences with a capital and name nobody.
_OPENERS = frozenset(
    """The A An In On At By For From With After Before When While As If Since Although Though Because But And
    Or This That These Those There Here According To Of It Both Some Many Most Asked Until During Under
    Over""".split()
)
_NEUTER = re.compile(r"\b(?:it|its)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me|[Yy]ou|[Yy]our)\b")
# What points at a page rather than at the world: captions, links, lists that follow.
_PAGE = re.compile(
    r"\b(?:accuracy and availability|as follows|the following|above|below|see also|click|read more|"
    r"this article|pictured|rush deadline|contributed to this|newsletter|privacy policy|terms of use)\b"
    r"|\((?:left|right|[LRC])\)|\A(?:Photos?|Videos?|Images?|Pictures?|Gallery|Related|Slideshow)\b[^.:]{0,30}:"
    r"|\A\d+ ?/ ?\d+ |\ACLOSE\b|\A(?:Show|Hide|Share|Play|Watch) (?:Hide|[A-Z])"
    r"|\A\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]|[ -])",
    re.IGNORECASE,
)
# "Split: Sarah Silverman announced ...", "THE CURSE OF THE GOAT Bar owner ...": captions and crossheads.
_LABELLED = re.compile(
    r"\A(?:[\w’'-]+ ){0,3}[\w’'-]+: (?=[A-Z])|\A(?:[A-Z\d’'-]{2,} ){3,}[A-Z][a-z]|\ACongratulations\b"
)
# "An image from a video shows ...", "A missile is fired on 15 September 2017.": what a picture shows.
_CAPTION = re.compile(
    r"\A(?:In )?(?:An?|Am|The|This)(?: \w+)?(?: file| handout| undated)? (?:image|photo|photograph|picture|"
    r"screen ?grab|screenshot|still|frame|graphic|illustration|combination)\b"
    r"|\b(?:is|are) (?:[a-z]+ )?(?:seen|shown|pictured|[a-z]+ed)\b[^.;]*\b(?:on|in) "
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, |\d{1,2} [A-Z][a-z]+ )\d{4}\b"
    r"|\b(?:Getty Images|File [Pp]hoto|FILE PHOTO|AP Photo|AFP PHOTO)\b"
    r"|\b[A-Z]{3,} [A-Z]{4,}\b"  # shouted, as in posts that lost their marks
    r"|\bpic\.twitter\.com|https?://|\(@\w+\)"
)
# Lists of links that lost their markup: "Tim ScottHouse panel advances ... MORE".
_RUN_TOGETHER = re.compile(r"[a-z]{3}[A-Z][a-z]{3,} [a-z]+.*\bMORE\b")


def is_whole(sentence: str) -> bool:
    """Whether a sentence is one: opened and closed, of a readable length, told rather than exclaimed."""
    opens, closes = sentence.lstrip("“\"‘'(["), sentence.rstrip("”\"’')]")
    return (
        MIN_WORDS <= len(sentence.split()) <= MAX_WORDS
        and closes[-1:] in ".…"
        and (opens[:1].isupper() or opens[:1].isdigit())
        and "\n" not in sentence
        and "!" not in QUOTED.sub("", sentence)
        and _balanced(sentence)
        and not _FIRST_PERSON.search(QUOTED.sub("", sentence))
        and not _PAGE.search(sentence)
        and not _RUN_TOGETHER.search(sentence)
        and not _LABELLED.match(sentence)
        and not _CAPTION.search(sentence)
    )


# A possessive plural closes too: then one quotation too many may pass, and none is lost.
_SINGLE_OPENS = re.compile(r"(?<![\w.,!?’'])['‘](?=[A-Za-z])")
_SINGLE_CLOSES = re.compile(r"(?<=[\w.,!?])['’](?!\w)")


def _balanced(sentence: str) -> bool:
    return (
        sentence.count("“") == sentence.count("”")
        and sentence.count('"') % 2 == 0
        and len(_SINGLE_OPENS.findall(sentence)) <= len(_SINGLE_CLOSES.findall(sentence))
        and sentence.count("(") == sentence.count(")")
        and sentence.count("[") == sentence.count("]")
    )


def opens_with_pronoun(sentence: str) -> bool:
    """Whether the first word stands for something in the sentence before."""
    bare = sentence.lstrip("“\"‘'")
    quoted_speaker = bare != sentence and _SPEAKER.match(bare)
    return bool(_PRONOUN.match(bare)) and not _EXPLETIVE.match(bare) and not quoted_speaker


def dangles(sentence: str) -> bool:
    """Whether something in a sentence points out of it: a pronoun, a "there", a "soon after"."""
    bare = QUOTED.sub("", sentence)
    return bool(
        opens_with_pronoun(sentence)
        or _OUTSIDE.match(bare)
        or _AFTER_SOMETHING.match(sentence)
        or _SAID_BY_PRONOUN.search(bare)
        or _without_antecedent(bare)
    )


def _without_antecedent(bare: str) -> bool:
    """Whether a personal pronoun, or an early "it", has no name before it in the sentence to stand for."""
    person = _PERSONAL.search(bare)
    if person and not _names_something(bare[: person.start()]):
        return True
    neuter = _NEUTER.search(" ".join(bare.split()[:EARLY_WORDS]))
    if neuter is None or _EXPLETIVE.match(bare):
        return False
    return not _names_something(bare[: neuter.start()])


def _names_something(before: str) -> bool:
    return any(word not in _OPENERS for word in _CAPITAL.findall(before))
