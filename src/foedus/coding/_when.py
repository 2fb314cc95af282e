"""When an act happened: the written date that belongs to it, else the widest that is right.

::

    under the act's own verb ─► in its clause ─► in its sentence ─► told just before ─► open
                                                                     (a day as its month)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from foedus._edtf import Edtf
from foedus.coding._apart import apart, opens_clause
from foedus.coding._dates import Calendar, Written, follow
from foedus.coding._draft import Draft
from foedus.coding._parse import Passage
from foedus.coding._words import words

_SPOKEN = words("REQUEST REJECT ACCUSE THREATEN SUPPORT AGREE CONCEDE")


@dataclass(frozen=True, slots=True)
class Told:
    """The date that the text told last, and where."""

    date: Edtf | None = None
    passage: int = -1
    sentence: int = -1
    kind: str = ""


_MORE_YEARS = re.compile(r",? (?:and|or) (?:in )?(?:1[5-9]|20)\d\d\b")
_OPENS = 2  # words before a date that opens its sentence, and so holds for all of it


class Timeline:
    """Follows the dates of one document."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.told = Told()
        self.news = False  # whether the text counts days from its publication: "on Thursday"

    def read(self, passage: Passage) -> list[list[Written]]:
        """Return the dates of each sentence of a passage."""
        found = self.calendar.find(passage.text, news=self.news)
        self.news = self.news or any(map(self.calendar.is_news, found))
        by_sentence: list[list[Written]] = [[] for _ in passage.sentences]
        if not found:
            return by_sentence
        ends = [passage.end[stop - 1] for _, stop in passage.sentences]
        number = 0
        for written in found:
            if written.kind == "year" and _MORE_YEARS.match(passage.text, written.end):
                continue  # "its wars of 1965 and 1971": no act has two
            while number < len(ends) - 1 and written.start >= ends[number]:
                number += 1
            by_sentence[number].append(written)
        return by_sentence

    def resolution_date(self, dates: list[Written]) -> Edtf | None:
        """Return the date on which the names of a sentence are to be read."""
        published = self.calendar.published
        years = [
            w.date
            for w in dates
            if w.date is not None
            and w.kind in ("day", "month", "year", "range", "season")
            and not (w.kind == "year" and w.bound == "of")  # "the treaty of 1951"
        ]
        for date in years:
            if date.earliest is None or w_open(date):
                continue
            if (
                published is None
                or published.earliest is None
                or date.earliest < published.earliest
            ):
                return date
        if self.told.date is not None and self.told.date.earliest is not None and published is None:
            return self.told.date
        return published

    def date_of(
        self,
        passage: Passage,
        sentence: int,
        draft: Draft,
        dates: list[Written],
        speech_verb: int,
        same_speaker: bool,
    ) -> tuple[Edtf, float]:
        """Return the date of an act, and how certain it is that the date is its own."""
        ahead = draft.future or draft.factuality in ("intended", "conditional", "requested")
        spoken = draft.type in _SPOKEN and draft.factuality == "actual"
        links = [link.word for link in draft.links if link.word != speech_verb]
        triggers = draft.triggers + links
        measured = None if ahead else self._measured(passage, draft.hit.word, dates)
        if measured is not None:
            return measured, 0.9
        best: tuple[float, Written] | None = None
        for written in dates:
            if written.kind == "follow" and opens_clause(passage, written.end):
                continue
            if written.bound in ("of", "for", "around") and written.kind == "year":
                continue
            if draft.act == "announce-exit" and spoken and self._to_come(passage, written):
                continue  # that of the leaving, not of the announcing
            score = self._fit(passage, written, draft, triggers, speech_verb)
            if best is None or score > best[0]:
                best = (score, written)
        if best is not None and best[0] > 0:
            score, written = best
            if ahead and written.date is not None and self._past(passage, written, draft):
                return self._reported(written.date, ahead, spoken), 0.9
            earlier = [w.date for w in dates if w.start < written.start and w.date is not None]
            to_come = ahead and not spoken and not self._of_past(passage, written, draft)
            date = self._value(written, to_come, earlier[-1] if earlier else self.told.date)
            if date is not None:
                if score < 0.3 and speech_verb >= 0:
                    # the date is that of the speaking
                    return self._reported(date, ahead, spoken), 0.8
                return date, 1.0 if score > 0.8 else 0.9
        return self._carried(passage, sentence, draft, ahead, spoken, same_speaker), 0.8

    def _measured(self, passage: Passage, act: int, dates: list[Written]) -> Edtf | None:
        """Return the date of an act that is told by its distance from another: "a day after"."""
        said = apart(passage, act)
        if said is None:
            return None
        first, last = passage.subtree(said.clause)
        low, high = passage.start[min(first, said.first)], passage.end[last]
        others = [w for w in dates if w.date is not None and not low <= w.start < high]
        own = [w for w in dates if w.date is not None and passage.end[said.mark] <= w.start < high]
        if own:
            return None  # the act has a date of its own
        base = min(others, key=lambda w: abs(w.start - low)).date if others else None
        if base is None and self.told.passage == passage.number and self.told.kind == "day":
            base = self.told.date
        return follow(said.text, base)

    def _fit(
        self,
        passage: Passage,
        written: Written,
        draft: Draft,
        triggers: list[int],
        speech_verb: int,
    ) -> float:
        """How well a date fits: 1 and more by the verb, less far away, 0.2 under a speech verb."""
        first = next((i for i, end in enumerate(passage.end) if end > written.start), -1)
        last = next(
            (i for i in range(max(first, 0), len(passage.end)) if passage.end[i] >= written.end),
            first,
        )
        if first < 0:
            return 0.0
        head = last
        for word in range(first, last + 1):
            if not first <= passage.head[word] <= last:
                head = word
        if speech_verb >= 0 and speech_verb not in triggers:
            near_speech = min(abs(first - speech_verb), abs(last - speech_verb))
            near_act = min(min(abs(first - t), abs(last - t)) for t in triggers)
            if passage.head[head] == speech_verb or (near_speech <= 2 and near_act > near_speech):
                return 0.2
        if self._beside(passage, draft.hit.word, first):
            return 1.1
        governor = passage.head[head]
        apart = written.bound == "since" and "," in passage.low[last + 1 : draft.hit.word]
        for _ in range(3):
            if governor in triggers and not apart:
                return 1.0
            if passage.dep[governor] in ("nmod", "obl", "obj", "compound"):
                governor = passage.head[governor]
            else:
                break
        start = passage.sentences[passage.sentence[first]][0]
        if first - start > _OPENS and self._of_else(passage, written, draft):
            return 0.0
        low, high = sorted((first, draft.hit.word))
        between = passage.low[low + 1 : high]
        verbs = sum(tag in ("VBD", "VBZ", "VBP", "MD") for tag in passage.tag[low + 1 : high])
        gap = high - low
        score = 0.75 - 0.012 * gap - 0.12 * verbs
        if ";" in between:
            score -= 0.3
        if first - start <= _OPENS:
            score = max(score, 0.5)  # a date that opens the sentence holds for all of it
        return max(score, 0.05)

    def _beside(self, passage: Passage, verb: int, date: int) -> bool:
        """Whether only words of its own clause stand between a verb and a date behind it."""
        if passage.tag[verb][:1] != "V" or date <= verb:
            return False
        between = range(verb + 1, date)
        clause = (passage.tag[word][:1] in "V,:." or passage.tag[word] == "MD" for word in between)
        return not any(clause) and passage.sentence[verb] == passage.sentence[date]

    def _to_come(self, passage: Passage, written: Written) -> bool:
        """Whether a date is that of what will be: "announced that it would leave in June"."""
        published = self.calendar.published
        said = published.latest if published is not None else None
        if written.kind == "day" and written.date is not None:
            day = written.date.earliest
            return day is not None and said is not None and day > said
        word = self._verb(passage, written)
        return any(
            kid < word and (passage.tag[kid] == "MD" or passage.low[kid] == "to")
            for kid in passage.kids[word]
        )

    def _past(self, passage: Passage, written: Written, draft: Draft) -> bool:
        """Whether a date is that of a deciding, not of the act: "agreed on Friday to send"."""
        word = self._verb(passage, written)
        act = draft.hit.word
        decided = word != act and passage.tag[word] == "VBD" and passage.under(act, word)
        return decided and written.kind in ("day", "month")

    def _of_past(self, passage: Passage, written: Written, draft: Draft) -> bool:
        """Whether a date is that of something past beside the act: "in May Niger let them in"."""
        word = self._verb(passage, written)
        return word != draft.hit.word and passage.tag[word] == "VBD"

    def _verb(self, passage: Passage, written: Written) -> int:
        """Return the nearest verb above a date, or the last word above it."""
        word = next((i for i, end in enumerate(passage.end) if end > written.start), 0)
        for _ in range(6):
            if passage.tag[word][:1] == "V" or passage.head[word] == word:
                break
            word = passage.head[word]
        return word

    def _value(self, written: Written, ahead: bool, base: Edtf | None) -> Edtf | None:
        if written.kind == "follow":
            return follow(written.text, base)
        date = written.future if ahead and written.future is not None else written.date
        if date is None:
            return None
        first, _, last = date.text.partition("/")
        if written.bound == "since" and date.earliest is not None:
            return Edtf.parse(f"{first.rstrip('~?%')}/..")
        if written.bound in ("until", "before", "by") and date.latest is not None:
            published = self.calendar.published
            start = ".."
            if ahead and published is not None and published.earliest is not None:
                start = str(published.earliest) if published.earliest < date.latest else ".."
            return Edtf.parse(f"{start}/{last or first}")
        if written.bound == "after" and date.earliest is not None:
            return Edtf.parse(f"{first}/..")
        return date

    def _reported(self, date: Edtf, ahead: bool, spoken: bool) -> Edtf:
        if spoken:
            return date
        first, _, last = date.text.partition("/")  # as precise as it is told
        if ahead:
            return Edtf.parse(f"{first.rstrip('~?%')}/..") if date.earliest else date
        return Edtf.parse(f"../{(last or first).rstrip('~?%')}") if date.latest else date

    def _carried(
        self,
        passage: Passage,
        sentence: int,
        draft: Draft,
        ahead: bool,
        spoken: bool,
        same_speaker: bool,
    ) -> Edtf:
        told, published = self.told, self.calendar.published
        near = told.date is not None and told.passage == passage.number
        if near and told.date is not None and not ahead and not self._is_aside(told):
            date = told.date
            if (
                (same_speaker and spoken)
                or date.precision != "day"
                or date.is_interval
                or date.approximate
            ):
                return date
            return Edtf.parse(date.text[:7]) if len(date.text.rstrip("~?%")) == 10 else date
        anchor = published.latest if published is not None else None
        if ahead and not spoken:
            first = published.earliest if published is not None else None
            return Edtf.parse(f"{first}/..") if first else Edtf.parse("../..")
        return Edtf.parse(f"../{anchor}") if anchor else Edtf.parse("../..")

    def _is_aside(self, told: Told) -> bool:
        """Whether what was told last says nothing of what follows: what is to come, and years
        back in the news of a day ("The force was set up in 2007.")."""
        anchor = self.calendar.anchor
        if anchor is None or told.date is None:
            return False
        first, last = told.date.earliest, told.date.latest
        if first is not None and first > anchor:
            return True
        return self.news and told.kind == "year" and last is not None and last.year < anchor.year

    def _of_else(self, passage: Passage, written: Written, draft: Draft) -> bool:
        """Whether a date that is not the act's own can only be that of something else.

        "Poland, in NATO since 1999, closed its border"; "Berlin, which joined in 1955, refused".
        """
        clause = self._aside(passage, written)
        act = draft.hit.word
        inside = clause < 0 or act == clause or passage.under(act, clause)
        return written.bound == "since" or not inside

    def _aside(self, passage: Passage, written: Written) -> int:
        """Return the verb of the relative clause that a date stands in, and dates alone; or -1."""
        word = next((i for i, end in enumerate(passage.end) if end > written.start), 0)
        for _ in range(12):
            if passage.dep[word] == "acl:relcl":
                return word
            if passage.head[word] == word:
                return -1
            word = passage.head[word]
        return -1

    def tell(self, passage: Passage, sentence: int, dates: list[Written]) -> None:
        """Remember the date of a sentence for those after it."""
        if self.told.passage != passage.number:
            self.told = Told(None, passage.number, sentence)
        for written in dates:
            opens = written.start - passage.start[passage.sentences[sentence][0]] <= 4
            if written.bound in ("of", "for", "until", "before", "by", "since") and not opens:
                continue
            if self._aside(passage, written) >= 0:
                continue
            if written.kind == "follow" and opens_clause(passage, written.end):
                continue
            date = (
                follow(written.text, self.told.date) if written.kind == "follow" else written.date
            )
            if date is not None and date.earliest is not None:
                self.told = Told(date, passage.number, sentence, written.kind)


def w_open(date: Edtf) -> bool:
    """Whether one side of a date is open."""
    return date.earliest is None or date.latest is None
