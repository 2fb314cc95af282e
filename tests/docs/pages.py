"""Read the tables of the documentation's pages."""

from __future__ import annotations


def table(page: str, first: str) -> list[list[str]]:
    """Return the rows of the table whose header starts so."""
    lines = page.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
