"""Vectors of words for the parser, against those that thinc computes."""

from __future__ import annotations

import numpy as np
import pytest

from foedus.coding._parse import load_model
from foedus.coding._tok2vec import Tok2Vec

LONG = " ".join(f"Envoy {number} of Ruritania left the pact's council." for number in range(90))


@pytest.mark.parametrize(
    "texts", [["Armenia left."], [LONG], ["Left", "", LONG, "Mali's army\n left."], [""], ["", ""]]
)
def test_vectors_are_those_of_thinc(texts: list[str]) -> None:
    nlp = load_model()
    docs = [nlp.make_doc(text) for text in texts]
    model = nlp.get_pipe("tok2vec").model
    made = Tok2Vec(model)(docs)
    assert [one.shape for one in made] == [(len(doc), model.get_dim("nO")) for doc in docs]
    if any(map(len, docs)):
        for one, other in zip(made, model.predict(docs), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
