"""The figure: SVG text that stands alone, with words for who cannot see it, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foedus._errors import InputError, StorageError
from foedus.figures._palette import stylesheet
from foedus.figures._svg import element, number, words

SANS = (
    'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif'
)
# What holds in every figure, alone or in a page.
FIGURE_CSS = (
    f".fo-figure text{{font:11px/1.2 {SANS};fill:var(--fo-ink);"
    "font-variant-numeric:tabular-nums}"
    ".fo-figure .fo-muted{fill:var(--fo-muted)}"
    ".fo-figure .fo-head{font-weight:600}"
    ".fo-figure .fo-rule{stroke:var(--fo-rule);fill:none;shape-rendering:crispEdges}"
)


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes
    ----------
    key
        A short name, unique on a page; the ids inside the figure begin with it.
    title, description
        What it shows, and what is to be seen in it, for a reader who hears the page.
    width, height
        In pixels, where nothing scales it.
    interactive
        Whether it has links inside, which a reader can step through.
    fluid
        Whether its places are shares of its width, so that it is as wide as there is room.
    body
        What is drawn, as SVG text.
    rows
        The numbers behind it, a flat row each.

    Examples
    --------
    >>> figure = Figure("dot", "A dot", "One dot.", 10, 10, "<circle r='3'/>")
    >>> figure.svg.startswith("<svg")
    True
    """

    key: str
    title: str
    description: str
    width: float
    height: float
    body: str = field(repr=False)
    rows: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    css: str = field(default="", repr=False)
    interactive: bool = False
    fluid: bool = False

    @property
    def svg(self) -> str:
        """The whole figure as SVG, with its own colours and paper, light and dark."""
        style = stylesheet(".fo-alone") + FIGURE_CSS + self.css
        paper = element("rect", width="100%", height="100%", fill="var(--fo-paper)")
        return self._written(element("style", style) + paper, "fo-figure fo-alone", alone=True)

    def inline(self) -> str:
        """Return the figure for a page that brings the colours and the figures' CSS."""
        return self._written("", "fo-figure")

    def _written(self, before: str, classes: str, *, alone: bool = False) -> str:
        title, description = f"{self.key}-title", f"{self.key}-desc"
        return element(
            "svg",
            element("title", words(self.title), id=title),
            element("desc", words(self.description), id=description),
            before,
            self.body,
            xmlns="http://www.w3.org/2000/svg" if alone else None,
            class_=classes,
            id=f"{self.key}-figure",
            viewBox=None if self.fluid else f"0 0 {number(self.width)} {number(self.height)}",
            width="100%" if self.fluid else self.width,
            height=self.height,
            role="group" if self.interactive else "img",
            aria_labelledby=f"{title} {description}",
        )

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        numbers = f"<details><summary>Numbers</summary>{self.table()}</details>"
        return f"<figure>{self.svg}{numbers}</figure>"

    def table(self) -> str:
        """Return the rows as an HTML table; what is missing stays empty."""
        if not self.rows:
            return "<p>No rows.</p>"
        names = list(self.rows[0])
        head = "".join(f'<th scope="col">{words(name)}</th>' for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in names) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def save(self, path: str | Path) -> Path:
        """Write the figure to a file that ends in ``.svg`` or ``.html``.

        Raises
        ------
        InputError
            The name has another ending.
        StorageError
            The file cannot be written.
        """
        file = Path(path)
        if file.suffix == ".svg":
            text = '<?xml version="1.0" encoding="UTF-8"?>\n' + self.svg
        elif file.suffix in (".html", ".htm"):
            text = (
                f'<!doctype html><html lang="en"><meta charset="utf-8">'
                f"<title>{words(self.title)}</title>{self._repr_html_()}</html>"
            )
        else:
            raise InputError(
                f"a figure is saved as .svg or .html, not '{file.suffix or file.name}'",
                where=file,
                hint=f"name the file {file.with_suffix('.svg').name}, for example",
            )
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise StorageError(f"cannot write: {problem.strerror}", where=file) from problem
        return file


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return words(value)
