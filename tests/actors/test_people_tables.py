"""The tables of office holders: their shape, and facts that an outsider can check.

The facts asserted are in any almanac: who led what on a given day, or the day an
office changed hands. The shape tests run over every table in the folder.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

import foedus

PEOPLE = Path(foedus.__file__).parent / "data" / "actors" / "people"
TABLES = sorted(PEOPLE.glob("*.tsv"))
HEADER = ["role", "titles", "name", "from", "to", "variants"]
ROLES = {
    "head-of-state",
    "head-of-government",
    "foreign-minister",
    "defence-minister",
    "interior-minister",
    "secretary-general",
    "deputy-secretary-general",
    "spokesperson",
    "deputy-foreign-minister",
    "speaker",
    "security-council-secretary",
    "chief-of-staff",
    "envoy",
    "ambassador",
    "commander",
    "opposition-leader",
    "other",
}
EDTF_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?[?~%]?")
#: An end left empty means that the person was in office when the tables were written.
OPEN_END = date(9999, 12, 31)

#: Actors whose heads of state and of government are checked for overlapping terms.
ONE_PERSON_OFFICES = (
    "ARM",
    "AZE",
    "BLR",
    "GEO",
    "KAZ",
    "KGZ",
    "MDA",
    "NKR",
    "RUS",
    "SUN",
    "TJK",
    "TKM",
    "UKR",
    "UZB",
)
#: Real overlaps would be listed here as (actor, one name, other name), each with a comment
#: that says why two people held the office at once. The Moldovan crisis of June 2019, with
#: two governments for six days, is below the tolerance.
REAL_OVERLAPS: set[tuple[str, str, str]] = set()
TOLERANCE_DAYS = 31


@dataclass(frozen=True)
class Holder:
    """One row of a table, with the earliest and the latest day that each date can mean."""

    actor: str
    line: int
    role: str
    titles: tuple[str, ...]
    name: str
    start: tuple[date, date]
    end: tuple[date, date]
    variants: tuple[str, ...]

    @property
    def acting(self) -> bool:
        return self.titles[0].lower().startswith(("acting ", "interim "))


def day_range(text: str) -> tuple[date, date]:
    """The first and last day of a date of day, month or year precision."""
    match = EDTF_DATE.fullmatch(text)
    assert match, f"{text!r} is no date such as 1998, 1998-04, 1998-04-09, with ? or ~"
    year = int(match["year"])
    if match["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(match["month"])
    if match["day"] is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return (date(year, month, int(match["day"])),) * 2


def rows(path: Path) -> list[tuple[int, list[str]]]:
    """The lines of a table that are not comments, header first, with their numbers."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        (number, line.split("\t"))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]


@cache
def holders(path: Path) -> tuple[Holder, ...]:
    found = []
    for number, cells in rows(path)[1:]:
        role, titles, name, start, end, variants = cells
        found.append(
            Holder(
                path.stem,
                number,
                role,
                tuple(titles.split(";")),
                name,
                day_range(start),
                day_range(end) if end else (OPEN_END, OPEN_END),
                tuple(v for v in variants.split(";") if v),
            )
        )
    return tuple(found)


def in_office(actor: str, title: str, day: str) -> set[str]:
    """Names of those who surely held a title of an actor on a day."""
    when = date.fromisoformat(day)
    return {
        holder.name
        for holder in holders(PEOPLE / f"{actor}.tsv")
        if title in holder.titles and holder.start[1] <= when <= holder.end[0]
    }


def test_tables_exist() -> None:
    assert TABLES


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
class TestEveryTable:
    def test_file_is_named_after_an_actor(self, path: Path) -> None:
        assert re.fullmatch(r"[A-Z][A-Z0-9-]+", path.stem)

    def test_header_and_columns(self, path: Path) -> None:
        (_, header), *body = rows(path)
        assert header == HEADER
        assert body, "a table without people"
        assert [number for number, cells in body if len(cells) != len(HEADER)] == []

    def test_cells_carry_no_stray_blanks(self, path: Path) -> None:
        stray = [
            (number, cell)
            for number, cells in rows(path)[1:]
            for cell in cells
            if cell != cell.strip() or ";;" in cell or "; " in cell or cell.endswith(";")
        ]
        assert stray == []

    def test_roles_are_known(self, path: Path) -> None:
        assert {cells[0] for _, cells in rows(path)[1:]} <= ROLES

    def test_names_and_titles_are_given(self, path: Path) -> None:
        nameless = [number for number, cells in rows(path)[1:] if not (cells[1] and cells[2])]
        assert nameless == []

    def test_dates_are_edtf_and_in_order(self, path: Path) -> None:
        backwards = [
            (holder.line, holder.name)
            for holder in holders(path)
            if holder.start[0] > holder.end[1]
        ]
        assert backwards == []

    def test_no_row_twice(self, path: Path) -> None:
        seen = [(h.role, h.titles, h.name, h.start) for h in holders(path)]
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize("actor", ONE_PERSON_OFFICES)
@pytest.mark.parametrize("role", ["head-of-state", "head-of-government"])
def test_one_holder_at_a_time(actor: str, role: str) -> None:
    """Two people never held the same office for more than a month, as far as dates can tell."""
    regular = [h for h in holders(PEOPLE / f"{actor}.tsv") if h.role == role and not h.acting]
    clashes = []
    for one, other in combinations(regular, 2):
        if one.titles != other.titles or one.name == other.name:
            continue
        # Only the days that both surely held: a month or a year is not a claim about its days.
        first_day = max(one.start[1], other.start[1])
        last_day = min(one.end[0], other.end[0])
        if (last_day - first_day).days > TOLERANCE_DAYS:
            clashes.append((actor, one.name, other.name))
    assert set(clashes) <= REAL_OVERLAPS


