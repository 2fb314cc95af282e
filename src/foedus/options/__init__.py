"""What can a member do next: what others did, whose membership was like it.

::

    Memberships (ATOP) ─┐
    Profile (a case) ───┴─► Precedents ─► the nearest cases, how long states stayed, and what
                                          goes with leaving
"""

from foedus.options._endings import Way, shipped_ways, ways_of
from foedus.options._hazard import Hazard, fit_hazard
from foedus.options._precedents import Precedents, find_precedents
from foedus.options._profile import Profile, comparable, number_of, profile_in, profile_of
from foedus.options._sequel import Sequel, Tie, sequel
from foedus.options._survival import Course, Shares, course, together
from foedus.options._traits import Trait, shipped_traits

__all__ = [
    "Course",
    "Hazard",
    "Precedents",
    "Profile",
    "Sequel",
    "Shares",
    "Tie",
    "Trait",
    "Way",
    "comparable",
    "course",
    "find_precedents",
    "fit_hazard",
    "number_of",
    "profile_in",
    "profile_of",
    "sequel",
    "shipped_traits",
    "shipped_ways",
    "together",
    "ways_of",
]
