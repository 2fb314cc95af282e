"""Calibrate the event model's certainty on texts that it did not learn from.

Usage: ``python scripts/calibrate_events.py [FILE…] [--model DIR] [--write] [--picture FILE]``

FILEs are corpus files; without any, those that no model learns from.

Each proposal is right or wrong: right where the file has an event of the same act (of the same
type, where it has no act) in the same text. A logistic function of the model's two probabilities
(that the word tells an event, that it is this act) is fitted; printed are its weights, a
reliability table, and for some thresholds precision, recall, F1 and false alarms. ``--write``
keeps the weights in the model; ``--picture`` draws the reliability table as SVG.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from event_corpus import Item, held_files
from event_examples import read_all

from foedus.coding._confidence import LOWEST
from foedus.coding._judge import Judge, Verdict
from foedus.coding._network import read_model
from foedus.coding._telling import logit

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src" / "foedus" / "data" / "event-model"


@dataclass(frozen=True)
class Answer:
    """A proposal: the model's two probabilities, and whether it is right."""

    happens: float
    sure: float
    right: bool
    empty: bool  # in a text without events


def answers_of(item: Item, verdicts: list[Verdict]) -> list[Answer]:
    """Judge the proposals for a text; each coded event makes one of them right, the surest."""
    left = Counter((event.act or event.type) for event in item.events)
    made = []
    for verdict in sorted(verdicts, key=lambda one: -one.happens * one.sure):
        name = verdict.act or verdict.type
        right = left[name] > 0
        left[name] -= right
        made.append(Answer(verdict.happens, verdict.sure, right, not item.events))
    return made


def fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression, by Newton's method."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - chance) - 0.01 * weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + 0.01 * np.eye(x.shape[1])
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def picture(rows: list[tuple[float, float, int]]) -> str:
    """Return a reliability diagram as SVG: mean certainty, share right, and number of proposals."""
    size, edge = 300, 44

    def at(x: float, y: float) -> str:
        return f"{edge + size * x:.0f} {edge / 2 + size * (1 - y):.0f}"

    most = max(count for *_, count in rows)
    steps = [0.0, 0.25, 0.5, 0.75, 1.0]
    marks = [
        f'<text x="{at(step, 0).split()[0]}" y="{size + edge}" text-anchor="middle">{step:g}</text>'
        f'<text x="{edge - 8}" y="{int(at(0, step).split()[1]) + 4}" text-anchor="end">{step:g}'
        "</text>"
        for step in steps
    ]
    dots = [
        '<circle cx="{}" cy="{}" r="{:.1f}"><title>{} proposals: {:.2f} certain, {:.2f} right'
        "</title></circle>".format(*at(mean, right).split(), 3 + 6 * (count / most) ** 0.5, count,
                                   mean, right)
        for mean, right, count in rows
    ]  # fmt: skip
    line = " L ".join(at(mean, right) for mean, right, _ in rows)
    width = size + edge + 20
    return "\n".join(
        (
            f'<svg viewBox="0 0 {width} {size + 2 * edge}" width="{width}" role="img" '
            'font-size="12" fill="currentColor" '
            'aria-label="Certainty against the share of proposals that are right">',
            f'<path d="M {at(0, 0)} L {at(1, 1)}" stroke="currentColor" stroke-dasharray="4 4" '
            'opacity="0.5" fill="none"/>',
            f'<path d="M {at(0, 1)} L {at(0, 0)} L {at(1, 0)}" stroke="currentColor" fill="none"/>',
            f'<path d="M {line}" stroke="#4051b5" stroke-width="2" fill="none"/>',
            f'<g fill="#4051b5">{"".join(dots)}</g>',
            *marks,
            f'<text x="{edge + size / 2:.0f}" y="{size + 1.5 * edge:.0f}" text-anchor="middle">'
            "certainty</text>",
            f'<text x="12" y="{edge / 2 + size / 2:.0f}" text-anchor="middle" '
            f'transform="rotate(-90 12 {edge / 2 + size / 2:.0f})">share that is right</text>',
            "</svg>",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    judge = Judge(read_model(options.model))
    readings = read_all(options.files or held_files())
    answers: list[Answer] = []
    gold = sum(len(item.events) for item, _, _ in readings)
    empty = sum(not item.events for item, _, _ in readings)
    for item, _, reads in readings:
        answers += answers_of(item, [one for read in reads for one in judge.judge(read, LOWEST)])
    x = np.array([[1.0, logit(one.happens), logit(one.sure)] for one in answers])
    y = np.array([one.right for one in answers], dtype=float)
    weights = fitted(x, y)
    chance = 1 / (1 + np.exp(-x @ weights))
    print(f"{len(readings)} texts, {gold} events, {len(answers)} proposals")
    print("weights", " ".join(f"{weight:.3f}" for weight in weights))
    print(f"\n{'certainty':<12}{'proposals':>10}{'mean':>8}{'right':>8}")
    rows: list[tuple[float, float, int]] = []
    for low in np.arange(0, 1, 0.1):
        inside = (chance >= low) & (chance < low + 0.1)
        if inside.any():
            share = y[inside].mean()
            rows.append((float(chance[inside].mean()), float(share), int(inside.sum())))
            print(
                f"{low:.1f}–{low + 0.1:.1f}{'':<5}{inside.sum():>10}"
                f"{chance[inside].mean():>8.2f}{share:>8.2f}"
            )
    quiet = np.array([one.empty for one in answers])
    print(f"\n{'from':<6}{'precision':>10}{'recall':>8}{'F1':>8}{'false alarms a hundred':>24}")
    for least in np.arange(0.2, 0.75, 0.05):
        said = chance >= least
        right = y[said].sum()
        precision, recall = right / max(said.sum(), 1), right / gold
        score = 2 * precision * recall / max(precision + recall, 1e-9)
        alarms = 100 * (said & quiet).sum() / max(empty, 1)
        print(f"{least:<6.2f}{precision:>10.3f}{recall:>8.3f}{score:>8.3f}{alarms:>24.1f}")
    if options.picture:
        options.picture.write_text(picture(rows) + "\n", "utf-8")
    if options.write:
        path = options.model / "meta.json"
        card = json.loads(path.read_text("utf-8"))
        card.setdefault("limits", {})["slope"] = [round(float(weight), 4) for weight in weights]
        path.write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
