"""Whether a text is English: of English never doubted, of others seen from eight words on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from foedus._data import shipped
from foedus.sources import looks_foreign

TESTS = Path(__file__).parents[1]


def _english() -> list[str]:
    """Sentences and short passages that the project's other tests are made of."""
    marked = yaml.safe_load((TESTS / "coding" / "sentences.yaml").read_text("utf-8"))
    gold = (TESTS / "gold" / "dev.jsonl").read_text("utf-8").splitlines()
    return [
        *(entry["text"] for entry in marked),
        *(TESTS / "coding" / "background.txt").read_text("utf-8").splitlines(),
        *(json.loads(line)["text"] for line in gold),
    ]


SHORT = """
Mali quits ECOWAS
Turkey blocks Sweden Nato bid
Armenia freezes CSTO role
Burkina Faso junta expels French ambassador
Lavrov in Baku
Russia warns Armenia
France recalls ambassador
Putin, Lukashenko meet
Niger closes airspace
Sahel trio leaves bloc
Erdoğan meets Aliyev
Nothing.
No.
ARMENIA FREEZES PARTICIPATION IN CSTO
ERDOĞAN, ALİYEV SIGN ŞUŞA DECLARATION
Macron Calls for Peace in Côte d'Ivoire
""".strip().splitlines()

FOREIGN_NAMES = """
Luiz Inácio Lula da Silva met Emmanuel Macron in Rio de Janeiro.
Front de libération du Québec claims blast
Alternative für Deutschland gains seats
Partido de la Revolución Democrática splits
Parti démocratique de Côte d'Ivoire wins poll
Médecins Sans Frontières quits Kunduz
Ursula von der Leyen visits Yerevan
Abdel Fattah el-Sisi hosts Mohammed bin Salman
Mevlüt Çavuşoğlu, Péter Szijjártó hold talks
Nicolás Maduro breaks with Colombia
Recep Tayyip Erdoğan warned Kyriakos Mitsotakis over Lausanne.
Bashar al-Assad thanked Hezbollah.
Charles de Gaulle withdrew French officers from Fontainebleau.
Junta ousts de facto leader after coup d'état
São Tomé and Príncipe joined the Comunidade dos Países de Língua Portuguesa.
The Parti québécois and the Ligue communiste révolutionnaire sent delegates.
Daniel Ortega y Gasset left Ciudad de México for La Paz
Otto von Bismarck told the Neue Freie Presse that Austria was an ally.
The Ministère des Affaires étrangères recalled its chargé d'affaires from Bamako.
Ivica Dačić met Željko Komšić in Banja Luka
Lech Wałęsa urged Solidarność to back Tadeusz Mazowiecki
Tô Lâm and Phạm Minh Chính received Xi Jinping in Hà Nội
""".strip().splitlines()

# the same sort of news, written for this test

