"""The little rich text that a question may hold: as HTML, Markdown and plain text.

HTML from anywhere is taken apart and written anew from what is allowed, so that no
script, style, frame or address of another kind can come through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from html import escape

from markdown_it import MarkdownIt

from .tokens import Tag, tokens

STRONG, EM = {"strong", "b"}, {"em", "i", "cite", "dfn"}
BLOCKS = {
    *("p", "div", "section", "article", "blockquote", "pre", "address", "center"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "body", "html"),
    *("dl", "dt", "dd", "hr", "form", "fieldset", "header", "footer", "main"),
    *("table", "tr", "caption", "thead", "tbody", "tfoot", "td", "th"),
}
SILENT = {
    *("script", "style", "iframe", "object", "embed", "svg", "math", "template"),
    *("noscript", "head", "title", "applet", "audio", "video", "canvas"),
    *("select", "textarea", "xml"),
}
NEUTRAL = {"span", "font", "a", "br", "img", "ul", "ol", "li", "wbr", "label", "q"}
PLAIN_BLOCKS = {"p", "div", "body", "html"}
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+\Z", re.IGNORECASE)
IMAGE = re.compile(r"<img [^>]*/>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
# What XML cannot hold, and what turns the direction of text around.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# No raw HTML, no headings, no images: what the rich text editor could not make.
_markdown = MarkdownIt("zero").enable(
    ["emphasis", "link", "list", "newline", "escape", "entity", "balance_pairs"]
)


def to_rich_text(markdown: str) -> str:
    """Return ``markdown`` as the HTML that Wagtail stores for rich text."""
    return str(_markdown.render(markdown)).strip()


@dataclass(frozen=True)
class Run:
    """Text of one look, a line break, or a picture (its ``text`` is the alt).

    Attributes:
        href: where it links, or "".
        src: name of the picture, or "".
    """

    text: str
    is_strong: bool = False
    is_em: bool = False
    href: str = ""
    src: str = ""

    @property
    def look(self) -> tuple[bool, bool, str]:
        return (self.is_strong, self.is_em, self.href)


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list with an item to each line.

    Attributes:
        list_tag: "ul", "ol" or "" for a paragraph, which has one line.
    """

    lines: tuple[tuple[Run, ...], ...]
    list_tag: str = ""


