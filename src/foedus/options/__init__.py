"""What can a member do next: conflict models that solve, games, precedents.

::

    model.yaml ─► ConflictModel ─┬─► solve         which states are stable, for whom, and why
      who can do what,           ├─► coalitions    …and whether any group would move together
      who wants what             ├─► paths         how to get there from here
                                 ├─► invert        who would have to want what for it to be stable
                                 ├─► openings      …and for it to come about from here
                                 ├─► sensitivity   and whether a small error matters
                                 └─► compare       what changed between two dates
    game.efg ─► Game ─► backward induction, logit      ExitVoiceLoyalty: one game, worked out
    three answers, with evidence ─► ExitVoiceAnswers ─► what can follow, in words and as a picture
    Memberships (ATOP) ─┐
    Profile (a case) ───┴─► Precedents ─► the nearest cases, how long states stayed, and what
                                          goes with leaving
"""

from foedus.options._coalitions import Coalition, Coalitions, coalitions
from foedus.options._compare import Comparison, compare
from foedus.options._efg import read_efg, render_efg, write_efg
from foedus.options._endings import Way, shipped_ways, ways_of
from foedus.options._exit_voice import ExitVoiceLoyalty, Responses
from foedus.options._exit_voice_figure import draw_thresholds
from foedus.options._exit_voice_questions import (
    THRESHOLDS,
    Answered,
    ExitVoiceAnswers,
    Follows,
    Region,
    Threshold,
)
from foedus.options._explain import Reasons, Standing, better_for_all, explain, standings
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
from foedus.options._hazard import Hazard, fit_hazard
from foedus.options._inverse import Demand, Inverse, invert
from foedus.options._model import ConflictModel
from foedus.options._model_file import load_model, load_models
from foedus.options._openings import Opening, openings
from foedus.options._patron_types import PatronType, UncertainPatron, updated
from foedus.options._precedents import Precedents, find_precedents
from foedus.options._preference import Preference
from foedus.options._priorities import Shift, shifts
from foedus.options._profile import Profile, comparable, number_of, profile_in, profile_of
from foedus.options._sensitivity import Effect, Flip, Sensitivity, sensitivity
from foedus.options._sequel import Sequel, Tie, sequel
from foedus.options._stability import CONCEPTS, FIRM, IN_WORDS, Solution, how_it_lasts, solve
from foedus.options._survival import Course, Shares, course, together
from foedus.options._traits import Trait, shipped_traits
from foedus.options._walks import Routes, Walk, paths

__all__ = [
    "CONCEPTS",
    "FIRM",
    "IN_WORDS",
    "THRESHOLDS",
    "Answered",
    "Coalition",
    "Coalitions",
    "Comparison",
    "ConflictModel",
    "Course",
    "Demand",
    "Effect",
    "ExitVoiceAnswers",
    "ExitVoiceLoyalty",
    "Flip",
    "Follows",
    "Game",
    "Hazard",
    "Inverse",
    "Node",
    "Opening",
    "PatronType",
    "Play",
    "Precedents",
    "Preference",
    "Profile",
    "Reasons",
    "Region",
    "Responses",
    "Routes",
    "Sensitivity",
    "Sequel",
    "Shares",
    "Shift",
    "Solution",
    "Standing",
    "Threshold",
    "Tie",
    "Trait",
    "UncertainPatron",
    "Walk",
    "Way",
    "backward_induction",
    "better_for_all",
    "chance",
    "choice",
    "coalitions",
    "comparable",
    "compare",
    "course",
    "draw_thresholds",
    "end",
    "explain",
    "find_precedents",
    "fit_hazard",
    "how_it_lasts",
    "invert",
    "load_game",
    "load_model",
    "load_models",
    "logit",
    "number_of",
    "openings",
    "paths",
    "profile_in",
    "profile_of",
    "read_efg",
    "render_efg",
    "sensitivity",
    "sequel",
    "shifts",
    "shipped_traits",
    "shipped_ways",
    "solve",
    "standings",
    "subgame_perfect",
    "together",
    "updated",
    "ways_of",
    "write_efg",
]
