"""Make a case folder: empty, or a copy of another."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from foedus._edtf import Edtf
from foedus._errors import ActorError, CaseError, StorageError
from foedus.actors._actors import UNKNOWN
from foedus.case._case import Case, open_case
from foedus.case._files import read_case_actors
from foedus.case._storage import LOCK_NAME, write_whole
from foedus.treaties import shipped_ids, shipped_treaty
from foedus.treaties._library import no_such_treaty

NEW_CASE = """\
# What this case is about. Every field is explained in the docs under "The case folder".
{head}
actors: [{actors}]
treaties: [{treaties}]
readings:
  - {{id: text, title: The text alone}}
"""


def new_case(
    folder: str | Path,
    *,
    title: str | None = None,
    alliance: str | None = None,
    focal: str | None = None,
    period: str = "1990/2025",
    treaties: Sequence[str] = (),
    copy_of: str | Path | None = None,
) -> Case:
    """Make a case folder, empty or as a copy of another case.

    A folder may hold an ``actors.yaml`` or a ``lexicon.yaml`` before: what the case's alliance is,
    if no built-in table knows it.

    Raises
    ------
    CaseError
        The folder exists and holds something else; the alliance or member is in no table; or a
        treaty neither ships nor is given.
    StorageError
        The folder cannot be written.
    """
    path = Path(folder)
    before = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    own = set() if copy_of is not None else {"actors.yaml", "lexicon.yaml"}
    if path.exists() and (not path.is_dir() or before - own):
        what = "the folder exists already and is not empty"
        raise CaseError(
            what if path.is_dir() else "there is a file of that name",
            where=path,
            hint="name a new folder, or an empty one",
        )
    if copy_of is not None:
        if title or alliance or focal or treaties:
            raise CaseError(
                "a copy keeps the title, alliance, member and treaties of the other case",
                hint="copy it, then change its case.yaml",
            )
        origin = open_case(copy_of)
        leave = shutil.ignore_patterns(LOCK_NAME, "*.tmp", ".git")
        with _all_or_nothing(path):
            shutil.copytree(origin.path, path, dirs_exist_ok=True, ignore=leave)
        return Case(path)
    who = read_case_actors(path / "actors.yaml")
    if not alliance or not focal:
        raise CaseError(
            "a new case needs an alliance and a member",
            hint="for example: foedus new my-case --alliance NATO --focal TUR",
        )
    try:
        organisation = who.resolve(alliance).one().actor
    except ActorError as problem:
        if problem.hint and problem.hint.endswith(UNKNOWN):
            problem.hint = problem.hint.removesuffix(UNKNOWN) + (
                f"check the spelling; an alliance that no table has can be written into "
                f"{path / 'actors.yaml'} first, and the case made there"
            )
        raise
    several = [part.strip() for part in re.split("[,+;]", focal) if part.strip()]
    if len(several) > 1 and all(who.knows(part) for part in several):
        raise CaseError(
            f"a case has one focal member only, and '{focal}' names {len(several)}",
            hint=f"write --focal {several[0]}, and add the others to 'actors' in its case.yaml; "
            "or make a case for each",
        )
    member = who.resolve(focal).one().actor
    for name in treaties:
        if name not in shipped_ids():
            raise CaseError(
                f"no built-in treaty is called '{name}'",
                hint=no_such_treaty(name),
            )
    if not treaties:
        treaties = [
            name for name in shipped_ids() if shipped_treaty(name).organisation == organisation
        ]
    Edtf.parse(period)
    fields = {
        "title": title or f"{who.name(member)} in {_with_article(who.name(organisation))}",
        "alliance": organisation,
        "focal": member,
        "period": period,
    }
    text = NEW_CASE.format(
        head=yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000).strip(),
        actors=", ".join(dict.fromkeys((member, organisation))),
        treaties=", ".join(treaties),
    )
    with _all_or_nothing(path):
        for name in ("sources", "treaties"):
            (path / name).mkdir(parents=True, exist_ok=True)
        for name in ("events.jsonl", "judgements.jsonl"):
            write_whole(path / name, "")
        write_whole(path / ".gitignore", f"{LOCK_NAME}\n")
        write_whole(path / "case.yaml", text)
    return Case(path)


@contextlib.contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """Remove what was made of a folder if it cannot be made whole."""
    was_there = folder.exists()
    before = {entry.name for entry in folder.iterdir()} if was_there else set()
    try:
        yield
    except (OSError, StorageError) as problem:
        made = (
            [entry for entry in folder.iterdir() if entry.name not in before] if was_there else []
        )
        for entry in made if was_there else [folder]:
            shutil.rmtree(entry, ignore_errors=True)
            with contextlib.suppress(OSError):
                entry.unlink()
        if isinstance(problem, StorageError):
            raise
        reason = problem.strerror or str(problem)
        raise StorageError(
            f"cannot write: {reason}; nothing was made",
            where=folder,
            hint="free some space, or check that the place may be written to, then try again",
        ) from problem


def _with_article(name: str) -> str:
    """Put "the" before an organisation's name, unless it is one word, as NATO is."""
    return name if " " not in name or name.lower().startswith("the ") else f"the {name}"
