"""Write the files of a case so that nothing is lost: locked, atomic, synced to disk."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from foedus._errors import StorageError

LOCK_NAME = ".foedus.lock"
_PATIENCE = 30.0  # seconds to wait for another process that writes to the same case


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the case for writing; a second writer waits up to 30 seconds.

    Raises
    ------
    StorageError
        Somebody else is still writing, or the folder cannot be written to.
    """
    lock = FileLock(str(folder / LOCK_NAME), timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout as problem:
        raise StorageError(
            "another program is writing to this case",
            where=folder,
            hint="wait until it is done, then try again",
        ) from problem
    except OSError as problem:
        raise _failed(folder, problem) from problem
    try:
        yield
    finally:
        lock.release()


def _failed(path: Path, problem: OSError) -> StorageError:
    reason = problem.strerror or str(problem)
    return StorageError(
        f"cannot write: {reason}; nothing was changed",
        where=path,
        hint="free some space, or check that the folder may be written to, then try again",
    )


def write_whole(path: Path, text: str, *, overwrite: bool = False) -> None:
    """Write a file in one step: it is there whole, or not at all.

    Raises
    ------
    StorageError
        The disk is full or the place cannot be written; or the file exists and `overwrite` is
        not set. What was there before is unchanged.
    """
    if path.exists() and not overwrite:
        raise StorageError("the file exists already; it is left as it is", where=path)
    handle = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
            _sync_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as problem:
        raise _failed(path, problem) from problem


def _sync_folder(folder: Path) -> None:
    """Bring a new name in a folder to disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def append_lines(path: Path, lines: Iterable[str]) -> int:
    """Append lines to a file; each is on disk when this returns, or none is.

    A torn last line, left by a process that was killed while it wrote, is set aside in a file of
    the same name ending in ``.torn``, so that it neither is lost nor spoils the next line. A last
    line that is whole, and lacks only its line end, stays.

    Returns
    -------
    int
        How many lines were written.

    Raises
    ------
    StorageError
        The disk is full or the file cannot be written; it is as it was before.
    """
    block = [line.rstrip("\n") for line in lines]
    if not block:
        return 0
    data = ("\n".join(block) + "\n").encode("utf-8")
    is_new = not path.exists()
    try:
        with open(path, "ab+") as file:
            size, ended = _set_torn_line_aside(path, file.fileno())
            data = data if ended else b"\n" + data
            try:
                written = 0
                while written < len(data):
                    written += os.write(file.fileno(), data[written:])
                os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(file.fileno(), size)
                    if is_new:
                        path.unlink()
                raise
        if is_new:
            _sync_folder(path.parent)
    except OSError as problem:
        raise _failed(path, problem) from problem
    return len(block)


def whole_size(path: Path) -> int | None:
    """Return the size of a file's whole lines, in bytes; None if there is no such file."""
    if not path.exists():
        return None
    content = path.read_bytes()
    start = content.rfind(b"\n") + 1
    return len(content) if _is_whole(content[start:]) else start


def take_back(path: Path, size: int | None) -> None:
    """Take back what was appended to a file that had this :func:`whole_size`."""
    with contextlib.suppress(OSError):
        if size is None:
            path.unlink(missing_ok=True)
        else:
            os.truncate(path, size)


def _set_torn_line_aside(path: Path, descriptor: int) -> tuple[int, bool]:
    """Move a torn last line into ``<name>.torn``.

    Returns
    -------
    tuple of int and bool
        The size that is left, and whether its last line has a line end.
    """
    size = os.fstat(descriptor).st_size
    if size == 0:
        return 0, True
    content = path.read_bytes()
    if content.endswith(b"\n"):
        return size, True
    whole = content.rfind(b"\n") + 1
    if _is_whole(content[whole:]):
        return size, False
    with open(path.with_name(path.name + ".torn"), "ab") as aside:
        aside.write(content[whole:] + b"\n")
        aside.flush()
        os.fsync(aside.fileno())
    os.ftruncate(descriptor, whole)
    return whole, True


def _is_whole(line: bytes) -> bool:
    """Whether a line without a line end is a whole record: no part of a JSON object is one."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def has_torn_line(path: Path) -> bool:
    """Whether the last line of a file was not written to its end, so that it is not read."""
    content = path.read_bytes() if path.exists() else b""
    last = content[content.rfind(b"\n") + 1 :]
    return bool(last.strip()) and not _is_whole(last)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the whole lines of a file with their numbers; a torn last line is left out.

    Raises
    ------
    StorageError
        The file cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as problem:
        raise StorageError(f"cannot read: {problem.strerror}", where=path) from problem
    *whole, last = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if _is_whole(last):
        whole.append(last)
    for number, line in enumerate(whole, 1):
        if line.strip():
            try:
                yield number, line.decode("utf-8")
            except UnicodeDecodeError as problem:
                raise StorageError(
                    f"line {number} is not UTF-8", where=path, hint="save the file as UTF-8"
                ) from problem
