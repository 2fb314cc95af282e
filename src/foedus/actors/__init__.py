"""Who is who, and when: states, organisations, offices, and the people who held them.

::

    a name, a date ─► Actors.resolve ─► Resolution ── Match … ── actor, sense, person and office
                        │
      states · organisations · memberships · people   (data/actors, and a case's actors.yaml)
"""

from foedus.actors._actors import Actors, Match, Resolution, default_actors, fold
from foedus.actors._reading import read_actor, read_actors, read_memberships, read_people
from foedus.actors._records import Actor, Membership, Name, Tenure

__all__ = [
    "Actor",
    "Actors",
    "Match",
    "Membership",
    "Name",
    "Resolution",
    "Tenure",
    "default_actors",
    "fold",
    "read_actor",
    "read_actors",
    "read_memberships",
    "read_people",
]
