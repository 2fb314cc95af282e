"""Write the tables in the docs that commands print: run after the case or a rule has changed.

python scripts/make_tables.py           write docs/science/{reliability,precedents}.md
python scripts/make_tables.py --check   say which tables are not as the code is

A table stands between <!-- begin: NAME --> and <!-- end -->. Those on precedents need ATOP's file,
NMC and a study's codings in ../shared/data (none may be shipped), and the model needs lifelines;
where something is missing its tables are left alone.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import foedus
from foedus.options import Precedents

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
ATOP = DATA / "atop" / "atop5_1m.csv"
NMC = DATA / "nmc" / "NMC-60-abridged.csv"
CODINGS = DATA / "berkemeier_fuhrmann" / "BerkemeierFuhrmannRAP2018_0303.dta"
DAY = dt.date(2025, 12, 31)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def bounds(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.0%} – {high:.0%}"


def listed(remarks: Iterable[str]) -> str:
    return "\n".join(f"- {remark}" for remark in remarks)


@cache
def reliability() -> dict[str, foedus.Reliability]:
    case = foedus.open_case("csto-armenia")
    return {one.title: case.ledger(one).reliability() for one in case.readings}


def groups() -> str:
    found = next(iter(reliability().values()))
    rows = []
    for tally in found.tallies():
        row = tally.row()
        name = row["group"] if tally.grouping == "all" else f"{tally.grouping}: {row['group']}"
        rows.append(
            (
                *(name, row["kept_in_full"], row["in_part"], row["refused_deflected_breached"]),
                *(row["no_answer"], row["disputed"], row["events"]),
                *(f"{row['kept']}/{row['called_in']}", share(row["share"])),
                *(bounds(row["low"], row["high"]),),
                *(bounds(row["lowest_share"], row["highest_share"]),),
            )
        )
    head = (
        *("promises", "kept", "in part", "not kept", "no answer", "disputed", "events"),
        *("kept / called in", "share", "95 %", "over all rules"),
    )
    return table(head, rows)


def broken() -> str:
    found = next(iter(reliability().values()))
    return table(
        ("member", "promise", "kind", "broken", "disputed", "events"),
        (row.values() for row in found.broken()),
    )


def rules() -> str:
    each = {title: found.sensitivity() for title, found in reliability().items()}
    first = next(iter(each.values()))
    rows = [
        (
            *(row["in_part"], row["no_answer"], row["disputed"]),
            *(
                f"{one[place]['kept']}/{one[place]['called_in']}, {share(one[place]['share'])} "
                f"({bounds(one[place]['low'], one[place]['high'])})"
                for one in each.values()
            ),
        )
        for place, row in enumerate(first)
    ]
    return table(("in part", "no answer", "disputed", *each), rows)


def remarks() -> str:
    return listed(next(iter(reliability().values())).remarks())


@cache
def precedents() -> Precedents:
    return foedus.precedents_of(
        foedus.open_case("csto-armenia"),
        foedus.read_atop(ATOP),
        foedus.read_capabilities(NMC),
        foedus.read_codings(CODINGS),
        as_of=DAY,
    )


def _shares(rows: list[dict[str, float]], years: str) -> str:
    first, *others = precedents().ways
    cells = [
        (
            *(f"{row['years']:g}", row["at_risk"], row["alliances"], share(row["stays"])),
            bounds(row["stays_low"], row["stays_high"]),
            bounds(row["stays_low_together"], row["stays_high_together"]),
            share(row[first.id]),
            bounds(row[f"{first.id}_low"], row[f"{first.id}_high"]),
            share(sum(row[way.id] for way in others)),
        )
        for row in rows
    ]
    head = (
        *(years, "memberships", "alliances", "still members", "95 %", "alliances as wholes"),
        *(first.title, "alliances as wholes", "otherwise ended"),
    )
    return table(head, cells)


def choices() -> str:
    names = ("memberships", "alliances", "exits")
    rows = [
        (row["choice"], *(row[name] for name in names), share(row["stays"]), share(row["exit"]))
        for row in precedents().sensitivity()
    ]
    head = ("choice", "memberships", "alliances", "left", "still in after 20 years", "left by then")
    return table(head, rows)


def hazard() -> str:
    model = precedents().hazard()
    rows = [
        (
            *(row["factor"], row["step"], f"{row['ratio']:.2f}"),
            f"{row['low']:.2f} – {row['high']:.2f}",
            *(f"{row['p']:.3f}", f"{row['p_constant']:.3f}"),
        )
        for row in model.rows
    ]
    head = ("factor", "what is compared", "rate of leaving ×", "95 %", "p", "same at every age? p")
    text = table(head, rows)
    assert model.own is not None
    ratio, low, high = model.own
    return (
        f"{text}\n\n{model.exits} exits of {model.memberships} memberships in {model.alliances} "
        f"alliances; {model.left_out} lack a value. The model ranks pairs rightly in "
        f"{model.concordance:.0%}. Armenia's membership is left at {ratio:.2f} times the rate of "
        f"an average one ({low:.2f} – {high:.2f})."
    )


def traits() -> str:
    from foedus.options import shipped_traits

    return table(
        ("trait", "weight", "compared", "counts for", "means"),
        (
            (
                trait.name,
                f"{trait.weight:g}",
                trait.compare + (f", {trait.reach:g}" if trait.reach else ""),
                "list and curves" if trait.known == "entry" else "list alone",
                trait.means,
            )
            for trait in shipped_traits()
        ),
    )


def ways() -> str:
    from foedus.options import shipped_ways

    return table(
        ("way", "endings", "means"),
        (
            (
                way.title,
                ", ".join(
                    [*way.endings, *(f"{name}, if two others went on" for name in way.if_others)]
                ),
                way.means,
            )
            for way in shipped_ways()
        ),
    )


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "reliability.md": {"groups": groups, "broken": broken, "rules": rules, "remarks": remarks},
    "precedents.md": {
        "traits": traits,
        "ways": ways,
        "staying": lambda: _shares(precedents().staying(), "years in"),
        "from now": lambda: _shares(precedents().from_now(), "years on"),
        "choices": choices,
        "hazard": hazard,
        "remarks": lambda: listed(precedents().remarks()),
    },
}


def can_be_made(page: str, name: str) -> bool:
    """Whether what a table needs is there."""
    if page != "precedents.md" or name in ("traits", "ways"):
        return True
    if not all(file.exists() for file in (ATOP, NMC, CODINGS)):
        return False
    if importlib.util.find_spec("pandas") is None:
        return False  # the codings are a Stata file
    return name != "hazard" or importlib.util.find_spec("lifelines") is not None


def fill(page: str) -> tuple[str, str]:
    """Return a page as it is and as it should be."""
    text = (ROOT / "docs" / "science" / page).read_text("utf-8")

    def made(found: re.Match[str]) -> str:
        name = found[1]
        if not can_be_made(page, name):
            return found[0]
        return f"<!-- begin: {name} -->\n{PAGES[page][name]()}\n<!-- end -->"

    return text, re.sub(r"<!-- begin: (.+?) -->\n.*?<!-- end -->", made, text, flags=re.S)


def main() -> None:
    stale = []
    for page in PAGES:
        old, new = fill(page)
        if old != new:
            stale.append(page)
            if "--check" not in sys.argv:
                (ROOT / "docs" / "science" / page).write_text(new, "utf-8")
    if "--check" in sys.argv and stale:
        sys.exit(f"stale: {', '.join(stale)}; run: python scripts/make_tables.py")


if __name__ == "__main__":
    main()
