"""Train what says who has which part in an event: the last layer of the event model.

Usage: ``python scripts/train_parts.py [FILE…] [--model DIR]``

FILEs are corpus files and gold sets to learn from: without any, all of ``corpus/`` but what is held
for scores, and the development half of the gold set. Some of them (``FOR_PARTS``) no other part of
the model has learnt: they show how far it is to be trusted. The model in DIR, by default the one
that ships, reads them; what then speaks for each actor in each coded event
(``foedus.coding._casting``) is learnt from, and the weights are added to the model. Run it after
``train_events.py`` and before ``calibrate_events.py``.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from event_corpus import CORPUS, FOR_PARTS, UNSEEN, Coded, Item
from event_examples import items_of, read_all, trigger_words
from torch import nn
from torch.nn import functional as F  # noqa: N812

from foedus.actors import Actors, default_actors
from foedus.coding._casting import BETWEEN, beside, organised
from foedus.coding._judge import Judge
from foedus.coding._matching import actor_key
from foedus.coding._network import mark_of, read_model
from foedus.coding._sets import (
    FEW,
    FIRST,
    NEVER,
    SECOND,
    SIZE,
    SUBSETS,
    TWO,
    absent,
    likeliest,
    overlaps,
)
from foedus.coding._signals import Read, labels

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src" / "foedus" / "data" / "event-model"
SEED = 7  # by held files the best of two
WIDTH, OF_TRIGGER = 192, 24
OF_ACTOR, OF_TWO = 16, 32  # of what is said of sets
EPOCHS, BATCH, RATE = 12, 128, 3e-3
WEAKER, NOISE = 0.7, 0.2  # least factor on, and noise added to, what mentions say
AT_ONCE = 40  # files
_LARGEST, _EDGE = 2.3, 2.25  # log odds of a part in a thousand, over 3; from where there is none
_STAYS = 0.9  # how often an actor for which no mention speaks is left so


@dataclass(frozen=True, slots=True)
class Lesson:
    """An event: what speaks for each actor, and which parts each really has.

    ``shown`` is actors × features, ``right`` actors × (source, target, speaker), ``trigger`` the
    vector of the word that tells the event; ``between`` is actors × actors × what holds of two, and
    ``fresh`` says that the model never learnt the text.
    """

    shown: np.ndarray
    right: np.ndarray
    label: int
    trigger: np.ndarray
    between: np.ndarray
    fresh: bool


def heard_of(files: Sequence[Path], known: Actors) -> dict[str, float]:
    """Return how much is written of each organisation, by logarithm, from 0 to 1."""
    counts: Counter[str] = Counter()
    for path in files:
        for item, _ in items_of(path):
            roles = [role for event in item.events for role in (*event.source, *event.target)]
            names = {organised(known, name) for role in roles for name in role.actors}
            counts.update(name for name in names if name in known and not known.get(name).is_state)
    most = math.log1p(max(counts.values(), default=1))
    return {name: round(math.log1p(count) / most, 2) for name, count in sorted(counts.items())}


def casts_in(files: Sequence[Path], folder: Path, heard: Mapping[str, float]) -> list[Lesson]:
    """Return the coded events of files, as the model in a folder is to cast them."""
    model = read_model(folder)
    model.card["heard"] = heard
    judge = Judge(model)
    return [
        one
        for item, _, reads in read_all(files, told=True)
        for read in reads
        for one in casts_of(judge, item, read)
    ]


def casts_of(judge: Judge, item: Item, read: Read) -> Iterator[Lesson]:
    """Yield the coded events that a passage tells, as the model is to cast them."""
    events = list(trigger_words(item, read.passage))
    if not events:
        return
    codes = {name: at for at, name in enumerate(labels())}
    words = [word for word, _ in events]
    label = [codes[event.act or event.type] for _, event in events]
    hidden = judge.hidden(read)
    roles = judge.roles(read, hidden, words, np.eye(len(codes), dtype=np.float32)[label])
    scene = judge.scene(read, hidden, roles)
    if not scene.names:
        return
    keys = [actor_key(name) for name in scene.names]
    shown = scene.shown(roles, words)
    for at, (word, event) in enumerate(events):
        yield Lesson(
            shown[at].astype(np.float16),
            _right(keys, event, read.actors),
            label[at],
            hidden[word].astype(np.float16),
            scene.between.astype(np.float16),
            item.id.partition(":")[0] in FOR_PARTS,
        )


def _right(keys: list[str], event: Coded, known: Actors) -> np.ndarray:
    names = (
        [name for role in event.source for name in role.actors],
        [name for role in event.target for name in role.actors],
        [event.speaker] if event.speaker else [],
    )
    wanted = [{actor_key(organised(known, name)) for name in some} for some in names]
    return np.array([[key in some for some in wanted] for key in keys], dtype=np.float32)


class Net(nn.Module):
    """The layers that :meth:`foedus.coding._network.Network.parts` runs."""

    def __init__(self, features: int, hidden: int) -> None:
        super().__init__()
        self.first, self.plain = nn.Linear(features, WIDTH), nn.Linear(features, 3)
        self.label = nn.Embedding(len(labels()), WIDTH)
        nn.init.normal_(self.label.weight, std=0.1)
        self.trigger, self.told = nn.Linear(hidden, OF_TRIGGER), nn.Linear(OF_TRIGGER, WIDTH)
        self.second, self.third = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 3)
        self.drop, self.drop_trigger = nn.Dropout(0.15), nn.Dropout(0.3)
        self.sides = nn.ModuleList((Side(), Side()))
        self.both = nn.Embedding(len(labels()), 2)
        nn.init.zeros_(self.both.weight)

    def forward(
        self, shown: torch.Tensor, event: torch.Tensor, label: torch.Tensor, trigger: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return logits, actors × 3, and what :meth:`sets` needs of actors and of events.

        `event` numbers each actor's event.
        """
        mood = F.relu(self.trigger(self.drop_trigger(trigger)))
        x = self.first(shown) + (self.told(mood) + self.label(label))[event]
        x = self.drop(F.relu(self.second(self.drop(F.relu(x)))))
        return self.third(x) + self.plain(shown), x, mood

    def sets(
        self,
        logits: torch.Tensor,
        x: torch.Tensor,
        mood: torch.Tensor,
        label: torch.Tensor,
        few: Few,
    ) -> torch.Tensor:
        """Return log odds of each two sets: events × subsets of sources × of targets."""
        sides = [
            side(
                torch.where(few.there[:, part], logits[few.rows[:, part], part], NEVER),
                x[few.rows[:, part]],
                mood,
                label,
                few.between[:, part],
            )
            for part, side in enumerate(self.sides)
        ]
        both = self.both(label)[..., None, None]
        never = torch.tensor(absent(few.there.numpy()))
        sides = [side + never[:, part] for part, side in enumerate(sides)]
        made = sides[0][:, :, None] + sides[1][:, None] + both[:, 0] * few.shared
        return made + both[:, 1] * few.alike


