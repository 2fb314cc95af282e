"""The parse model's vectors of words, as thinc computes them, but quicker.

::

    words ─► one of each kind ─► embedded ─► every word ─► + what stands around it, layer by layer

A layer is that of spaCy's ``MaxoutWindowEncoder``: the largest of a few linear readings of a word
and its neighbours, normalised and added. Words go through it in blocks that stay in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BLOCK = 256  # words
_LEAST = np.float32(1e-8)  # is added to a variance
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Tok2Vec:
    """Stands for the method ``predict`` of a pipeline's ``tok2vec``.

    Parameters
    ----------
    model
        Its thinc model: ``MultiHashEmbed``, then ``MaxoutWindowEncoder`` with a window of one.
    """

    def __init__(self, model: Any) -> None:
        embed, encode = model.layers
        extract, _, hashed, mixed, _ = embed.layers
        self._columns = extract.attrs["columns"]
        self._hashed, self._mixed = hashed.layers[0], mixed.layers[0]
        self._pad = encode.attrs["pad"]
        self._layers = [_Layer(layer) for layer in encode.layers[0].layers]

    def __call__(self, docs: Iterable[Any]) -> list[Floats]:
        """Return words × width for each document."""
        rows = [doc.to_array(self._columns).reshape(-1, len(self._columns)) for doc in docs]
        stops = np.cumsum([self._pad, *(len(row) + self._pad for row in rows)])
        spans = [(start, stop - self._pad) for start, stop in pairwise(stops.tolist())]
        embedded = self._embedded(np.concatenate(rows).astype(np.uint64, copy=False))
        x = np.zeros((stops[-1], embedded.shape[1]), dtype=np.float32)
        at = 0
        for start, stop in spans:
            x[start:stop] = embedded[at : at + stop - start]
            at += stop - start
        for layer in self._layers:
            x = layer(x)
        return [x[start:stop] for start, stop in spans]

    def _embedded(self, rows: NDArray[np.uint64]) -> Floats:
        key = np.zeros(len(rows), dtype=np.uint64)
        for column in rows.T:
            key = (key ^ column) * _MIX
            key ^= key >> np.uint64(29)
        _, first, back = np.unique(key, return_index=True, return_inverse=True)
        made: Floats = self._mixed.predict(self._hashed.predict(rows[first]))[back]
        return made


class _Layer:
    """What stands around a word, added to its vector."""

    def __init__(self, residual: Any) -> None:
        maxout, norm = (node for node in residual.walk() if node.name in ("maxout", "layernorm"))
        weight, bias = maxout.get_param("W"), maxout.get_param("b")
        self._width, self._pieces = bias.shape
        # piece by piece, not word by word
        self._weight = np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(weight.shape[2], -1))
        self._bias = np.ascontiguousarray(bias.T).ravel()
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")
        self._mean = np.full(self._width, 1 / self._width, dtype=np.float32)

    def __call__(self, x: Floats) -> Floats:
        count, width = x.shape
        made = np.empty_like(x)
        around = np.empty((_BLOCK, 3 * width), dtype=np.float32)
        read = np.empty((_BLOCK, self._weight.shape[1]), dtype=np.float32)
        for start in range(0, count, _BLOCK):
            stop = min(start + _BLOCK, count)
            size = stop - start
            self._look(x, start, stop, around)
            pieces = np.dot(around[:size], self._weight, out=read[:size])
            pieces += self._bias
            best = made[start:stop]
            np.maximum(pieces[:, :width], pieces[:, width : 2 * width], out=best)
            for at in range(2, self._pieces):
                np.maximum(best, pieces[:, at * width : (at + 1) * width], out=best)
            best -= np.dot(best, self._mean)[:, None]
            spread = np.einsum("ij,ij->i", best, best) / np.float32(width)
            best *= (1 / np.sqrt(spread + _LEAST))[:, None]
            best *= self._scale
            best += self._shift
            best += x[start:stop]
        return made

    def _look(self, x: Floats, start: int, stop: int, around: Floats) -> None:
        """Fill in each word with the word before and the word behind it."""
        width, size = x.shape[1], stop - start
        around[:size, width : 2 * width] = x[start:stop]
        if start:
            around[:size, :width] = x[start - 1 : stop - 1]
        else:
            around[0, :width] = 0
            around[1:size, :width] = x[: stop - 1]
        behind = around[:size, 2 * width :]
        behind[-1] = 0
        behind[: min(size, len(x) - start - 1)] = x[start + 1 : stop + 1]
