"""Write a treaty as the YAML that :func:`foedus.load_treaty` reads."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import yaml

from foedus._errors import StorageError
from foedus.treaties._records import Treaty


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """YAML's safe dumper; what stands twice is written twice, not as an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def treaty_yaml(treaty: Treaty) -> str:
    """Return a treaty as YAML; what is as it is by default is left out.

    ``load_treaty`` of the text gives the same treaty.

    Examples
    --------
    >>> from foedus import load_treaty, shipped_treaty
    >>> cst = shipped_treaty("cst")
    >>> load_treaty(treaty_yaml(cst)) == cst
    True
    """
    fields = treaty.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text: str = yaml.dump(
        fields,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=120,
    )
    return f"# {' '.join(treaty.title.split())}\n{text}"


def write_treaty(treaty: Treaty, folder: str | Path) -> Path:
    """Write a treaty into a folder as ``ID.yaml``; the folder is made if it is not there.

    Parameters
    ----------
    treaty
        The treaty.
    folder
        Such as the ``treaties`` folder of a case. A file of the same name is replaced, whole.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    StorageError
        The file cannot be written; what was there before is unchanged.
    """
    folder = Path(folder)
    file = folder / f"{treaty.id}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{treaty.id}-", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(treaty_yaml(treaty))
            Path(name).chmod(0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise StorageError(f"the treaty cannot be written: {problem}", where=file) from problem
    return file
