"""Precedents as a picture: how long those alike stayed above, the nearest cases below, on one axis.

::

    100 % ──────╮__________        still members, with bands
                      ╱───         left or broken off
      ├────┼────┼────┼────┤        years since entry; a line at the age that this one has
      ▬▬▬▬▬▬▬▬▬▬◆                  this membership
      ▬▬▬▬▬▬×                      a case that was left
      ▬▬▬▬▬▬▬▬▬▬▬▬▬▬►              a case that goes on
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from foedus.figures import Figure, LinearScale, element, text_width, words

if TYPE_CHECKING:
    from foedus.options._precedents import Precedents

_YEAR = 365.25
_NAME, _AFTER, _TOP, _TALL, _ROW = 312.0, 158.0, 46.0, 210.0, 20.0
_CSS = (
    ".fo-band{fill:var(--fo-membership);fill-opacity:.13}"
    ".fo-stay{stroke:var(--fo-membership);stroke-width:2;fill:none}"
    ".fo-left{stroke:var(--fo-realign);stroke-width:1.6;stroke-dasharray:5 3;fill:none}"
    ".fo-bar{fill:var(--fo-membership);fill-opacity:.55}"
    ".fo-own{fill:var(--fo-call)}"
    ".fo-age{stroke:var(--fo-ink);stroke-dasharray:2 3}"
    ".fo-mark{stroke:var(--fo-ink);stroke-width:1.6;fill:none;stroke-linecap:round}"
    ".fo-figure .fo-said{paint-order:stroke;stroke:var(--fo-paper);stroke-width:4px;"
    "stroke-linejoin:round}"
    ".fo-figure .fo-green{fill:var(--fo-membership);font-weight:600}"
    ".fo-figure .fo-brown{fill:var(--fo-realign);font-weight:600}"
)


def draw_precedents(
    found: Precedents,
    *,
    nearest: int = 8,
    exits: int = 8,
    width: float = 1040,
    key: str = "precedents",
    title: str | None = None,
) -> Figure:
    """Draw how long those alike stayed, and the nearest cases.

    Parameters
    ----------
    found
        The precedents.
    nearest, exits
        How many of the nearest cases, and of the nearest that were left or broken off.
    width
        In pixels, at least 700.
    """
    age = found.profile.age / _YEAR
    cases = found.nearest(nearest)
    left = found.nearest(exits, way=found.ways[0].id)
    longest = max([age, found.course.last / _YEAR, *(row["years"] for row in [*cases, *left]), 5.0])
    across = LinearScale(0, longest, _NAME, width - _AFTER)
    counts = found.counts()
    head = (
        f"{counts['memberships']} memberships in {counts['alliances']} alliances that are alike by "
        f"{found.line:.2f} or more in what was known at entry"
    )
    body = [
        element("text", words(head), x=0, y=14, class_="fo-head"),
        element(
            "text",
            words(f"{found.table.label}, to {found.table.until}; band: 95 %, alliances as wholes"),
            x=0,
            y=30,
            class_="fo-muted",
        ),
        _axis(found, across, _TOP, _TOP + _TALL),
        *_curves(found, across),
    ]
    y = _TOP + _TALL + 56
    body.append(_list_head("This membership", y))
    own = {
        "state": found.profile.title,
        "from": found.profile.began.isoformat(),
        "years": round(age, 1),
    }
    body.append(_own(own, across, y + _ROW))
    y += 2 * _ROW + 12
    for heading, rows in (
        ("The nearest cases, by all traits", cases),
        (f"The nearest that were {found.ways[0].title}", left),
    ):
        body.append(_list_head(heading, y))
        y += _ROW
        for row in rows:
            body.append(_case(row, across, y))
            y += _ROW
        y += 12
    line = across.at(age)
    body.insert(0, element("line", x1=line, x2=line, y1=_TOP, y2=y - 12, class_="fo-age"))
    return Figure(
        key,
        title or f"Precedents of {found.profile.title}",
        f"{head}. A curve shows the share that were still members, by years since entry; a dashed "
        "line the share that had left or been broken off. Below, a bar for each of the nearest "
        f"cases, with how it ended. A dotted line marks the {age:.1f} years that this one has.",
        width,
        y,
        "".join(body),
        _rows(found, cases, left),
        _CSS,
    )


def _axis(found: Precedents, across: LinearScale, top: float, bottom: float) -> str:
    step = next((n for n in (1, 2, 5, 10, 20, 50) if across.high / n <= 12), 100)
    parts = []
    for share in (0, 25, 50, 75, 100):
        y = bottom - share / 100 * (bottom - top)
        parts.append(
            element("line", x1=across.start, x2=across.end, y1=y, y2=y, class_="fo-rule")
            + element(
                "text",
                f"{share} %",
                x=across.start - 8,
                y=y + 4,
                class_="fo-muted",
                text_anchor="end",
            )
        )
    under: dict[str, Any] = {"class_": "fo-muted", "text_anchor": "middle"}
    for year in range(0, int(across.high) + 1, step):
        x = across.at(year)
        parts.append(element("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="fo-rule"))
        parts.append(element("text", str(year), x=x, y=bottom + 16, **under))
        there = str(found.course.risk_at(year * _YEAR))
        parts.append(element("text", there, x=x, y=bottom + 32, **under))
    before: dict[str, Any] = {"x": across.start - 20, "class_": "fo-muted", "text_anchor": "end"}
    label = element("text", "years since entry", y=bottom + 16, **before)
    label += element("text", "memberships still in sight", y=bottom + 32, **before)
    return "".join(parts) + label


def _curves(found: Precedents, across: LinearScale) -> list[str]:
    if not len(found.course):
        return [element("text", "no membership is alike", x=_NAME + 10, y=_TOP + 20)]
    last = found.course.last / _YEAR
    up = LinearScale(0, 1, _TOP + _TALL, _TOP)
    way = found.ways[0]
    fine = found.staying([year / 2 for year in range(int(last * 2) + 1)])
    upper = [(across.at(row["years"]), up.at(row["stays_high_together"])) for row in fine]
    lower = [(across.at(row["years"]), up.at(row["stays_low_together"])) for row in fine]
    band = element(
        "path",
        d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in [*upper, *lower[::-1]]) + "Z",
        class_="fo-band",
    )
    days = found.course.times / _YEAR
    stays = _steps(days.tolist(), found.course.stays.tolist(), 1.0, last, across, up)
    left = _steps(days.tolist(), found.course.ends[:, 0].tolist(), 0.0, last, across, up)
    ends = [
        ("still members", "fo-green", found.course.stays_at(last * _YEAR)),
        (way.title, "fo-brown", float(found.course.ends_at(last * _YEAR)[0])),
    ]
    labels, above = [], -1e9
    for text, css, share in sorted(ends, key=lambda one: -one[2]):
        y = max(up.at(share) + 4, above + 14)
        above = y
        said = words(f"{share:.0%} {text}")
        labels.append(element("text", said, x=across.at(last) + 6, y=y, class_=f"{css} fo-said"))
    return [
        band,
        element("path", d=stays, class_="fo-stay"),
        element("path", d=left, class_="fo-left"),
        *labels,
    ]


def _steps(
    years: Sequence[float],
    shares: Sequence[float],
    start: float,
    last: float,
    across: LinearScale,
    up: LinearScale,
) -> str:
    """Return the path of a share that changes on some days only."""
    path = [f"M{across.at(0):.1f} {up.at(start):.1f}"]
    for year, share in zip(years, shares, strict=True):
        path.append(f"H{across.at(year):.1f}V{up.at(share):.1f}")
    return "".join(path) + f"H{across.at(last):.1f}"


def _list_head(text: str, y: float) -> str:
    return element("text", words(text), x=0, y=y, class_="fo-head")


def _own(row: dict[str, Any], across: LinearScale, y: float) -> str:
    name = _cut(f"{row['state']}, {row['from'][:4]}", _NAME - 14)
    x, end = across.at(0), across.at(row["years"])
    bar = element("rect", x=x, y=y - 9, width=max(end - x, 2), height=10, class_="fo-own")
    word = _beside(f"{row['years']} years", end, y)
    return element("text", words(name), x=8, y=y) + bar + word


def _case(row: dict[str, Any], across: LinearScale, y: float) -> str:
    """Draw a case: its name, a bar, the sign of its end, and the end in words."""
    over = row["way"] != "goes on"
    until = row["to"][:4] if over else ""
    name = _cut(f"{row['state']}, ATOP {row['atop']}, {row['from'][:4]}–{until}", _NAME - 56)
    x, end = across.at(0), across.at(row["years"])
    bar = element("rect", x=x, y=y - 9, width=max(end - x, 2), height=10, class_="fo-bar")
    sign = (
        f"M{end - 4:.1f} {y - 8:.1f}l8 8m0 -8l-8 8" if over else f"M{end:.1f} {y - 9:.1f}l6 5l-6 5"
    )
    said = "goes on"
    if over:
        said = f"{row['how']}, {row['stayed']} stayed" if row["stayed"] else row["how"]
    tip = element(
        "title",
        words(f"{row['state']}, {row['from']} to {row['to']}: {row['how']}; {row['next']}"),
    )
    likeness = element(
        "text", f"{row['likeness']:.2f}", x=_NAME - 12, y=y, class_="fo-muted", text_anchor="end"
    )
    return element(
        "g",
        tip,
        element("text", words(name), x=8, y=y),
        likeness,
        bar,
        element("path", d=sign, class_="fo-mark"),
        _beside(said, end + 8, y),
    )


def _beside(text: str, x: float, y: float) -> str:
    return element("text", words(text), x=x + 5, y=y, class_="fo-muted fo-said")


def _cut(text: str, room: float) -> str:
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _rows(
    found: Precedents, cases: list[dict[str, Any]], left: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    names = ("state", "atop", "from", "to", "years", "likeness", "way", "next")
    both = {(row["id"], row["atop"], row["from"]): row for row in [*cases, *left]}
    return [{name: row[name] for name in names} for row in both.values()]