class Side(nn.Module):
    """What speaks for a set of sources, or of targets: each actor, each two, and how many."""

    def __init__(self) -> None:
        super().__init__()
        self.of, self.label = nn.Linear(WIDTH, OF_ACTOR), nn.Embedding(len(labels()), OF_ACTOR)
        self.two = nn.Sequential(
            nn.Linear(3 * OF_ACTOR + BETWEEN + 2, OF_TWO), nn.ReLU(), nn.Linear(OF_TWO, 1)
        )
        self.count, self.many = (
            nn.Embedding(len(labels()), FEW + 1),
            nn.Linear(OF_TRIGGER, FEW + 1),
        )
        for weight in (self.count.weight, self.many.weight, self.many.bias):
            nn.init.zeros_(weight)

    def forward(
        self,
        one: torch.Tensor,
        x: torch.Tensor,
        mood: torch.Tensor,
        label: torch.Tensor,
        between: torch.Tensor,
    ) -> torch.Tensor:
        """Return events × subsets.

        Parameters
        ----------
        one, x
            The log odds of the few likeliest actors, and their vectors.
        mood, label
            The event's.
        between
            What holds of each two of the few.
        """
        of = self.of(x)
        left, right = of[:, FIRST], of[:, SECOND]
        kind = self.label(label)[:, None].expand(-1, len(FIRST), -1)
        high, low = one[:, FIRST], one[:, SECOND]
        odds = torch.stack([high + low, high - low], 2) / 4
        two = self.two(torch.cat([left + right, left * right, kind, between, odds], 2))[..., 0]
        count = self.count(label) + self.many(mood)
        return one @ torch.tensor(SUBSETS.T) + two @ torch.tensor(TWO.T) + count[:, SIZE]