@dataclass
class Prose:
    """Rich text taken apart, with what had to go.

    Attributes:
        dropped: names of the tags that were dropped, their text kept or not.
    """

    blocks: tuple[Block, ...]
    dropped: frozenset[str] = frozenset()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the pictures it shows."""
        return tuple(
            run.src
            for block in self.blocks
            for line in block.lines
            for run in line
            if run.src
        )

    def with_pictures(self, name_of: Callable[[str], str]) -> Prose:
        """Return it with each picture renamed, and without those renamed to ""."""
        blocks = tuple(
            replace(
                block,
                lines=tuple(
                    tuple(
                        replace(run, src=name_of(run.src)) if run.src else run
                        for run in line
                    )
                    for line in block.lines
                ),
            )
            for block in self.blocks
        )
        return Prose(tuple(map(_without_nameless, blocks)), self.dropped)


@dataclass
class _Builder:
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    items: list[tuple[Run, ...]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    look: Run = field(default_factory=lambda: Run(""))
    depth: dict[str, int] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    silent: str = ""
    dropped: set[str] = field(default_factory=set)

    def text(self, text: str) -> None:
        if not self.silent:
            self.runs.append(replace(self.look, text=_FORBIDDEN.sub("", text)))

    def tag(self, tag: Tag) -> None:
        name = tag.name
        if self.silent:
            if tag.is_end and name == self.silent:
                self.silent = ""
            return
        if name in SILENT:
            self.dropped.add(name)
            self.silent = "" if tag.is_end or name == "embed" else name
        elif name in STRONG | EM:
            self._weigh("strong" if name in STRONG else "em", tag.is_end)
        elif name in BLOCKS or name in {"ul", "ol", "li"}:
            self._block(tag)
        else:
            self._inline(tag)

    def _block(self, tag: Tag) -> None:
        if tag.name in {"ul", "ol"}:
            self._list(tag.name, tag.is_end)
            return
        self._flush()
        if tag.name not in PLAIN_BLOCKS | {"li"}:
            self.dropped.add(tag.name)

    def _inline(self, tag: Tag) -> None:
        if tag.name == "br":
            self.runs.append(Run("\n"))
        elif tag.name == "img":
            attributes = tag.attributes
            alt = _FORBIDDEN.sub("", attributes.get("alt", ""))
            alt = _SPACES.sub(" ", alt).strip()
            if src := _FORBIDDEN.sub("", attributes.get("src", "")).strip():
                self.runs.append(Run(alt, src=src))
        elif tag.name == "a":
            self._link(tag)
        elif tag.name == "rt":  # how a word is read stands behind it instead
            self.runs.append(replace(self.look, text=")" if tag.is_end else "("))
        elif tag.name == "rp":
            self.silent = "" if tag.is_end else "rp"
        elif tag.name not in NEUTRAL:
            self.dropped.add(tag.name)

    def _link(self, tag: Tag) -> None:
        if not tag.is_end:
            href = tag.attributes.get("href", "").strip()
            is_safe = bool(SAFE_LINK.match(href))
            if (href and not is_safe) or "linktype" in tag.attributes:
                self.dropped.add("a")
            self.links.append(href if is_safe else "")
        elif self.links:
            self.links.pop()
        self.look = replace(self.look, href=self.links[-1] if self.links else "")

    def _weigh(self, name: str, is_end: bool) -> None:
        count = max(0, self.depth.get(name, 0) + (-1 if is_end else 1))
        self.depth[name] = count
        self.look = replace(
            self.look,
            is_strong=bool(self.depth.get("strong")),
            is_em=bool(self.depth.get("em")),
        )

    def _list(self, name: str, is_end: bool) -> None:
        self._flush()
        if not is_end:
            if self.lists:
                self.dropped.add("nested list")
            self.lists.append(name)
        elif self.lists:
            outermost = self.lists[0]
            self.lists.pop()
            if not self.lists and self.items:
                self.blocks.append(Block(tuple(self.items), outermost))
                self.items = []

    def _flush(self) -> None:
        line = _tidy(self.runs)
        self.runs = []
        if not line:
            return
        if self.lists:
            self.items.append(line)
        else:
            self.blocks.append(Block((line,)))

    def finish(self) -> Prose:
        self._flush()
        if self.items:
            self.blocks.append(Block(tuple(self.items), self.lists[0]))
        return Prose(tuple(self.blocks), frozenset(self.dropped))


def _without_nameless(block: Block) -> Block:
    """Take out the runs that were pictures and have neither name nor words."""
    lines = (tuple(run for run in line if run.src or run.text) for line in block.lines)
    return replace(block, lines=tuple(line for line in lines if line) or ((Run(""),),))


def _tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Collapse spaces, join runs of one look, and move its outer spaces out of it."""
    joined: list[Run] = []
    pending: Run | None = None  # a space that waits for what follows it
    for run in _split(runs):
        if run.text == " " and not run.src:
            pending = pending or run
            continue
        if pending and joined and joined[-1] != BREAK and run != BREAK:
            same = joined[-1].look == run.look == pending.look and not run.src
            space = pending if same and not joined[-1].src else Run(" ")
            _join(joined, space)
        pending = None
        _join(joined, run)
    while joined and joined[-1] == BREAK:
        joined.pop()
    while joined and joined[0] == BREAK:
        joined.pop(0)
    return tuple(joined)


BREAK = Run("\n")


