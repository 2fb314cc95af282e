"""What stands around an act: not ruled out, not intended, at home, said by others."""

import pytest

from foedus.coding import code_text


def _coded(text: str) -> list[tuple[str, str, str, str]]:
    return [
        ("+".join(one.source), "+".join(one.target), one.act or one.type, one.factuality)
        for one in code_text(text, published="2024-02-23")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Armenia did not rule out leaving the CSTO.",
        "Pashinyan would not rule out a withdrawal from the CSTO.",
        "Yerevan no longer rules out quitting the CSTO.",
        "Pashinyan refused to rule out leaving the CSTO.",
        "Pashinyan left open the possibility of a withdrawal of Armenia from the CSTO.",
        "Pashinyan left open whether Armenia would leave the CSTO.",
    ],
)
def test_an_exit_not_ruled_out_is_announced(text: str) -> None:
    assert _coded(text) == [("ARM", "CSTO", "announce-exit", "actual")]


@pytest.mark.parametrize(
    "text",
    [
        "Hungary has no intention of leaving NATO, Viktor Orban said on Friday.",
        "Hungary does not plan to leave NATO, Viktor Orban said on Friday.",
        "Hungary has no plans to quit NATO, Foreign Minister Peter Szijjarto said.",
        "Orban ruled out leaving NATO.",
        "Orban has ruled out a Hungarian exit from NATO.",
    ],
)
def test_an_exit_ruled_out_is_denied(text: str) -> None:
    assert _coded(text) == [("HUN", "NATO", "exit", "denied")]


@pytest.mark.parametrize(
    "text",
    [
        "Armenia has withdrawn its request for help from the CSTO.",
        pytest.param(
            "Turkey withdrew its application to join the European Union.",
            marks=pytest.mark.xfail(reason="the joining is told as done", strict=True),
        ),
        "Turkey has withdrawn its objections to the Swedish application.",
    ],
)
def test_what_is_taken_back_is_no_exit(text: str) -> None:
    acts = [act for _, _, act, _ in _coded(text)]
    assert "CONCEDE" in acts
    assert not {"exit", "announce-exit", "join", "refuse-help"} & set(acts)


@pytest.mark.parametrize(
    "text",
    [
        "Washington banned Israel from selling drones to China.",
        "The treaty barred Egypt from supplying arms to Sudan.",
        "Turkey's allies prevented Ankara from arming or training the rebels in Libya.",
    ],
)
def test_what_one_is_kept_from_is_no_event(text: str) -> None:
    assert not [one for one in _coded(text) if one[2] in ("arm", "assist-military", "AID")]


def test_what_one_is_not_kept_from_is_told() -> None:
    told = _coded("Washington did not prevent Israel from selling drones to China.")
    assert ("ISR", "CHN", "arm", "actual") in told


def test_what_is_called_names_is_not_asked_for() -> None:
    told = _coded("Moscow called the decision of Yerevan unacceptable.")
    assert [(one[0], one[1]) for one in told] == [("RUS", "ARM")]
    assert told[0][2] in ("ACCUSE", "criticise")


def test_an_application_to_stay_taken_back_is_an_exit() -> None:
    text = "South Africa withdrew its application to remain in the Commonwealth."
    assert [one[2] for one in _coded(text)] == ["exit"]


@pytest.mark.parametrize(
    "text",
    [
        "The prime minister refused to say whether Armenia would leave the CSTO.",
        "Peskov declined to say if Russian troops would be sent to Belarus.",
        "It is unclear whether Turkey will leave NATO.",
    ],
)
def test_what_nobody_says_is_nothing(text: str) -> None:
    assert _coded(text) == []


def test_what_is_said_beside_it_stays() -> None:
    text = (
        "Peskov declined to say whether Armenia, which froze its participation in the CSTO on "
        "Thursday, would leave the bloc."
    )
    assert _coded(text) == [("ARM", "CSTO", "freeze", "actual")]


def test_help_not_ruled_out_is_no_refusal() -> None:
    text = "Turkey refused to rule out sending troops to Azerbaijan, its foreign minister said."
    assert _coded(text) == [("TUR", "AZE", "assist-military", "hypothetical")]
    assert _coded("Germany ruled out sending troops to Ukraine.") == [
        ("DEU", "UKR", "refuse-help", "actual")
    ]


def test_an_act_not_intended_is_denied() -> None:
    [told] = _coded("Turkey had no intention of asking NATO for help, the minister said.")
    assert told == ("TUR", "NATO", "request-help", "denied")


def test_not_paying_stays_what_it_is() -> None:
    [(_, _, act, factuality)] = _coded("Armenia does not intend to pay its dues to the CSTO.")
    assert act == "withhold-dues"
    assert factuality != "denied"


def test_an_exit_that_others_do_not_rule_out_is_imagined() -> None:
    [(source, _, act, factuality)] = _coded(
        "Lavrov did not rule out that Armenia would leave the CSTO."
    )
    assert (source, act, factuality) == ("ARM", "exit", "hypothetical")


def test_a_parliaments_session_is_no_consultation() -> None:
    assert (
        _coded("The parliament in Yerevan held a special session on Tuesday on ties with Russia.")
        == []
    )
    [told] = _coded("The CSTO held an emergency session on Thursday.")
    assert told == ("CSTO", "", "consult", "actual")


def test_ships_off_a_coast_are_not_sent_off() -> None:
    told = _coded("Russia sent ships to an exercise off the coast of Iran.")
    assert not any(act == "eject" for _, _, act, _ in told)


def test_a_failure_is_told_by_who_says_so() -> None:
    text = "Armenia's foreign ministry said the CSTO had failed to honour its obligations."
    speakers = {one.speaker.actor for one in code_text(text, published="2024-02-23") if one.speaker}
    assert speakers == {"ARM"}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Qatar announced that it would leave OPEC in January.", "../2024-02-23"),
        ("Pashinyan said on Wednesday that Armenia would leave the CSTO next year.", "2024-02-21"),
        ("Niger announced on Sunday that it would quit ECOWAS in 2025.", "2024-02-18"),
        ("Niger announced its withdrawal from ECOWAS on Sunday.", "2024-02-18"),
        ("On 28 January Mali said it was leaving ECOWAS.", "2024-01-28"),
    ],
)
def test_an_exit_is_announced_when_it_is_announced(text: str, date: str) -> None:
    [event] = code_text(text, published="2024-02-23")
    assert (event.act, event.factuality, str(event.date)) == ("announce-exit", "actual", date)


def test_a_potential_withdrawal_is_talked_of_not_announced() -> None:
    told = _coded(
        "Asryan spoke of the consequences of a potential Armenian withdrawal from the CSTO."
    )
    exits = [(act, factuality) for _, _, act, factuality in told if "exit" in act]
    assert exits == [("exit", "hypothetical")]


def test_notice_that_was_not_received_is_no_exit() -> None:
    told = _coded("ECOWAS said it had not received formal notification of the withdrawal.")
    assert "exit" not in [act for _, _, act, _ in told]


def test_who_is_accused_makes_it_an_act_among_allies() -> None:
    ally = _coded("Armenia accused Russia on Monday of arming Azerbaijan.")
    enemy = _coded("Armenia accused Azerbaijan on Monday of arming gunmen.")
    assert ally[0][:3] == ("ARM", "RUS", "accuse")
    assert enemy[0][:3] == ("ARM", "AZE", "ACCUSE")