@dataclass(frozen=True, slots=True)
class Few:
    """The likeliest actors of each part, of events whose actors stand one behind the other.

    ``rows`` and ``there`` are events × parts × few, ``between`` is events × parts × pairs × what
    holds of two, ``shared`` and ``alike`` events × subsets of sources × of targets.
    """

    rows: torch.Tensor
    there: torch.Tensor
    between: torch.Tensor
    shared: torch.Tensor
    alike: torch.Tensor

    @classmethod
    def of(cls, logits: np.ndarray, casts: Sequence[Lesson]) -> Few:
        """Return them, from the log odds of all actors."""
        start = 0
        rows, there = np.zeros((2, len(casts), 2, FEW), np.int64)
        between = np.zeros((len(casts), 2, len(FIRST), BETWEEN), np.float32)
        for at, one in enumerate(casts):
            stop = start + len(one.shown)
            here, taken = likeliest(logits[None, start:stop, :2])
            between[at] = one.between[here[0][:, FIRST], here[0][:, SECOND]]
            rows[at], there[at] = here[0] + start, taken[0]
            start = stop
        known = there.astype(bool)
        shared = overlaps(rows, known)
        alike = (shared == SIZE[:, None]) & (shared == SIZE) & (shared > 0)
        tensors = (rows, known, between, shared, alike.astype(np.float32))
        return cls(*map(torch.tensor, tensors))

    def right(self, casts: Sequence[Lesson], right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of each event's two right sets, and whether they are among the few."""
        rows, there = self.rows.numpy(), self.there.numpy()
        inside = right[rows, [[0], [1]]] * there
        wanted = np.array([one.right[:, :2].sum(axis=0) for one in casts])
        number = (inside * 2 ** np.arange(FEW)).sum(axis=2).astype(np.int64)
        known = (inside.sum(axis=2) == wanted).all(axis=1)
        return number[:, 0] * len(SUBSETS) + number[:, 1], known


def blurred(shown: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return an event's features with what the mentions say made weaker and noisy.

    The model has seen the texts and is surer of their mentions than it is of those of others, so
    that what is learnt from it as it is trusts mentions too much. The first columns are those of
    ``Scene.shown``: for three parts each, the best mention in log odds and as a probability, all
    mentions, open ones, plain ones, the best of all actors, and how far an actor is from it.
    """
    if not len(shown):
        return shown
    made = shown.copy()
    best = made[:, 0:3]
    drawn = rng.uniform(WEAKER, 1) * best + rng.normal(0, NOISE, best.shape)
    kept = (best <= -_EDGE) & (rng.random(best.shape) < _STAYS)  # where no mention speaks for it
    drawn = np.where(kept, best, np.clip(drawn, -_LARGEST, _LARGEST))
    for at in (6, 9, 12):
        part = made[:, at : at + 3]
        moved = np.clip(part + drawn - best, -_LARGEST, _LARGEST)
        made[:, at : at + 3] = np.where(part <= -_EDGE, part, moved)
    ordered = np.sort(drawn, axis=0)
    top = ordered[-1:]
    second = ordered[-2:-1] if len(drawn) > 1 else np.full_like(top, -_LARGEST)
    made[:, 3:6] = 1 / (1 + np.exp(-3 * drawn))
    made[:, 15:18] = top
    made[:, 18:21] = drawn - np.where(drawn == top, second, top)
    made[:, 0:3] = drawn
    return made


def _seen(lesson: Lesson, rng: np.random.Generator) -> np.ndarray:
    """Return a lesson's features: as they are if the model never saw the text, else blurred."""
    shown = lesson.shown.astype(np.float32)
    if not lesson.fresh and len(shown):
        shown = blurred(shown, rng)
        shown[:, -4:] = beside(shown[:, 0:3], lesson.between[..., 0] > 0)
    return shown


def loss_of(net: Net, casts: Sequence[Lesson], shown: np.ndarray) -> torch.Tensor:
    """Return the loss of some events, an event: of each actor's parts, and of the right sets."""
    event = np.repeat(np.arange(len(casts)), [len(one.shown) for one in casts])
    label = torch.tensor([one.label for one in casts])
    trigger = torch.tensor(np.stack([one.trigger for one in casts]).astype(np.float32))
    logits, x, mood = net(torch.tensor(shown), torch.tensor(event), label, trigger)
    right = np.concatenate([one.right for one in casts])
    alone = F.binary_cross_entropy_with_logits(logits, torch.tensor(right), reduction="sum")
    few = Few.of(logits.detach().numpy(), casts)
    number, known = few.right(casts, right)
    odds = net.sets(logits, x, mood, label, few).flatten(1)[known]
    wanted = torch.tensor(number[known])
    return (alone + F.cross_entropy(odds, wanted, reduction="sum")) / len(casts)


def train(casts: Sequence[Lesson]) -> tuple[Net, np.ndarray, np.ndarray]:
    """Return a trained network, and the mean and spread by which its inputs were scaled."""
    every = np.concatenate([one.shown for one in casts]).astype(np.float32)
    mean, spread = every.mean(axis=0), every.std(axis=0) + 0.05
    del every
    net = Net(len(mean), len(casts[0].trigger))
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    steps = math.ceil(len(casts) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * steps + 1)
    rng = np.random.default_rng(SEED)
    started = time.monotonic()
    for epoch in range(EPOCHS):
        total = 0.0
        order = rng.permutation(len(casts))
        for at in range(0, len(order), BATCH):
            chosen = [casts[one] for one in order[at : at + BATCH]]
            shown = np.concatenate([_seen(one, rng) for one in chosen])
            loss = loss_of(net, chosen, (shown - mean) / spread)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
        spent = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {total / len(casts):.4f}, {spent:,.0f} s", flush=True)
    return net.eval(), mean, spread


def stored(net: Net, mean: np.ndarray, spread: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weights as they ship, for inputs that are not scaled."""
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    made: dict[str, np.ndarray] = {}
    for old, new in (("first", "part.0"), ("plain", "part.plain")):
        weight = state[f"{old}.weight"].T / spread[:, None]
        made[f"{new}.weight"] = weight
        made[f"{new}.bias"] = state[f"{old}.bias"] - mean @ weight
    layers = {"second": "1", "third": "2", "trigger": "trigger", "told": "told"}
    for at, side in enumerate(("source", "target")):
        ways = {"of": "of", "two.0": "two.0", "two.2": "two.1", "many": "many"}
        layers |= {f"sides.{at}.{old}": f"{side}.{new}" for old, new in ways.items()}
        for name in ("label", "count"):
            made[f"part.{side}.{name}"] = state[f"sides.{at}.{name}.weight"]
    for old, new in layers.items():
        made[f"part.{new}.weight"] = state[f"{old}.weight"].T
        made[f"part.{new}.bias"] = state[f"{old}.bias"]
    made["part.label"], made["part.both"] = state["label.weight"], state["both.weight"]
    return {name: np.ascontiguousarray(value, dtype=np.float16) for name, value in made.items()}


def learnt_from(files: Sequence[Path]) -> str:
    """Return the marks of the gold sets' texts, by which an evaluation tells that it knows them."""
    golds = [item for path in files if path.suffix == ".jsonl" for item, _ in items_of(path)]
    return " ".join(sorted(mark_of(item.text) for item in golds))


def write(
    folder: Path, arrays: Mapping[str, np.ndarray], heard: Mapping[str, float], learnt: str
) -> None:
    """Add the weights to a model."""
    with np.load(folder / "weights.npz") as old:
        kept = {name: old[name] for name in old.files if not name.startswith("part.")}
    np.savez_compressed(folder / "weights.npz", **kept, **arrays)
    file = folder / "meta.json"
    card = {**json.loads(file.read_text("utf-8")), "heard": heard, "learnt": learnt}
    file.write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    files = options.files or [
        *(file for file in sorted(CORPUS.glob("*.txt")) if file.stem not in UNSEEN),
        ROOT / "tests" / "gold" / "dev.jsonl",
    ]
    heard = heard_of(files, default_actors())
    parts = [files[at : at + AT_ONCE] for at in range(0, len(files), AT_ONCE)]
    casts: list[Lesson] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for some in pool.map(partial(casts_in, folder=options.model, heard=heard), parts):
            casts += some
            print(f"{len(casts)} events", flush=True)
    write(options.model, stored(*train(casts)), heard, learnt_from(files))


if __name__ == "__main__":
    main()