def _split(runs: Iterable[Run]) -> Iterable[Run]:
    """Yield runs without inner spaces at their ends, and single spaces."""
    for run in runs:
        if run.src or run == BREAK:
            yield run
            continue
        text = _SPACES.sub(" ", run.text)
        if text.startswith(" "):
            yield replace(run, text=" ")
        if text.strip(" "):
            yield replace(run, text=text.strip(" "))
            if text.endswith(" "):
                yield replace(run, text=" ")


def _join(joined: list[Run], run: Run) -> None:
    last = joined[-1] if joined else None
    is_one = last and last.look == run.look and not (last.src or run.src)
    if last and is_one and BREAK not in (last, run):
        joined[-1] = replace(last, text=last.text + run.text)
    else:
        joined.append(run)


def read_html(html: str) -> Prose:
    """Take HTML apart into what a question may hold; anything else is dropped."""
    builder = _Builder()
    for token in tokens(html):
        if isinstance(token, str):
            builder.text(token)
        else:
            builder.tag(token)
    return builder.finish()


def read_plain(text: str) -> Prose:
    """Take plain text apart: empty lines part paragraphs, lines break."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = []
    for part in re.split(r"\n[ \t]*\n", text):
        runs: list[Run] = []
        for number, line in enumerate(part.split("\n")):
            runs += [*([BREAK] if number else []), Run(line)]
        if tidy := _tidy(runs):
            blocks.append(Block((tidy,)))
    return Prose(tuple(blocks))


def read_markdown(text: str) -> Prose:
    """Take our small Markdown apart."""
    return read_html(to_rich_text(_FORBIDDEN.sub("", text)))


def to_html(prose: Prose) -> str:
    """Write the one HTML that stands for ``prose``."""
    return "".join(_block_html(block) for block in prose.blocks)


def _block_html(block: Block) -> str:
    lines = ["".join(map(_run_html, line)) for line in block.lines]
    if not block.list_tag:
        return f"<p>{lines[0]}</p>"
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<{block.list_tag}>{items}</{block.list_tag}>"


def _run_html(run: Run) -> str:
    if run.src:
        return f'<img src="{escape(run.src)}" alt="{escape(run.text)}"/>'
    html = "<br/>" if run == BREAK else escape(run.text, quote=False)
    if run.is_em:
        html = f"<em>{html}</em>"
    if run.is_strong:
        html = f"<strong>{html}</strong>"
    if run.href:
        html = f'<a href="{escape(run.href)}">{html}</a>'
    return html


def to_plain(prose: Prose) -> str:
    """Write ``prose`` as plain text: a list has a dash or a number to each line."""
    return "\n\n".join(_block_plain(block) for block in prose.blocks)


def _block_plain(block: Block) -> str:
    lines = ["".join(run.text for run in line if not run.src) for line in block.lines]
    if not block.list_tag:
        return lines[0]
    marks = [
        "-" if block.list_tag == "ul" else f"{n}." for n in range(1, len(lines) + 1)
    ]
    return "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines, strict=True))


def marks_of(block: Block) -> list[str]:
    numbers = range(1, len(block.lines) + 1)
    return [f"{n}." if block.list_tag == "ol" else "-" for n in numbers]


def is_plain(prose: Prose) -> bool:
    """Whether plain text says all of it."""
    runs = [run for block in prose.blocks for line in block.lines for run in line]
    return (
        not prose.dropped
        and not any(run.src or run.look != (False, False, "") for run in runs)
        and not any(block.list_tag for block in prose.blocks)
    )


def without_pictures(shown: Prose) -> str:
    """Write the HTML of ``shown`` without its pictures."""
    html = to_html(shown)
    return clean(IMAGE.sub("", html)) if shown.pictures else html


def clean(html: str) -> str:
    """Return ``html`` as the one HTML that stands for what is allowed of it."""
    return to_html(read_html(html))


def words_of(html: str, most: int = 60) -> str:
    """Return the first words of ``html``, to name a question by."""
    words = " ".join(to_plain(read_html(html[:2000])).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
