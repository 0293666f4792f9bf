"""What is no sentence leaves the text, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import clean_text

NEWS = (
    "The council of Port Ellery voted on Tuesday night to close the Marden Bridge to heavy lorries until its "
    "bearings have been replaced, a job that engineers expect to take nine months."
)
MORE = "Hauliers said the closure would add 40 minutes to every trip between the docks and the ring road."


@pytest.mark.parametrize(
    "line",
    [
        "Wim Okker | Tideline | Getty Images",
        "Lorries queue at the docks. Photograph: Wim Okker/Examiner",
        "The Marden Bridge at low tide (Photo: Wim Okker)",
        "Image credit: Port Ellery Council",
        "FILE - A lorry crosses the Marden Bridge, Port Ellery, April 3, 2026. (AP Photo/Wim Okker)",
        "FILE PHOTO: A lorry crosses the bridge in Port Ellery, April 3, 2026. REUTERS/Wim Okker",
        "Share on Facebook Tweet Email",
        "Facebook Twitter WhatsApp Copy link",
        "ADVERTISEMENT",
        "Story continues below",
        "12 comments",
        "5 min read",
        "Read more: Ferry fares to rise again this summer",
        "RELATED: What the inspectors found under the deck",
        "[Related: What the inspectors found under the deck]",
        "MORE : Council to vote on new tram line",
        "Sign up for our morning newsletter to get the news in your inbox.",
        "Subscribe to the Examiner for just 2.50 a week and get unlimited digital access.",
        "Follow us on Facebook and Instagram.",
        "Get the day's headlines delivered straight to your inbox.",
        "Enjoying this story? Subscribe from 2.50 a week.",
        "Have a tip? Contact our newsroom at tips@examiner.example",
        "tips@examiner.example",
        "https://www.examiner.example/bridge",
        "___",
        "Subscribe to continue reading",
        "The opinions expressed in this commentary are solely her own.",
        "The views expressed by contributors are their own and not the views of the Examiner.",
        "Ines Calloway wrote the novel “Low Water.” Follow her on Twitter @icalloway.",
        "Wim Okker builds ships. The opinions expressed in this column are his. View more opinion here.",
        "View more opinion on the Examiner.",
        "Already a subscriber? Log in",
        "© 2026 Examiner Newspapers. All rights reserved.",
    ],
)
def test_boilerplate_leaves(line: str) -> None:
    assert clean_text(f"{NEWS}\n\n{line}\n\n{MORE}").text == f"{NEWS}\n\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell.",
        "Photo finishes decided both races.",
        "By Monday the river had reached the second step of the town hall.",
        "Follow the money, the prosecutor told the jury, and it leads to the mayor's brother.",
        "Read the letter again, she said, and tell me what it says about the bridge.",
        "More than 300 people crossed the bridge in the first hour.",
        "Listen to the engineers, Ms. Tarrant said.",
        "Like it or not, the bridge will stay closed until the winter.",
        "Sign language interpreters will be at the meeting.",
        "Subscribers to the water scheme will pay 40 crowns more a year.",
        "Corrections officers walked out on Friday.",
        "April 21 was the last day of the inspection.",
        "Reuters/Okker pollsters asked 1,200 people about the bridge, and 61 percent wanted it closed.",
        "Twitter on Tuesday removed the account of the hauliers' association, @elleryhauliers.",
        "She is a reporter's nightmare: polite, precise and silent.",
        "Comments by the minister were met with laughter.",
        "Why the bridge was closed",
        "“Click here and you lose your savings,” the police warned.",
        "The source of the leak has not been found.",
        "“The views expressed in this column are not those of the port,” the harbour master wrote.",
        "The views expressed in the letter are those of the whole council, the mayor said.",
        "Residents can follow her on Twitter, where the mayor posts the times of the ferries.",
    ],
)
def test_sentences_stay(line: str) -> None:
    assert line in clean_text(f"{NEWS}\n\n{line}\n\n{MORE}").text.split("\n\n")
    assert line in clean_text(f"{line}\n\n{NEWS}\n\n{MORE}").text.split("\n\n")


def test_labels_take_the_headlines_under_them_along() -> None:
    text = f"{NEWS}\n\nMost read\n\nA cat that takes the tram\n\nFive soups for cold days\n\n{MORE}"
    assert clean_text(text).text == f"{NEWS}\n\n{MORE}"


def test_the_repeated_headline_leaves() -> None:
    cleaned = clean_text(f"LORRIES barred from bridge\n\n{NEWS}", titles=["Lorries barred from bridge"])
    assert cleaned.text == NEWS


def test_the_line_about_the_author_leaves_only_at_the_end() -> None:
    about = "Ines Calloway is a reporter for the Examiner."
    assert clean_text(f"{NEWS}\n\n{about}").text == NEWS
    assert about in clean_text(f"{NEWS}\n\n{about}\n\n" + "\n\n".join([MORE] * 5)).text


@pytest.mark.parametrize(
    ("opening", "dateline", "credits_"),
    [
        ("TOKYO (AP) — ", "TOKYO", ("AP",)),
        ("LINDHAVEN, Estmark, Sept. 14 (Reuters) - ", "LINDHAVEN, Estmark, Sept. 14", ("Reuters",)),
        ("(Reuters) - ", "", ("Reuters",)),
        ("QUINTARA, Sept. 14 (MPA) — ", "QUINTARA, Sept. 14", ("MPA",)),
        ("(Meridian Press Agency) — ", "", ("Meridian Press Agency",)),
        ("New Delhi, Apr 21 (PTI) ", "New Delhi, Apr 21", ("PTI",)),
        ("ST. AUBIN, Estmark — ", "ST. AUBIN, Estmark", ()),
        ("Paris (Agence France-Presse) – ", "Paris", ("AFP",)),
    ],
)
def test_datelines_become_facts(opening: str, dateline: str, credits_: tuple[str, ...]) -> None:
    cleaned = clean_text(opening + NEWS)
    assert (cleaned.text, cleaned.dateline, cleaned.credits) == (NEWS, dateline, credits_)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee (Labour) Monday announced that she would stand again in the spring.",
        "WARNING — Do not cross the bridge, the signs on both banks now say.",
        "The plan — which the council passed in May — has few friends in the docks.",
    ],
)
def test_sentences_that_look_like_datelines(text: str) -> None:
    assert clean_text(text).text == text


@pytest.mark.parametrize(
    ("line", "credits_"),
    [
        ("(AP)", ("AP",)),
        ("With files from The Canadian Press", ("CP",)),
        ("The Associated Press contributed to this report.", ("AP",)),
        ("Associated Press writer Lena Vorrin in Quintara contributed to this report.", ("AP",)),
        ("Additional reporting by Reuters and AFP.", ("Reuters", "AFP")),
        ("Additional reporting by Jan Ostrey", ()),
        ("(Reporting by Pella Monk; Editing by Gil Farrow)", ()),
        ("With agencies", ()),
    ],
)
def test_credits_become_facts(line: str, credits_: tuple[str, ...]) -> None:
    cleaned = clean_text(f"{NEWS}\n\n{line}")
    assert (cleaned.text, cleaned.credits) == (NEWS, credits_)


def test_a_signature_is_taken_off_the_last_sentence() -> None:
    cleaned = clean_text(f"{NEWS} (AFP)")
    assert (cleaned.text, cleaned.credits) == (NEWS, ("AFP",))


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version of this article gave the wrong number of bearings.",
        "Editor's note: This article has been updated with the vote.",
        "Clarification (May 21): The closure does not apply to buses.",
        "This story was updated on 21 May to add a response from the hauliers.",
        "An earlier version of this article misspelled the name of Oona Tarrant.",
    ],
)
def test_notices_become_facts(line: str) -> None:
    cleaned = clean_text(f"{NEWS}\n\n{line}")
    assert (cleaned.text, cleaned.notices) == (NEWS, (line,))


def test_characters_that_hide_or_turn_text_leave() -> None:
    assert clean_text("Pay\u202e the\u200b man\x00 in\xadside.").text == "Pay the man inside."


@given(st.text(max_size=400))
def test_any_text_is_cleaned_and_only_loses(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned.text) <= len(text) + text.count("\n")
    assert "\x00" not in cleaned.text
    assert all(line == " ".join(line.split()) for line in cleaned.text.split("\n\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Ines Calloway is a journalist based in Port Ellery.",
        "Ines Calloway is a writer and lecturer at the University of Ellery.",
        "Editor’s note: Ines Calloway is a columnist for the Examiner. She is the author of “Low Water.”",
    ],
)
def test_who_wrote_an_opinion_piece_is_told_before_it_begins(line: str) -> None:
    found = clean_text(f"{line}\n\n{NEWS}\n\n{MORE}")
    assert (found.text, found.notices) == (f"{NEWS}\n\n{MORE}", ())


@pytest.mark.parametrize(
    "line",
    [
        "Ines Calloway is a journalist the port has learnt to fear, and on Tuesday it showed.",
        "Ines Calloway is a councillor based in Port Ellery.",
        "Editor’s note: an earlier version misnamed the author of the report.",
    ],
)
def test_what_else_stands_before_the_text_is_kept(line: str) -> None:
    found = clean_text(f"{line}\n\n{NEWS}\n\n{MORE}")
    assert line in (*found.text.split("\n\n"), *found.notices)
