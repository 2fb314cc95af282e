"""Dates in a text: what is written, and which days it can mean.

::

    "on 13 September 2022"   2022-09-13           "mid-February"     2024-02-15~
    "last week"              2024-06-03/2024-06-09    "the 1990s"    199X
    "on Tuesday"             the last Tuesday before publication

A date that rests on the day of publication is not read where that day is unknown. No day is
guessed: "in June" stays a month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foedus._edtf import Edtf
from foedus._errors import DateError

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "several": 0, "few": 0,
}  # fmt: skip
_NEAR = 14  # days from publication that news of a day tells of
_SEASON = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"

_PATTERN = re.compile(
    rf"""
    (?:(?<!\w)|(?=\ ))(?:  # no date begins inside a word: that is quicker seen at once
    (?P<iso>\b{_YEAR}-[01]\d(?:-[0-3]\d)?\b)
  | \b(?P<rd1>{_DAY})\s?(?:-|–|to|and)\s?(?P<rd2>{_DAY})
      \ (?P<rm>{_MONTH})(?:,?\ (?P<ry>{_YEAR}))?\b
  | \b(?P<qm>{_MONTH})\ (?P<qd1>{_DAY})\s?(?:-|–|to|and)\s?(?P<qd2>{_DAY})\b(?!:)
      (?:,?\ (?P<qy>{_YEAR})\b)?
  | \b(?P<dd>{_DAY})\ (?:of\ )?(?P<dm>{_MONTH})(?:,?\ (?P<dy>{_YEAR})\b)?
  | \b(?P<ad>{_MONTH})\ (?P<add>{_DAY})\b(?!:)(?:,?\ (?P<ady>{_YEAR})\b)?
  | \b(?:(?P<part>mid|early|late|middle|beginning|end|start)(?:-|\ |\ of\ |\ in\ )
      (?:of\ |the\ )*)?
      (?:(?P<lastm>last|this|next)\ )?(?P<mm>{_MONTH})(?:,?\ (?:of\ )?(?P<my>{_YEAR})\b)?
  | \b(?:(?P<spart>mid|early|late)(?:-|\ ))?(?:the\ )?(?P<slast>last|this|next|following)?
      \ ?(?:the\ )?
      (?P<season>spring|summer|autumn|winter|Spring|Summer|Autumn|Winter)
      \ (?:of\ )?(?P<sy>{_YEAR})\b
  | \b(?P<sl>last|this|next)\ (?P<sname>spring|summer|autumn|fall|winter)\b
  | \b(?:the\ )(?P<dpart>early|late|mid)?[-\ ]?(?P<decade>1[5-9]\d0|20\d0)['’]?s\b
  | \b(?P<y1>{_YEAR})\s?(?:-|–)\s?(?P<y2>{_YEAR}|\d\d)\b(?!-)
  | \b(?:from|between|during)\ (?P<fy1>{_YEAR})\ (?:to|and|until|till|through)\ (?P<fy2>{_YEAR})\b
  | \b(?P<ypart>mid|early|late|end|beginning)(?:-|\ |\ of\ )(?P<py>{_YEAR})\b
  | \b(?P<yprep>since|until|till|before|after|in|In|by|By|Since|Until|of|during|During|from|From|for
      |back\ in|year|around|about)\ (?P<yy>{_YEAR})\b
      (?!\s?(?:%|percent|per\ cent|people|troops|soldiers|\$|-))
  | \b(?:[Dd]uring|[Ii]n|[Aa]fter|[Ss]ince|[Aa]t)\ (?:the|its|their|his|that)
      \ (?P<ny>{_YEAR})\ (?=[a-z])
  | (?P<ym>(?<=,\ )|(?<=\()|(?<=;\ )){_YEAR}(?=[,)])
  | \b(?P<rel>yesterday|today|tonight|last\ night|overnight|this\ morning|this\ afternoon
      |this\ evening|Yesterday|Today|tomorrow|Tomorrow|Overnight)\b
  | \b(?P<which>last|this|next|past|Last|This|Next|earlier\ this|Earlier\ this|later\ this
      |Later\ this
      |late\ last|early\ this|early\ last|late\ this|over\ the|over\ the\ past
      |in\ the\ past|the\ previous)
      \ (?P<unit>week|month|year|weekend|decade|century)\b
  | \b(?P<count>{_COUNT}|several|a\ few|few)\ (?P<units>hour|day|week|fortnight|month|year|decade)s?
      \ (?P<way>ago|earlier|later|before|afterwards)\b
  | \b(?:on|On)?\ ?(?P<wlast>last|next|this|late|early|Last|Next|Late|Early)?
      \ ?(?P<weekday>{_WEEKDAY})\b
  | \b(?P<follow>[Tt]he\ (?:next|following|same|previous)\ day
      |(?:a|one)\ day\ (?:after|before)|[Tt]hat\ (?:same\ )?day
      |[Tt]he\ (?:following|next|same|previous)\ (?:week|month|year)
      |[Tt]hat\ (?:same\ )?(?:year|month|week)|[Tt]hat\ {_MONTH})
    )
    """,
    re.VERBOSE,
)
_QUICK = re.compile(
    r"\d{4}|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"|day\b|night|week|month|year|ago\b|earlier|later|morning|spring|summer|autumn|winter|decade"
)


@dataclass(slots=True)
class Written:
    """A date as it stands in a passage.

    ``date`` is None where it needs an anchor that the text does not give (see `kind`):
    ``follow`` dates stand on the date told before, ``weekday`` and ``relative`` ones on the day
    of publication.
    """

    start: int
    end: int
    text: str
    kind: str
    date: Edtf | None
    future: Edtf | None = None  # what it means where the act lies ahead
    bound: str = ""  # since, until, by, before, after


Groups = dict[str, Any]
Made = Callable[..., Written | None]


def _make(text: str) -> Edtf | None:
    try:
        return Edtf.parse(text)
    except DateError:  # a day that no calendar has: not a date after all
        return None


def _about(date: Edtf) -> Edtf:
    """Return a day, month or year as an approximate one."""
    if date.is_interval or date.text[-1:] in "~?%X":
        return date
    return Edtf.parse(date.text + "~")


def _ymd(year: int, month: int, day: str | None = None) -> str:
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{int(re.sub(r'[a-z]', '', day)):02}"


def _year_of(month: int, anchor: dt.date | None, year: int | None, future: bool) -> int | None:
    """Return the year of a month that is written without one."""
    if year is not None:
        return year
    if anchor is None:
        return None
    if future:
        return anchor.year if month >= anchor.month else anchor.year + 1
    return anchor.year if month <= anchor.month else anchor.year - 1


def _part_of_year(part: str, year: int) -> str:
    spans = {"early": (1, 4), "beginning": (1, 3), "mid": (5, 8), "late": (9, 12), "end": (11, 12)}
    first, last = spans[part]
    return f"{year:04}-{first:02}/{year:04}-{last:02}"


def _part_of_month(part: str, year: int, month: int) -> str:
    day = {"mid": 15, "middle": 15, "early": 5, "beginning": 3, "start": 3, "late": 25, "end": 27}
    return f"{year:04}-{month:02}-{day[part]:02}~"


def _shift(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(max(index // 12, 1), index % 12 + 1, 1)


class Calendar:
    """Reads the dates of one document.

    Parameters
    ----------
    published
        The day of publication, or None; a month or year counts as far as it goes.
    """

    def __init__(self, published: Edtf | None) -> None:
        self.published = published
        anchor = published.latest if published is not None else None
        # a month or a year of publication anchors months and years, but no weekday
        exact = published is not None and published.precision == "day" and not published.is_interval
        self.anchor = anchor
        self.day = anchor if exact else None

    def is_news(self, written: Written) -> bool:
        """Return whether a day is counted from that of publication, or stands near it."""
        if written.kind != "day" or written.date is None or self.anchor is None:
            return False
        first = written.date.earliest
        near = first is not None and abs((first - self.anchor).days) <= _NEAR
        return near and not re.search(_YEAR, written.text)

    def _is_of_now(self, match: re.Match[str]) -> bool:
        """Return whether a day is counted from that of publication: "on Tuesday", "yesterday"."""
        if re.search(r"\d", match.group()):
            return False
        written = self._read(match, None)
        return written is not None and self.is_news(written)

    def find(self, text: str, year: int | None = None, *, news: bool = False) -> list[Written]:
        """Return the dates written in a passage, in order.

        `year` is the year that the passage is about, where the text said so before. In `news` of a
        day a month without a year is that of the days, also behind a year of something past.
        """
        if not _QUICK.search(text):
            return []
        found: list[Written] = []
        told = year
        matches = list(_PATTERN.finditer(text))
        news = news or any(map(self._is_of_now, matches))
        for match in matches:
            written = self._read(match, told)
            if written is None:
                continue
            if not written.bound:
                before = text[max(0, written.start - 14) : written.start].lower().split()
                if before and before[-1] == "the":
                    before.pop()
                if before and before[-1] in ("by", "until", "since", "before", "after", "till"):
                    written.bound = before[-1]
                elif before and before[-1] in ("around", "about") and written.date is not None:
                    written.date = _about(written.date)
            found.append(written)
            if written.kind in ("day", "month", "year", "range") and written.date is not None:
                earliest = written.date.earliest or written.date.latest
                to_come = self.anchor is not None and earliest and earliest > self.anchor
                news = news or self.is_news(written)
                aside = written.kind == "year" and (news or written.bound == "since")
                if earliest is None or to_come or aside:
                    continue  # "where it has fought since 2021"
                if re.search(_YEAR, written.text):
                    told = earliest.year  # "by July 1967 …; in June": this June, not that
        return found

    def _read(self, match: re.Match[str], year: int | None) -> Written | None:
        group: Groups = match.groupdict()
        start, end = match.span()
        text = match.group()

        def made(
            kind: str, date: str | None, future: str | None = None, bound: str = ""
        ) -> Written | None:
            value = None if date is None else _make(date)
            if date is not None and value is None:
                return None
            ahead = None if future is None else _make(future)
            return Written(start, end, text, kind, value, ahead, bound)

        if group["iso"]:
            return made("day", text)
        for first, last, month_key, year_key in (
            ("rd1", "rd2", "rm", "ry"),
            ("qd1", "qd2", "qm", "qy"),
        ):
            if group[first]:
                month = _MONTHS[group[month_key].rstrip(".").lower()]
                years = [self._when(month, group[year_key], year, ahead) for ahead in (False, True)]
                spans = [
                    None
                    if y is None
                    else f"{_ymd(y, month, group[first])}/{_ymd(y, month, group[last])}"
                    for y in years
                ]
                return made("range", spans[0], spans[1])
        for day_key, month_key, year_key in (("dd", "dm", "dy"), ("add", "ad", "ady")):
            if group[day_key]:
                month = _MONTHS[group[month_key].rstrip(".").lower()]
                days = [
                    None if y is None else _ymd(y, month, group[day_key])
                    for y in (
                        self._when(month, group[year_key], year, ahead) for ahead in (False, True)
                    )
                ]
                return made("day", days[0], days[1])
        if group["mm"]:
            return self._month(group, year, made)
        if group["season"]:
            return made("season", f"{group['sy']}-{_SEASON[group['season'].lower()]}")
        if group["sl"]:
            return self._season(group, made)
        if group["decade"]:
            return made("year", group["decade"][:3] + "X")
        if group["y1"]:
            last = group["y2"] if len(group["y2"]) == 4 else group["y1"][:2] + group["y2"]
            return made("range", f"{group['y1']}/{last}")
        if group["fy1"]:
            return made("range", f"{group['fy1']}/{group['fy2']}")
        if group["py"]:
            return made("year", _part_of_year(group["ypart"], int(group["py"])))
        if group["yy"]:
            bound = group["yprep"].lower()
            start = match.start("yy")
            return made("year", group["yy"], None, bound)
        if group["ny"]:
            return made("year", group["ny"])
        if group["rel"]:
            return self._relative(group["rel"].lower(), made)
        if group["which"]:
            return self._unit(group["which"].lower(), group["unit"], made)
        if group["units"]:
            return self._count(group, made)
        if group["weekday"]:
            return self._weekday(group, made)
        if group["follow"]:
            return Written(start, end, text, "follow", None)
        if re.fullmatch(_YEAR, text):
            return made("year", text)
        return None

    def _when(self, month: int, written: str | None, year: int | None, future: bool) -> int | None:
        if written:
            return int(written)
        return _year_of(month, self.anchor, year, future)

    def _month(self, group: Groups, year: int | None, made: Made) -> Written | None:
        word = group["mm"].rstrip(".")
        month = _MONTHS[word.lower()]
        part = group["part"]
        if part:
            y = self._when(month, group["my"], year, False)
            ahead = self._when(month, group["my"], year, True)
            return made(
                "month",
                None if y is None else _part_of_month(part, y, month),
                None if ahead is None else _part_of_month(part, ahead, month),
            )
        return self._plain_month(month, group["my"], year, made)

    def _plain_month(
        self, month: int, written: str | None, year: int | None, made: Made
    ) -> Written | None:
        y = self._when(month, written, year, False)
        ahead = self._when(month, written, year, True)
        return made(
            "month",
            None if y is None else _ymd(y, month),
            None if ahead is None else _ymd(ahead, month),
        )

    def _season(self, group: Groups, made: Made) -> Written | None:
        if self.anchor is None:
            return made("relative", None)
        number = _SEASON[group["sname"]]
        year = self.anchor.year
        starts = {21: 3, 22: 6, 23: 9, 24: 12}[number]
        if group["sl"] == "last" and self.anchor.month < starts + 3:
            year -= 1
        if group["sl"] == "next" and self.anchor.month >= starts:
            year += 1
        return made("season", f"{year}-{number}")

    def _relative(self, word: str, made: Made) -> Written | None:
        if self.day is None:
            return made("relative", None)
        step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
        if word in ("last night", "overnight"):
            return made("day", f"{self.day - dt.timedelta(1)}/{self.day}")
        day = (self.day + dt.timedelta(step)).isoformat()
        return made("day", day, day)

    def _unit(self, which: str, unit: str, made: Made) -> Written | None:
        anchor = self.anchor
        if anchor is None:
            return made("relative", None)
        step = -1 if which.split()[-1] in ("last", "past", "previous") else 0
        step = 1 if which == "next" else step
        part = which.split()[0] if " " in which else ""
        if unit == "year":
            year = anchor.year + step
            if part in ("early", "late"):
                return made("year", _part_of_year(part, year))
            if part == "earlier":
                return made("year", f"{year}-01-01/{anchor}")
            if part == "later":
                return made("year", f"{year}", f"{anchor}/{year}-12-31")
            if which in ("past", "over the past", "in the past"):
                return made("year", f"{anchor - dt.timedelta(366)}/{anchor}")
            return made("year", f"{year}", f"{year}")
        if unit == "month":
            first = _shift(anchor, step)
            if part == "earlier":
                return made("month", f"{first}/{anchor}")
            month = first.isoformat()[:7]
            return made("month", month, month)
        if unit in ("decade", "century"):
            return made("year", None)
        if self.day is None:
            return made("relative", None)
        monday = self.day - dt.timedelta(self.day.weekday()) + dt.timedelta(7 * step)
        if unit == "weekend":
            saturday = monday + dt.timedelta(5)
            if step == 0 and self.day < saturday:  # "over the weekend": the one before
                saturday -= dt.timedelta(7)
            return made("range", f"{saturday}/{saturday + dt.timedelta(1)}")
        if step == 0:
            ahead = f"{self.day}/{monday + dt.timedelta(6)}"
            return made("range", f"{monday}/{self.day}", ahead)
        span = f"{monday}/{monday + dt.timedelta(6)}"
        return made("range", span, span)

    def _count(self, group: Groups, made: Made) -> Written | None:
        if group["way"] != "ago":
            return made("follow", None)
        word = group["count"].lower()
        count = int(word) if word.isdigit() else _NUMBERS.get(word.split()[-1], 0)
        unit = group["units"]
        if unit == "fortnight":
            unit, count = "week", 2 * count
        if self.anchor is None or not count:
            return made("relative", None)
        if unit in ("year", "decade"):
            year = self.anchor.year - count * (10 if unit == "decade" else 1)
            return made("year", f"{year:04}~" if year > 0 else None)
        if unit == "month":
            return made("month", f"{_shift(self.anchor, -count).isoformat()[:7]}~")
        if self.day is None:
            return made("relative", None)
        if unit == "week":
            day = self.day - dt.timedelta(7 * count)
            return made("range", f"{day - dt.timedelta(4)}/{day + dt.timedelta(4)}")
        day = self.day - dt.timedelta(count if unit == "day" else 0)
        return made("day", day.isoformat())

    def _weekday(self, group: Groups, made: Made) -> Written | None:
        if self.day is None:
            return made("weekday", None)
        number = _DAYS[group["weekday"].lower()]
        back = (self.day.weekday() - number) % 7
        ahead = (number - self.day.weekday()) % 7
        if (group["wlast"] or "").lower() == "last" and back == 0:
            back = 7
        if (group["wlast"] or "").lower() == "next" and ahead == 0:
            ahead = 7
        past = self.day - dt.timedelta(back)
        future = self.day + dt.timedelta(ahead)
        if (group["wlast"] or "").lower() == "next":
            return made("day", future.isoformat(), future.isoformat())
        return made("day", past.isoformat(), future.isoformat())


def follow(text: str, before: Edtf | None) -> Edtf | None:
    """Return what "the next day", "a week later" or "that year" means after a date told before."""
    if before is None or before.earliest is None:
        return None
    words = text.lower()
    day = before.earliest
    exact = before.precision == "day" and not before.is_interval
    if ("year" in words and "that" in words) or "same year" in words:
        return Edtf.parse(f"{day.year:04}")
    if "following year" in words or "next year" in words:
        return Edtf.parse(f"{day.year + 1:04}")
    if "month" in words and ("that" in words or "same" in words):
        return Edtf.parse(day.isoformat()[:7])
    if "following month" in words or "next month" in words:
        return Edtf.parse(_shift(day, 1).isoformat()[:7])
    match = re.match(rf"that ({_MONTH})", text, re.IGNORECASE)
    if match:
        return Edtf.parse(_ymd(day.year, _MONTHS[match[1].rstrip(".").lower()]))
    count = re.match(
        rf"({_COUNT}|several|a few|few) (hour|day|week|fortnight|month|year|decade)s? (\w+)", words
    )
    if count:
        number = int(count[1]) if count[1].isdigit() else _NUMBERS.get(count[1].split()[-1], 0)
        sign = 1 if count[3] in ("later", "after", "afterwards") else -1
        if not number:
            return None
        if count[2] in ("year", "decade"):
            years = day.year + sign * number * (10 if count[2] == "decade" else 1)
            return Edtf.parse(f"{years:04}") if years > 0 else None
        if count[2] == "month":
            return Edtf.parse(f"{_shift(day, sign * number).isoformat()[:7]}")
        if not exact:
            return None
        if count[2] == "day":
            return Edtf.parse(day + dt.timedelta(sign * number))
        if count[2] in ("week", "fortnight"):
            weeks = number * (2 if count[2] == "fortnight" else 1)
            near = day + dt.timedelta(7 * sign * weeks)
            return Edtf.parse(f"{near - dt.timedelta(3)}/{near + dt.timedelta(3)}")
        return before
    if not exact:
        return None
    if "same day" in words or "that day" in words:
        return before
    if "previous day" in words or "day before" in words:
        return Edtf.parse(day - dt.timedelta(1))
    if "day" in words:
        return Edtf.parse(day + dt.timedelta(1))
    return None
