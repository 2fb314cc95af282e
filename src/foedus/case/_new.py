"""Make a case folder: empty, or a copy of another."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from foedus._edtf import Edtf
from foedus._errors import CaseError, StorageError
from foedus.case._case import Case, open_case
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

    Raises
    ------
    CaseError
        The folder exists and is not empty; the alliance or member is in no table; or a treaty
        neither ships nor is given.
    StorageError
        The folder cannot be written.
    """
    from foedus.actors import default_actors

    path = Path(folder)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
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
    who = default_actors()
    if not alliance or not focal:
        raise CaseError(
            "a new case needs an alliance and a member",
            hint="for example: foedus new my-case --alliance NATO --focal TUR",
        )
    organisation = who.resolve(alliance).one().actor
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
    try:
        yield
    except (OSError, StorageError) as problem:
        for entry in (*folder.glob("*"), *folder.glob(".*")) if was_there else (folder,):
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
