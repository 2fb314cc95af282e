"""What can a member do next: conflict models that solve, and games.

::

    model.yaml ─► ConflictModel ─┬─► solve         which states are stable, for whom, and why
      who can do what,           ├─► coalitions    …and whether any group would move together
      who wants what             ├─► paths         how to get there from here
                                 ├─► invert        who would have to want what for it to be stable
                                 ├─► sensitivity   and whether a small error matters
                                 └─► compare       what changed between two dates
    game.efg ─► Game ─► backward induction, logit      ExitVoiceLoyalty: one game, worked out
"""

from foedus.options._coalitions import Coalition, Coalitions, coalitions
from foedus.options._compare import Comparison, compare
from foedus.options._efg import read_efg, render_efg, write_efg
from foedus.options._exit_voice import (
    ExitVoiceLoyalty,
    PatronType,
    Responses,
    UncertainPatron,
    updated,
)
from foedus.options._explain import Reasons, explain
from foedus.options._game import (
    Game,
    Node,
    Play,
    backward_induction,
    chance,
    choice,
    end,
    logit,
    subgame_perfect,
)
from foedus.options._game_file import load_game
from foedus.options._inverse import Demand, Inverse, invert
from foedus.options._model import ConflictModel
from foedus.options._model_file import load_model, load_models
from foedus.options._preference import Preference
from foedus.options._priorities import Shift, shifts
from foedus.options._sensitivity import Sensitivity, sensitivity
from foedus.options._stability import CONCEPTS, IN_WORDS, Solution, solve
from foedus.options._walks import Routes, Walk, paths

__all__ = [
    "CONCEPTS",
    "IN_WORDS",
    "Coalition",
    "Coalitions",
    "Comparison",
    "ConflictModel",
    "Demand",
    "ExitVoiceLoyalty",
    "Game",
    "Inverse",
    "Node",
    "PatronType",
    "Play",
    "Preference",
    "Reasons",
    "Responses",
    "Routes",
    "Sensitivity",
    "Shift",
    "Solution",
    "UncertainPatron",
    "Walk",
    "backward_induction",
    "chance",
    "choice",
    "coalitions",
    "compare",
    "end",
    "explain",
    "invert",
    "load_game",
    "load_model",
    "load_models",
    "logit",
    "paths",
    "read_efg",
    "render_efg",
    "sensitivity",
    "shifts",
    "solve",
    "subgame_perfect",
    "updated",
    "write_efg",
]
