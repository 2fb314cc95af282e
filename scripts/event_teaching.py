"""What a large event model makes of the examples, as lessons for the small one that ships.

::

    examples ─► large model ─┬─► its vectors of the words
                             ├─► which words tell an event
                             └─► which act or type a trigger is

The small model learns from the codings and from these at once (distillation; Hinton, Vinyals and
Dean 2015, arXiv:1503.02531). What is said of a word holds, too, where other names stand beside it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import torch
from event_examples import Example
from event_network import Batches, Model, loss_of
from torch.nn import functional as F  # noqa: N812

from foedus.coding._signals import labels

_AT_ONCE = 16
_SURE, _MOSTLY = 4.5, 0.92  # how surely codings are told as lessons: log odds, probability
VECTORS, EVENTS, LABELS = 0.15, 0.5, 0.5  # weights of the three lessons


@dataclass
class Taught(Example):
    """An example with what the large model says of it.

    Attributes
    ----------
    vectors
        Words × width, in half precision.
    tells
        For each word, the log odds that it tells an event.
    called
        Triggers × labels: log probabilities.
    """

    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float16))
    tells: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float16))
    called: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float16))


def of_codings(example: Example) -> Taught:
    """Return an example with lessons that say what its codings say, a little less surely."""
    count = len(labels())
    tells = np.full(len(example.words), -_SURE, np.float16)
    called = np.full((len(example.events), count), (1 - _MOSTLY) / (count - 1))
    for row, (word, label, *_) in enumerate(example.events):
        tells[word], called[row, label] = _SURE, _MOSTLY
    return Taught(
        **{each.name: getattr(example, each.name) for each in fields(Example)},
        tells=tells,
        called=np.log(called).astype(np.float16),
    )


def taught(model: Model, examples: list[Example], batches: Batches) -> list[Taught]:
    """Return examples with what the large model says of them."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].words))
    found: dict[int, Taught] = {}
    started = time.monotonic()
    with torch.no_grad():
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            chosen = [examples[at] for at in places]
            batch = batches.of(chosen, None)
            x = model.in_context(batch)
            hidden = model.mix(x, batch)
            tells = model.event(hidden)[..., 0]
            for row, at in enumerate(places):
                one = examples[at]
                words = len(one.words)
                triggers = [word for word, *_ in one.events]
                called = F.log_softmax(model.label(hidden[row, triggers]), -1)
                found[at] = Taught(
                    **{each.name: getattr(one, each.name) for each in fields(Example)},
                    vectors=x[row, :words].numpy().astype(np.float16),
                    tells=tells[row, :words].numpy().astype(np.float16),
                    called=called.numpy().astype(np.float16),
                )
    print(f"asked about {len(found)} passages, {time.monotonic() - started:,.0f} s", flush=True)
    return [found[at] for at in range(len(examples))]


def loss_of_lessons(
    model: Model, examples: list[Any], batch: dict[str, Any], vectors: float = VECTORS
) -> torch.Tensor:
    """Return the loss of a batch against codings and lessons together, a passage."""
    x = model.in_context(batch)
    hidden = model.mix(x, batch)
    total = loss_of(model, examples, batch, hidden) * len(examples)
    width = x.shape[1]
    tells = np.zeros((len(examples), width), np.float32)
    for row, one in enumerate(examples):
        tells[row, : len(one.words)] = one.tells
    seen = batch["seen"].float()
    if vectors:
        total = total + vectors * (_apart(x, examples) * seen).sum()
    soft = F.binary_cross_entropy_with_logits(
        model.event(hidden)[..., 0], torch.sigmoid(torch.tensor(tells)), reduction="none"
    )
    total = total + EVENTS * (soft * seen).sum()
    triggers = [(row, word) for row, one in enumerate(examples) for word, *_ in one.events]
    if triggers:
        rows, words = (torch.tensor(one) for one in zip(*triggers, strict=True))
        called = torch.tensor(np.concatenate([one.called for one in examples]).astype(np.float32))
        said = F.log_softmax(model.label(hidden[rows, words]), -1)
        total = total - LABELS * (called.exp() * said).sum()
    return total / len(examples)


def _apart(x: torch.Tensor, examples: list[Any]) -> torch.Tensor:
    """Return how far vectors of words are from the large model's: examples × words."""
    vectors = np.zeros(x.shape, np.float32)
    for row, one in enumerate(examples):
        vectors[row, : len(one.words)] = one.vectors
    aim = torch.tensor(vectors)
    return ((x - aim) ** 2).sum(-1) / (aim.var(dim=(0, 1)).sum() + 1e-6)


def take_heads(model: Model, large: dict[str, torch.Tensor]) -> None:
    """Let a small model start from the large one's heads."""
    own = model.state_dict()
    encoder = ("pieces.", "places.", "norm.", "layers.")
    own.update(
        {
            name: value
            for name, value in large.items()
            if name in own and not name.startswith(encoder) and value.shape == own[name].shape
        }
    )
    model.load_state_dict(own)
