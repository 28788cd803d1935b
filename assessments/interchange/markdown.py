"""The little rich text of a question as Markdown that reads back the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .prose import BREAK, Block, Prose, Run, marks_of


def to_markdown(prose: Prose) -> str:
    """Write ``prose`` in our small Markdown; pictures are left out.

    Two lists of one kind in a row get different marks, or they would be one.
    """
    written = []
    is_other = False
    before = ""
    for block in prose.blocks:
        is_other = bool(block.list_tag) and block.list_tag == before and not is_other
        before = block.list_tag
        written.append(_block_markdown(block, is_other))
    return "\n\n".join(written)


def _block_markdown(block: Block, is_other: bool) -> str:
    lines = [_line_markdown(line) for line in block.lines]
    if not block.list_tag:
        return lines[0]
    marks = marks_of(block)
    if is_other:
        marks = [mark.replace("-", "+").replace(".", ")") for mark in marks]
    return "\n".join(
        f"{mark} {line.replace(chr(10), chr(10) + ' ' * (len(mark) + 1))}"
        for mark, line in zip(marks, lines, strict=True)
    )


def _line_markdown(runs: Sequence[Run]) -> str:
    shown = [run for run in runs if not run.src]
    parts = []
    for number, run in enumerate(shown):
        before = shown[number - 1] if number else None
        after = shown[number + 1] if number + 1 < len(shown) else None
        parts.append(_run_markdown(run, before, after))
    text = "".join(parts)
    return re.sub(r"(^|\\\n)([-+#>]|\d+[.)])", _guard, text)


def _guard(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def _run_markdown(run: Run, before: Run | None, after: Run | None) -> str:
    if run == BREAK:
        return "\\\n"
    text = re.sub(r"([\\*_\[\]])", r"\\\1", run.text)
    text = re.sub(r"&(?=#|\w)", r"\\&", text).replace("\u2028", "&#x2028;")
    mark = "*" * (2 * run.is_strong + run.is_em)
    if not mark and before and _is_marked(before):
        text = _open_up(text, 0)
    if not mark and after and _is_marked(after):
        text = _open_up(text, -1)
    if mark:
        text = f"{mark}{text}{mark}"
    return f"[{text}]({run.href.translate(_IN_LINK)})" if run.href else text


_IN_LINK = str.maketrans({"(": "%28", ")": "%29", "\\": "%5C"})


def _is_marked(run: Run) -> bool:
    return (run.is_strong or run.is_em) and not run.href


def _open_up(text: str, at: int) -> str:
    """Write a letter beside a mark as an entity, or the mark would not count."""
    if not text or not text[at].isalnum():
        return text
    entity = f"&#{ord(text[at])};"
    return entity + text[1:] if at == 0 else text[:-1] + entity