@pytest.mark.parametrize(
    ("actor", "title", "day", "name"),
    [
        # Armenia
        ("ARM", "Prime Minister", "1999-10-01", "Vazgen Sargsyan"),
        ("ARM", "Prime Minister", "2014-05-01", "Hovik Abrahamyan"),
        ("ARM", "Prime Minister", "2018-04-20", "Serzh Sargsyan"),
        ("ARM", "Prime Minister", "2024-01-01", "Nikol Pashinyan"),
        ("ARM", "President", "1996-01-01", "Levon Ter-Petrosyan"),
        ("ARM", "President", "2016-04-02", "Serzh Sargsyan"),
        ("ARM", "Foreign Minister", "2009-10-10", "Edward Nalbandian"),  # Zurich protocols
        ("ARM", "Foreign Minister", "2022-09-13", "Ararat Mirzoyan"),
        ("ARM", "Defence Minister", "2020-09-27", "Davit Tonoyan"),
        ("ARM", "Parliament Speaker", "2024-06-12", "Alen Simonyan"),
        ("NKR", "President", "2020-11-09", "Arayik Harutyunyan"),
        ("NKR", "State Minister", "2023-01-01", "Ruben Vardanyan"),
        # Russia
        ("RUS", "President", "1999-01-01", "Boris Yeltsin"),
        ("RUS", "President", "2008-08-08", "Dmitry Medvedev"),  # war with Georgia
        ("RUS", "President", "2022-02-24", "Vladimir Putin"),
        ("RUS", "Prime Minister", "2008-08-08", "Vladimir Putin"),
        ("RUS", "Foreign Minister", "1999-03-24", "Igor Ivanov"),
        ("RUS", "Foreign Minister", "2020-11-09", "Sergei Lavrov"),
        ("RUS", "Defence Minister", "2022-02-24", "Sergei Shoigu"),
        ("RUS", "Defence Minister", "2024-06-01", "Andrei Belousov"),
        ("RUS", "Kremlin spokesman", "2024-02-26", "Dmitry Peskov"),
        ("RUS", "Foreign Ministry spokeswoman", "2024-05-08", "Maria Zakharova"),
        ("RUS", "Ambassador to Armenia", "2024-01-15", "Sergei Kopyrkin"),
        ("RUS", "Ambassador-at-Large for the CSTO", "2024-01-15", "Viktor Vasilyev"),
        # Neighbours
        ("BLR", "President", "2024-05-16", "Alexander Lukashenko"),
        ("BLR", "Foreign Minister", "2022-09-13", "Vladimir Makei"),
        ("AZE", "President", "1994-05-12", "Heydar Aliyev"),
        ("AZE", "President", "2020-09-27", "Ilham Aliyev"),
        ("AZE", "Foreign Minister", "2020-07-12", "Elmar Mammadyarov"),  # Tovuz clashes
        ("AZE", "Foreign Minister", "2020-09-27", "Jeyhun Bayramov"),
        ("KAZ", "President", "2022-01-05", "Kassym-Jomart Tokayev"),
        ("KGZ", "President", "2010-12-31", "Roza Otunbayeva"),
        ("TJK", "President", "2015-09-04", "Emomali Rahmon"),
        ("UZB", "President", "2012-06-28", "Islam Karimov"),
        ("TKM", "President", "2000-01-01", "Saparmurat Niyazov"),
        ("GEO", "President", "2008-08-08", "Mikheil Saakashvili"),
        ("UKR", "President", "2014-02-01", "Viktor Yanukovych"),
        ("UKR", "Prime Minister", "2025-12-01", "Yulia Svyrydenko"),
        ("MDA", "President", "2022-06-23", "Maia Sandu"),
        # The Soviet Union
        ("SUN", "Soviet leader", "1962-10-22", "Nikita Khrushchev"),
        ("SUN", "General Secretary", "1968-08-21", "Leonid Brezhnev"),
        ("SUN", "Foreign Minister", "1975-08-01", "Andrei Gromyko"),
        ("SUN", "Premier", "1968-08-21", "Alexei Kosygin"),
        ("SUN", "Defence Minister", "1956-11-04", "Georgy Zhukov"),
        # Organisations
        ("CSTO", "Secretary General", "2010-06-14", "Nikolai Bordyuzha"),
        ("CSTO", "Secretary General", "2018-07-27", "Yuri Khachaturov"),
        ("CSTO", "acting Secretary General", "2019-06-01", "Valery Semerikov"),
        ("CSTO", "Secretary General", "2022-01-06", "Stanislav Zas"),
        ("CSTO", "Secretary General", "2024-02-23", "Imangali Tasmagambetov"),
        ("CSTO", "Chief of the CSTO Joint Staff", "2022-09-15", "Anatoly Sidorov"),
        ("NATO", "Secretary General", "1955-05-14", "Lord Ismay"),
        ("NATO", "Secretary General", "1999-03-24", "Javier Solana"),
        ("NATO", "Secretary General", "2024-09-30", "Jens Stoltenberg"),
        ("NATO", "Secretary General", "2024-11-01", "Mark Rutte"),
        ("EU", "European Commission President", "1992-02-07", "Jacques Delors"),
        ("EU", "European Commission President", "2023-02-20", "Ursula von der Leyen"),
        ("EU", "EU High Representative", "2024-12-02", "Kaja Kallas"),
        ("UN", "Secretary-General", "1956-10-29", "Dag Hammarskjold"),
        ("UN", "Secretary-General", "1994-04-07", "Boutros Boutros-Ghali"),
        ("UN", "Secretary-General", "2022-02-24", "Antonio Guterres"),
        ("OSCE", "Secretary General", "2022-02-24", "Helga Schmid"),
        ("COE", "Secretary General", "2022-03-16", "Marija Pejcinovic Buric"),
        ("CIS", "Secretary General", "2024-01-01", "Sergei Lebedev"),
        ("EAEU", "Chairman of the EEC Board", "2018-01-01", "Tigran Sargsyan"),
        ("SCO", "Secretary General", "2023-07-04", "Zhang Ming"),
        ("OTS", "Secretary General", "2024-11-06", "Kubanychbek Omuraliev"),
        ("ECOWAS", "ECOWAS Chairman", "2024-01-28", "Bola Tinubu"),
        ("ECOWAS", "ECOWAS Commission President", "2024-01-28", "Omar Touray"),
        ("AU", "Chairperson of the African Union Commission", "2024-01-28", "Moussa Faki Mahamat"),
        ("OAU", "Secretary General", "1995-01-01", "Salim Ahmed Salim"),
        ("ARAB-LEAGUE", "Secretary-General", "2024-01-01", "Ahmed Aboul Gheit"),
        ("ASEAN", "Secretary-General", "2010-01-01", "Surin Pitsuwan"),
        ("OAS", "Secretary General", "2019-01-23", "Luis Almagro"),
        ("GCC", "Secretary General", "2017-06-05", "Abdullatif al-Zayani"),  # Qatar blockade
        ("WARSAW-PACT", "Warsaw Pact commander", "1968-08-21", "Ivan Yakubovsky"),
    ],
)
def test_who_held_which_office(actor: str, title: str, day: str, name: str) -> None:
    assert in_office(actor, title, day) == {name}


@pytest.mark.parametrize(
    ("actor", "name", "spelling"),
    [
        ("ARM", "Nikol Pashinyan", "Pashinian"),
        ("ARM", "Levon Ter-Petrosyan", "Ter-Petrosian"),
        ("BLR", "Alexander Lukashenko", "Lukashenka"),
        ("KAZ", "Kassym-Jomart Tokayev", "Tokaev"),
        ("AZE", "Ilham Aliyev", "Aliev"),
        ("UKR", "Volodymyr Zelensky", "Zelenskyy"),
        ("EU", "Ursula von der Leyen", "von der Leyen"),
        ("UN", "Ban Ki-moon", "Ban"),
    ],
)
def test_spellings(actor: str, name: str, spelling: str) -> None:
    found = [h for h in holders(PEOPLE / f"{actor}.tsv") if h.name == name]
    assert found
    # Every row of a person carries the same spellings, so that no term is missed.
    assert all(spelling in holder.variants for holder in found)
