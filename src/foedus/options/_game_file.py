"""Games in files: Gambit's, and the parameters of exit, voice, loyalty in YAML.

::

    form: exit-voice-loyalty
    member: Armenia
    patron: Russia
    E: 0.4
    L: 1.5          # or, where the patron's type is not known:
    c: 0.2          # types: [{name: dependent, L: 1.5, prior: 0.3}, {name: autonomous, L: 0.5, …}]
    rate: 5         # λ of the logit rule, if wanted
    note: Where the numbers come from.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from foedus._data import read_record
from foedus._errors import ModelError
from foedus.options._efg import read_efg
from foedus.options._exit_voice import ExitVoiceLoyalty
from foedus.options._game import Game
from foedus.options._model_file import text_of
from foedus.options._patron_types import PatronType, UncertainPatron

_FORM = re.compile(r"""^form:\s*["']?exit-voice-loyalty""", re.MULTILINE)


class _Type(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    L: float
    prior: float


class ExitVoiceForm(BaseModel):
    """A model file with ``form: exit-voice-loyalty``.

    Attributes
    ----------
    member, patron
        Names.
    E
        What leaving is worth to the member; 1 is what the patron has taken from it.
    L
        What the member's loyalty is worth to the patron; or give `types`.
    c
        What voice costs the member; at least 0.
    types
        Where the patron is not known: its kinds, ``{name: dependent, L: 1.5, prior: 0.3}``, with
        priors that add up to 1.
    rate
        λ of the logit rule, from 0 upwards; with it the chance of each choice is shown as well.
    note
        Where the numbers come from, in words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["exit-voice-loyalty"]
    title: str | None = None
    note: str | None = None
    rate: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    member: str = "Member"
    patron: str = "Patron"
    E: float
    L: float | None = None
    c: float
    types: tuple[_Type, ...] = ()


def load_game(source: str | Path) -> Game | ExitVoiceLoyalty | UncertainPatron | None:
    """Read a game from a file: Gambit's format, or exit, voice, loyalty in YAML.

    Parameters
    ----------
    source
        A path, or the text itself.

    Returns
    -------
    game or None
        None where the file holds something else, such as a conflict model.

    Raises
    ------
    ModelError
        The file cannot be read, or a field of the game does not read.

    Examples
    --------
    >>> load_game("form: exit-voice-loyalty\\nE: 0.4\\nL: 1.5\\nc: 0.2\\n").outcome
    'voice › respond'
    """
    text, where = text_of(source)
    if text.lstrip().startswith(("EFG", "NFG")):
        return read_efg(text if isinstance(source, str) and "\n" in source else Path(source))
    if not _FORM.search(text):  # a large model is not read for this alone
        return None
    form = read_record(ExitVoiceForm, text, where, error=ModelError)
    if (form.L is None) == (not form.types):
        raise ModelError(
            "either L or types says how much the patron depends on the member",
            where=where,
            field="L",
            hint="give L where the patron is known, and types where it is not",
        )
    try:
        if form.L is not None:
            return ExitVoiceLoyalty(
                form.E, form.L, form.c, form.member, form.patron, form.rate, form.note
            )
        types = tuple(PatronType(t.name, t.L, t.prior) for t in form.types)
        return UncertainPatron(
            form.E, form.c, types, form.member, form.patron, form.rate, form.note
        )
    except ModelError as problem:
        raise ModelError(problem.message, where=where, hint=problem.hint) from None
