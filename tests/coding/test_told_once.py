"""One act told in two words is one event; groups of as many as were named are those."""

from foedus.coding import BuiltinCoder
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


def test_every_word_of_a_trigger_stands_in_its_quote() -> None:
    """In a long sentence the quote is a stretch of it, and a particle may stand far behind."""
    text = (
        "After a mortar bomb fired from Syria killed five members of one family in Akçakale on "
        "Wednesday, Turkish howitzers pounded army posts around Tel Abyad and NATO's ambassadors "
        "met late into the night, demanding that Damascus put an immediate end to its aggression."
    )
    events = BuiltinCoder(least=0.03).code(Source(id="a", text=text, date="2012-10-04"))
    pieces = [piece for event in events for piece in event.evidence]
    assert any("fired" in (piece.trigger or "") for piece in pieces)
    for piece in pieces:
        assert text[piece.start : piece.end] == piece.exact
        for part in (piece.trigger or "").split(" … "):
            assert part in piece.exact
