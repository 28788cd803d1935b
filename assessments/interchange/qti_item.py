"""QTI 3.0: one item read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from . import prose
from .facts import PREFIX, from_tags, per_cent, weighed
from .gift import earning, note_dropped
from .items import Accepted, Item, Notebook, Picture, Row, Unreadable, check
from .numbers import plain_number
from .qti_body import clear, make_gap, take_out, without_gap
from .qti_rubric import criteria_of
from .remarks import Remark
from .safe_xml import inner_html, line_of

FACTS_CLASS = "alongside-facts"


def _values(element: Element | None) -> list[str]:
    if element is None:
        return []
    return [(one.text or "").strip() for one in element.iter("value")]


@dataclass
class ItemReader:
    """Reads one item whose names are in one form."""

    root: Element
    files: Mapping[str, bytes]
    path: str
    book: Notebook
    pictures: dict[str, Picture] = field(default_factory=dict)
    is_own: bool = False

    def read(self) -> Item:
        self.book.line = line_of(self.root)
        title = self.root.get("title", "").strip()
        code = self.root.get("identifier", "").strip()
        name = title or code
        is_packed = name and self.path
        self.book.question = f"{name} ({self.path})" if is_packed else name or self.path
        body, interaction = self._asked()
        if self.root.find(".//catalog-info") is not None:
            self.book.changed(Remark.NO_PLACE, "catalog")
        tags = self._facts(body)
        self.is_own = bool(tags)
        item = Item(
            kind="written",
            prompt="",
            code=code,
            points=self._points(),
            explanation=self._explanation(),
            criteria=criteria_of(body, self.book),
            line=line_of(self.root),
        )
        item = READERS[str(interaction.tag)](self, item, interaction)
        item = replace(item, prompt=self._prompt(body, interaction))
        mark = f"{PREFIX}code="
        for tag in tags:
            if tag.startswith(mark):
                item = replace(item, code=tag.removeprefix(mark))
        item = from_tags(item, [tag for tag in tags if not tag.startswith(mark)])
        item = replace(item, pictures=tuple(self.pictures.values()))
        check(item)
        return item

    def _asked(self) -> tuple[Element, Element]:
        """Return the body and its one interaction.

        Raises:
            Unreadable: it asks nothing, too much, or in a way that we do not have.
        """
        body = self.root.find("item-body")
        if self.root.find("template-processing") is not None:
            raise Unreadable(Remark.DRAWN_VALUES)
        parts = body.iter() if body is not None else ()
        asks = [one for one in parts if str(one.tag).endswith("-interaction")]
        if body is None or not asks:
            raise Unreadable(Remark.DESCRIPTION)
        if len(asks) > 1:
            raise Unreadable(Remark.MANY_PARTS, str(len(asks)))
        if asks[0].tag not in READERS:
            raise Unreadable(Remark.UNKNOWN_KIND, str(asks[0].tag))
        return body, asks[0]

    def _points(self) -> int:
        """Return the highest score that the item declares, in whole points."""
        for outcome in self.root.findall("outcome-declaration"):
            if outcome.get("identifier") == "MAXSCORE":
                most = self._worth(next(iter(_values(outcome)), "1"))
                points = max(1, min(100, round(most)))
                if points != most:
                    self.book.changed(Remark.POINTS, str(points))
                return points
        return 1

    def _worth(self, text: str) -> Fraction:
        try:
            return Fraction(plain_number(text))
        except ValueError as error:
            raise Unreadable(Remark.BAD_WEIGHT, text[:40], is_error=True) from error

    def _facts(self, body: Element) -> list[str]:
        """Take out, and return, what our own writing says for authors."""
        tags: list[str] = []
        for parent in list(body.iter()):
            for block in parent.findall("rubric-block"):
                if FACTS_CLASS in block.get("class", "").split():
                    tags += [(one.text or "").strip() for one in block.iter("p")]
                    parent.remove(block)
        return [tag for tag in tags if tag]

    def _explanation(self) -> str:
        told = ""
        for feedback in self.root.findall("modal-feedback"):
            if feedback.get("identifier") == "explanation":
                told = self.rich(feedback)
            elif not feedback.get("identifier", "").startswith("accepted-"):
                self.book.changed(Remark.OVERALL_FEEDBACK)
        return told

    def _prompt(self, body: Element, interaction: Element) -> str:
        """Return what is read before one answers, with a gap in mid-sentence."""
        prompt = interaction.find("prompt")
        lead = inner_html(prompt) if prompt is not None else ""
        is_inline = interaction.tag == "text-entry-interaction"
        make_gap(interaction)
        clear(body, self.book)
        html = inner_html(body) + (f"<div>{lead}</div>" if lead else "")
        shown = self._known(prose.read_html(html))
        written = prose.to_html(shown.with_pictures(self._picture))
        return without_gap(prose.clean(written)) if is_inline else prose.clean(written)

    def _known(self, shown: prose.Prose) -> prose.Prose:
        own = {"content-body", "stylesheet", "prompt"}
        shown = prose.Prose(shown.blocks, shown.dropped - own)
        note_dropped(shown, self.book)
        return shown

    def rich(self, element: Element) -> str:
        shown = self._known(prose.read_html(inner_html(element)))
        return prose.without_pictures(shown)

    def plain(self, element: Element) -> str:
        shown = self._known(prose.read_html(inner_html(element)))
        if shown.pictures:
            self.book.changed(Remark.PICTURE_IN_OPTION)
        return prose.to_plain(shown)

    def _picture(self, src: str) -> str:
        if "://" in src or src.startswith("data:"):
            self.book.changed(Remark.PICTURE_ELSEWHERE, src[:80])
            return ""
        path = posixpath.normpath(
            posixpath.join(posixpath.dirname(self.path), unquote(src))
        )
        if path not in self.files:
            self.book.changed(Remark.PICTURE_MISSING, src[:80])
            return ""
        name = path.rpartition("/")[2]
        self.pictures[name] = Picture(name, self.files[path])
        return name

    def declared(self, interaction: Element) -> Element:
        wanted = interaction.get("response-identifier", "RESPONSE")
        for one in self.root.findall("response-declaration"):
            if one.get("identifier") == wanted:
                return one
        raise Unreadable(Remark.NO_KEY)

    def correct(self, declared: Element) -> list[str]:
        return _values(declared.find("correct-response"))

    def mapped(self, declared: Element) -> dict[str, Fraction]:
        """Return what each value is worth, if the scoring goes by that."""
        processing = self.root.find("response-processing")
        template = processing.get("template", "") if processing is not None else ""
        by_map = "map_response" in template or (
            processing is not None and processing.find(".//map-response") is not None
        )
        is_all_or_none = "match_correct" in template and not self.is_own
        if (processing is not None and not template) or (
            is_all_or_none and declared.get("cardinality", "single") != "single"
        ):
            self.book.changed(Remark.SCORING)
        entries = declared.findall("mapping/map-entry")
        if not entries or not (by_map or not self.correct(declared)):
            return {}
        return {
            one.get("map-key", "").strip(): self._worth(one.get("mapped-value", "0"))
            for one in entries
        }

    def row(self, choice: Element) -> Row:
        """Return an option; what is said of it afterwards is taken out of it."""
        told = []
        for parent in list(choice.iter()):
            for feedback in parent.findall("feedback-inline"):
                told.append(self.plain(feedback))
                take_out(parent, feedback)
        text = self.plain(choice)
        if not text:
            raise Unreadable(Remark.PICTURE_ONLY)
        return Row(text, feedback="\n\n".join(one for one in told if one))

    def choices(self, item: Item, interaction: Element) -> Item:
        declared = self.declared(interaction)
        correct, mapped = self.correct(declared), self.mapped(declared)
        rows, weights = [], []
        top = max(mapped.values(), default=Fraction(0))
        is_single = declared.get("cardinality", "single") == "single"
        total = sum((value for value in mapped.values() if value > 0), Fraction(0))
        whole = (top if is_single else total) or Fraction(1)
        default = Fraction(0)
        if mapped and (one := declared.find("mapping")) is not None:
            default = self._worth(one.get("default-value", "0"))
        share = Fraction(100, max(1, len(correct)))
        for choice in interaction.iter("simple-choice"):
            name = choice.get("identifier", "")
            rows.append(self.row(choice))
            if choice.get("fixed") == "true":
                self.book.changed(Remark.FIXED_ORDER)
            if mapped:
                worth = mapped.get(name, default) / whole * 100
            else:
                worth = share if name in correct else -share
            least = Fraction(0 if is_single and not mapped else -100)
            weights.append(max(least, min(Fraction(100), worth)))
        kind, marked = weighed(rows, weights, self.book, is_single=is_single)
        return replace(item, kind=kind, rows=marked)

    def steps(self, item: Item, interaction: Element) -> Item:
        declared = self.declared(interaction)
        self.mapped(declared)
        correct = self.correct(declared)
        rows = {
            choice.get("identifier", ""): self.row(choice)
            for choice in interaction.iter("simple-choice")
        }
        if sorted(correct) != sorted(rows):
            raise Unreadable(Remark.NO_KEY)
        return replace(item, kind="order", rows=tuple(rows[name] for name in correct))

    def pairs(self, item: Item, interaction: Element) -> Item:
        declared = self.declared(interaction)
        mapped = self.mapped(declared)
        said = [name for name, worth in mapped.items() if worth > 0]
        if len({mapped[name] for name in said}) > 1:
            self.book.changed(Remark.WEIGHTS_EQUALISED)
        if any(worth < 0 for worth in mapped.values()):
            self.book.changed(Remark.NEGATIVE_WEIGHT)
        right = [tuple(one.split()) for one in said or self.correct(declared)]
        if any(len(pair) != 2 for pair in right):
            raise Unreadable(Remark.NO_KEY)
        sets = [
            {
                choice.get("identifier", ""): self.row(choice)
                for choice in one.findall("simple-associable-choice")
            }
            for one in interaction.findall("simple-match-set")
        ]
        if len(sets) != 2:
            raise Unreadable(Remark.NO_KEY)
        left, columns = sets
        if len({pair[0] for pair in right}) != len(left) and {
            pair[1] for pair in right
        } == set(columns):
            left, columns = columns, left
            right = [(pair[1], pair[0]) for pair in right]
        key = {pair[0]: pair[1] for pair in right}
        if len(key) != len(right) or set(key) != set(left):
            raise Unreadable(Remark.NO_RULE)
        rows = tuple(
            replace(row, match=columns[key[name]].text)
            for name, row in left.items()
            if key[name] in columns
        )
        used = set(key.values())
        rest = tuple(row.text for name, row in columns.items() if name not in used)
        return replace(item, kind="match", rows=rows, columns=rest)

    def entry(self, item: Item, interaction: Element) -> Item:
        declared = self.declared(interaction)
        if declared.get("base-type") in {"integer", "float"}:
            return replace(item, kind="number", accepted=self._numbers(declared))
        mapped = self.mapped(declared)
        folded = {text.casefold() for text in mapped}
        entries = declared.findall("mapping/map-entry")
        if len(folded) < len(mapped) or any(
            one.get("case-sensitive", "").strip() == "true" for one in entries
        ):
            self.book.changed(Remark.CASE)
        top = max(mapped.values(), default=Fraction(0)) or Fraction(1)
        worth = {text: value / top * 100 for text, value in mapped.items() if value > 0}
        worth = worth or dict.fromkeys(self.correct(declared), Fraction(100))
        accepted = [
            Accepted(" ".join(text.split()), credit=per_cent(value, self.book))
            for text, value in worth.items()
            if text
        ]
        return replace(item, kind="short", accepted=self._told(accepted))

    def _numbers(self, declared: Element) -> tuple[Accepted, ...]:
        accepted: list[Accepted] = []
        for condition in self.root.iter():
            if condition.tag not in {"response-if", "response-else-if"}:
                continue
            equal = condition.find("equal")
            score = condition.find("set-outcome-value/base-value")
            if equal is None:
                continue
            number = (equal.findtext("base-value") or "").strip()
            number = number or next(iter(self.correct(declared)), "")
            near = next(iter(equal.get("tolerance", "").split()), "0")
            worth = (score.text or "1") if score is not None else "1"
            accepted.append(self._number(number, near, worth))
        if not accepted:
            accepted = [self._number(one, "0", "1") for one in self.correct(declared)]
        top = max((one.credit for one in accepted), default=100) or 100
        scaled = [
            replace(one, credit=round(one.credit * 100 / top)) for one in accepted
        ]
        return self._told(scaled)

    def _number(self, number: str, near: str, worth: str) -> Accepted:
        try:
            share = Fraction(plain_number(worth)) * 100
            return Accepted(plain_number(number), plain_number(near), round(share))
        except ValueError as error:
            raise Unreadable(Remark.BAD_NUMBER, number, is_error=True) from error

    def _told(self, accepted: list[Accepted]) -> tuple[Accepted, ...]:
        said = {
            feedback.get("identifier", ""): self.plain(feedback)
            for feedback in self.root.findall("modal-feedback")
        }
        told = [
            replace(one, feedback=said.get(f"accepted-{number}", ""))
            for number, one in enumerate(accepted, 1)
        ]
        return earning(told, self.book)

    def essay(self, item: Item, interaction: Element) -> Item:
        if not item.criteria:
            self.book.changed(Remark.NO_RUBRIC)
        return item


READERS: dict[str, Callable[[ItemReader, Item, Element], Item]] = {
    "choice-interaction": ItemReader.choices,
    "order-interaction": ItemReader.steps,
    "match-interaction": ItemReader.pairs,
    "text-entry-interaction": ItemReader.entry,
    "extended-text-interaction": ItemReader.essay,
}