OTHERS = {
    "French": [
        "L'Arménie a gelé sa participation à l'Organisation du traité de sécurité collective.",
        "Le Mali, le Burkina Faso et le Niger quittent la CEDEAO.",
        "Le président français a rappelé son ambassadeur pour des consultations.",
    ],
    "German": [
        "Armenien hat seine Mitgliedschaft im Verteidigungsbündnis eingefroren, sagte Paschinjan.",
        "Die Regierung der Ukraine hat den Vertrag mit Russland beendet.",
        "Frankreich zieht seine Truppen aus Niger ab und schließt die Botschaft.",
    ],
    "Spanish": [
        "Armenia congela su participación en la alianza militar rusa.",
        "El presidente de Venezuela rompió las relaciones con Colombia el sábado.",
        "Nicaragua se retira de la Organización de los Estados Americanos.",
    ],
    "Portuguese": [
        "A Armênia suspendeu a sua participação na aliança militar russa.",
        "O governo do Brasil condenou o ataque e pediu uma reunião de emergência.",
    ],
    "Italian": [
        "L'Armenia ha congelato la partecipazione alla alleanza guidata dalla Russia.",
        "Il ministro degli Esteri ha convocato l'ambasciatore della Libia a Roma.",
    ],
    "Dutch": [
        "Armenië bevriest het lidmaatschap van de organisatie, zegt premier Pasjinian.",
        "De regering heeft de ambassadeur van Iran in Den Haag ontboden.",
    ],
    "Polish": [
        "Armenia zamraża swoje członkostwo w sojuszu wojskowym z Rosją.",
        "Rząd Polski wezwał ambasadora Rosji do natychmiastowego opuszczenia kraju.",
    ],
    "Czech": ["Arménie zmrazila svou účast v obranné smlouvě, oznámil v pátek premiér."],
    "Swedish": [
        "Armenien fryser sitt medlemskap i den ryskledda försvarsalliansen.",
        "Sverige har ansökt om att bli medlem i försvarsalliansen Nato.",
    ],
    "Danish": ["Armenien fryser sit medlemskab af den russisk ledede forsvarsalliance."],
    "Finnish": [
        "Armenia jäädyttää jäsenyytensä järjestössä, sanoi pääministeri Pašinjan torstaina."
    ],
    "Hungarian": [
        "Örményország felfüggesztette a tagságát a szervezetben, jelentette be a kormányfő."
    ],
    "Romanian": ["Armenia și-a înghețat participarea la alianța militară condusă de Rusia."],
    "Turkish": [
        "Ermenistan, örgütteki üyeliğini dondurduğunu perşembe günü televizyonda duyurdu.",
        "Türkiye ile Azerbaycan bu sabah yeni bir savunma anlaşması imzaladı.",
    ],
    "Azerbaijani": ["Ermənistan təşkilatdakı iştirakını dondurdu, deyə baş nazir bu gün bildirdi."],
    "Serbian": ["Vlada je saopštila da će Srbija ostati vojno neutralna i da neće ući u savez."],
    "Albanian": ["Qeveria e Shqipërisë tha se do të ndërpresë marrëdhëniet me Iranin."],
    "Indonesian": [
        "Armenia membekukan keanggotaannya dalam organisasi itu, kata perdana menteri.",
        "Pemerintah Indonesia akan menarik duta besar dari Myanmar untuk konsultasi.",
    ],
    "Swahili": ["Serikali ya Kenya imesema kwamba itaondoa wanajeshi wake katika nchi ya Somalia."],
    "Uzbek": [
        "Oʻzbekiston va Qozogʻiston yangi harbiy shartnoma imzoladi, bu haqda prezident aytdi."
    ],
    "Vietnamese": ["Việt Nam và Trung Quốc đã ký một thỏa thuận về hợp tác quốc phòng."],
    "Russian": [
        "Армения заморозила своё участие в ОДКБ, заявил премьер-министр Никол Пашинян.",
        "Мали, Буркина-Фасо и Нигер объявили о выходе из ЭКОВАС.",
    ],
    "Ukrainian": ["Україна подала заявку на вступ до НАТО у вересні минулого року."],
    "Bulgarian": ["България ще изпрати оръжие на Украйна, реши днес парламентът в София."],
    "Armenian": [
        "Հայաստանը սառեցրել է իր մասնակցությունը կազմակերպությանը, հայտարարել է վարչապետը այսօր։"
    ],
    "Georgian": [
        "საქართველოს მთავრობამ განაცხადა რომ ქვეყანა დღეს ახალ ხელშეკრულებას ხელს მოაწერს."
    ],
    "Greek": ["Η Ελλάδα αποχώρησε από το στρατιωτικό σκέλος του ΝΑΤΟ τον Αύγουστο."],
    "Arabic": ["أعلنت مالي وبوركينا فاسو والنيجر انسحابها من الجماعة الاقتصادية لدول غرب أفريقيا."],
    "Persian": ["ایران اعلام کرد که از پیمان نظامی با روسیه خارج نخواهد شد."],
    "Hebrew": ["ישראל הודיעה כי תשהה את השתתפותה בהסכם עם ממשלת טורקיה היום."],
    "Hindi": ["भारत ने कहा कि वह इस सैन्य संधि में शामिल नहीं होगा।"],
    "Chinese": ["亚美尼亚总理宣布冻结该国在集体安全条约组织中的成员资格。"],
    "Japanese": ["アルメニアは集団安全保障条約機構への参加を凍結すると発表した。"],
    "Korean": ["아르메니아는 집단안보조약기구 참여를 동결했다고 총리가 오늘 밝혔다 한다."],
}


def test_the_english_of_the_other_tests_is_never_doubted() -> None:
    sentences = _english()
    assert len(sentences) > 400
    assert [text for text in sentences if looks_foreign(text)] == []


@pytest.mark.parametrize("text", [*SHORT, *FOREIGN_NAMES])
def test_headlines_and_foreign_names_are_english(text: str) -> None:
    assert not looks_foreign(text)


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts]
)
def test_other_languages_are_seen(language: str, text: str) -> None:
    unspaced = language in ("Chinese", "Japanese")
    assert unspaced or len(re.findall(r"\w+", text)) >= 8
    assert looks_foreign(text)
    # more of the same does not hide it, and a few English words neither
    assert looks_foreign(f"{text}\n" * 40)
    assert looks_foreign(f"{text} " * 5 + "(The Wall Street Journal, Politico)")


def test_a_language_without_a_list_is_seen_in_a_longer_text() -> None:
    # Welsh has none
    text = (
        "Dywedodd y llywodraeth ddoe ei bod yn bwriadu tynnu ei milwyr yn ôl cyn diwedd y "
        "flwyddyn, ar ôl i'r senedd bleidleisio yn erbyn y cytundeb gyda'r wlad drws nesaf. Yn ôl "
        "y gweinidog, nid oes dewis arall, ond mae'r gwrthbleidiau yn dweud bod y penderfyniad yn "
        "gamgymeriad mawr iawn."
    )
    assert looks_foreign(text)


def test_english_that_quotes_another_language_is_english() -> None:
    said = "Le Mali, le Burkina Faso et le Niger quittent la CEDEAO."
    assert not looks_foreign(
        f"The three states said in a joint statement: “{said}” They gave no date for leaving, "
        "and the bloc said that it had not been told of the decision."
    )
    assert not looks_foreign("The CSTO (ОДКБ) said that it had sent a mission to Yerevan.")


def test_nothing_is_said_of_a_text_without_words() -> None:
    for text in ("", "   \n", "2024-02-22", "1 2 3 … 4", "—"):
        assert not looks_foreign(text)


def test_the_lists_are_clean() -> None:
    data = yaml.safe_load(shipped("function_words.yaml").read_text("utf-8"))
    assert len(data["languages"]) > 25
    for name, words in {**data["languages"], **data["english"], **data["names"]}.items():
        found = words.split()
        assert len(found) == len(set(found)), name
        assert words == words.lower()
    small, headlines = (data["english"][name].split() for name in ("small", "headlines"))
    assert not set(small) & set(headlines)
