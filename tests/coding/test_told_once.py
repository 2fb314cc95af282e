"""One act told in two words is one event; groups of as many as were named are those."""

from foedus import Event, Evidence
from foedus.coding import BuiltinCoder
from foedus.coding._merge import merge, one_each
from foedus.sources._source import Source


def _coded(text: str) -> list[tuple[str, ...]]:
    events = BuiltinCoder().code(Source(id="a", text=text, date="2024-03-01"))
    return [("+".join(e.source), "+".join(e.target), e.act or e.type) for e in events]


def test_lifting_sanctions_is_no_sanction() -> None:
    [(source, target, told)] = _coded("On 24 February 2024 ECOWAS lifted sanctions on Niger.")
    assert (source, target) == ("ECOWAS", "NER")
    assert told in ("CONCEDE", "RETREAT")


def test_three_states_with_an_epithet_are_the_three_that_were_named() -> None:
    told = _coded(
        "Burkina Faso, Mali and Niger left ECOWAS in January. "
        "The three military-led states accused the bloc of having imposed illegal measures. "
        "In 2025 the three countries closed their ranks."
    )
    assert ("BFA+MLI+NER", "ECOWAS", "accuse") in told
    assert not any(source.startswith("~") for source, *_ in told)


def test_a_light_verb_and_its_noun_are_one_act() -> None:
    told = _coded("Niger handed in its notice of withdrawal from ECOWAS on Monday.")
    assert told == [("NER", "ECOWAS", "exit")]


def test_what_others_say_of_an_exit_is_no_announcement() -> None:
    for text in (
        "Estonia might leave NATO, the Kremlin claimed.",
        "The Kremlin said that Estonia might leave NATO.",
    ):
        [event] = BuiltinCoder().code(Source(id="a", text=text, date="2024-03-01"))
        assert (event.act, event.factuality, event.source) == ("exit", "hypothetical", ("EST",))
        assert event.speaker is not None
        assert event.speaker.actor == "RUS"
    [own] = BuiltinCoder().code(
        Source(id="a", text="Estonia might leave NATO, its premier said.", date="2024-03-01")
    )
    assert (own.act, own.factuality) == ("announce-exit", "actual")


def test_two_acts_of_one_actor_are_two() -> None:
    told = _coded("Russia invaded Georgia in August 2008, and in February 2014 it invaded Ukraine.")
    assert {target for _, target, act in told if act == "attack"} == {"GEO", "UKR"}


def test_two_words_for_one_event_in_one_sentence_are_one_with_one_id() -> None:
    text = (
        "The Pentagon stopped sharing intelligence with Wellington on Monday and barred its "
        "officers from courses."
    )
    events = BuiltinCoder().code(Source(id="a", text=text, date="1985-02-05"))
    assert [event.type for event in events] == ["SANCTION"]
    [piece] = events[0].evidence
    assert piece.exact == text


def test_events_of_one_id_are_one_with_the_evidence_of_each() -> None:
    text = "It barred and banned them. It banned them. It did."
    quotes = ("It barred and banned them.", "It banned them.", "It did.")
    first, second, third = (Evidence.find("a", text, quote) for quote in quotes)

    def event(trigger: str, sure: float, more: tuple[Evidence, ...] = (), **other: str) -> Event:
        pieces = (first.model_copy(update={"trigger": trigger}), *more)
        content = {"source": ("USA",), "target": ("NZL",), "type": "SANCTION", "date": "1985"}
        return Event.model_validate(
            {**content, "evidence": pieces, "confidence": sure, "versions": ("1984",), **other}
        )

    barred, banned = event("barred", 0.6, (second,)), event("banned", 0.8, (third, second))
    later = event("banned", 0.7, date="1986-03")
    assert barred.id == banned.id
    one, other = one_each([barred, later, banned])
    assert other == later
    assert one.id == barred.id
    assert (one.evidence[0].trigger, one.confidence) == ("banned", 0.8)
    assert {piece.exact for piece in one.evidence} == {*quotes}
    assert [str(date) for date in one.versions] == ["1984"]
    assert len({event.id for event in merge([barred, later, banned])}) == 2
    assert len(merge([barred, later, banned])) == 2


LONG = (
    "After a mortar bomb fired from Syria killed five members of one family in Akçakale on "
    "Wednesday, Turkish howitzers pounded army posts around Tel Abyad and NATO's ambassadors "
    "met late into the night, demanding that Damascus put an immediate end to its aggression.",
    "Kazakhstan, which in March had offered the plain beyond Almaty and two battalions of its own "
    "for the exercise, called the manoeuvres that its allies had prepared for months off on Friday "
    "evening after talks in Moscow, and Armenia turned the invitation to the meeting down.",
    "Moscow on Tuesday handed the ambassador of the island, whose government had for weeks been at "
    "odds with it over the base, a note in which it declared the treaty of 1960 at an end.",
)


def test_every_word_of_a_trigger_stands_in_its_quote() -> None:
    """In a long sentence the quote is a stretch of it, and a particle may stand far behind."""
    found = 0
    for text in LONG:
        events = BuiltinCoder(least=0.03).code(Source(id="a", text=text, date="2012-10-04"))
        for piece in (piece for event in events for piece in event.evidence):
            assert text[piece.start : piece.end] == piece.exact
            parts = (piece.trigger or "").split(" … ")
            found += len(parts) > 1
            for part in parts:
                assert part in piece.exact
    assert found


def test_who_comes_only_later_does_not_speak() -> None:
    text = (
        "The Economic Community of West African States imposed sanctions on Niger on Sunday and "
        "threatened to use force against the junta. The leaders met in Abuja. Former head of state "
        "Abdulsalami Abubakar, the ECOWAS envoy, flew to Niamey."
    )
    found = BuiltinCoder().code(Source(id="a", text=text, date="2023-08-04"))
    [threat] = [event for event in found if event.act == "threaten-force"]
    assert threat.speaker is not None
    assert (threat.speaker.actor, threat.speaker.person) == ("ECOWAS", None)
