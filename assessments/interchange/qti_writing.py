"""QTI 3.0: written, as a package of items with their pictures."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from fractions import Fraction
from html import escape
from io import BytesIO

from . import facts, prose
from .facts import PREFIX
from .items import Item, Notebook, Writing, in_all
from .qti import MANIFEST
from .qti_item import FACTS_CLASS
from .qti_rubric import RUBRIC_CLASS

ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
HELD = frozenset({"feedback", "distractors", "rubric", "pictures"})
WHEN = (2020, 1, 1, 0, 0, 0)  # equal questions make equal packages


def write(items: tuple[Item, ...]) -> Writing:
    """Return ``items`` as a QTI 3.0 package."""
    out = BytesIO()
    books = []
    resources = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate(items, 1):
            book = Notebook(item.code or prose.words_of(item.prompt))
            books.append(book)
            shown = facts.as_match(item, book)
            facts.note_losses(shown, book, holds=HELD)
            name = f"items/{number}.xml"
            _put(archive, name, item_xml(shown, number).encode("utf-8"))
            files = [name]
            for picture in item.pictures:
                files.append(f"items/{picture_path(picture.name)}")
                _put(archive, files[-1], picture.content)
            resources.append(_resource(number, files))
        _put(archive, MANIFEST, _manifest(resources).encode("utf-8"))
    return Writing(out.getvalue(), in_all(books))


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    if name not in archive.namelist():
        entry = zipfile.ZipInfo(name, WHEN)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)


def picture_path(name: str) -> str:
    """Return where a picture lies beside the items; its own folder keeps its name."""
    mark = hashlib.sha256(name.encode("utf-8")).hexdigest()[:8]
    return f"pictures/{mark}/{name}"


def _resource(number: int, files: list[str]) -> str:
    listed = "".join(f'<file href="{escape(file)}"/>' for file in files)
    return (
        f'<resource identifier="r{number}" type="imsqti_item_xmlv3p0" '
        f'href="{files[0]}">{listed}</resource>'
    )


def _manifest(resources: list[str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{CP}" identifier="alongside-questions">'
        "<metadata><schema>QTI Package</schema>"
        "<schemaversion>3.0.0</schemaversion></metadata>"
        f"<organizations/><resources>{''.join(resources)}</resources></manifest>\n"
    )


def item_xml(item: Item, number: int) -> str:
    """Return one item as XML."""
    declared, interaction, processing = BODIES[item.kind](item)
    title = escape(item.code or prose.words_of(item.prompt))
    feedback = [
        _modal(f"accepted-{n}", f"<p>{_text(one.feedback)}</p>")
        for n, one in enumerate(item.accepted, 1)
        if one.feedback
    ]
    if item.explanation:
        feedback.append(_modal("explanation", item.explanation))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<qti-assessment-item xmlns="{ASI}" identifier="q{number}" '
        f'title="{title}" adaptive="false" time-dependent="false">\n'
        f"{declared}\n"
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" '
        'base-type="float" normal-maximum="1"/>\n'
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="multiple" '
        'base-type="identifier"/>\n'
        f"<qti-item-body>{_facts(item)}{_rubric(item)}"
        f"{_prompt(item)}{interaction}</qti-item-body>\n"
        f"{processing}\n{''.join(feedback)}</qti-assessment-item>\n"
    )


def _facts(item: Item) -> str:
    """Say for authors what QTI has no field for; learners never see it."""
    tags = facts.to_tags(item)
    tags += (f"{PREFIX}code={item.code}",) if item.code else ()
    said = "".join(f"<p>{_text(tag)}</p>" for tag in tags)
    return (
        f'<qti-rubric-block use="instructions" view="author" class="{FACTS_CLASS}">'
        f"<qti-content-body>{said}</qti-content-body></qti-rubric-block>"
    )


def _rubric(item: Item) -> str:
    if not item.criteria:
        return ""
    said = "".join(
        f"<p>{_text(one.title)}</p><ol>"
        + "".join(f"<li>{_text(level)}</li>" for level in one.levels)
        + "</ol>"
        for one in item.criteria
    )
    return (
        f'<qti-rubric-block use="scoring" view="scorer" class="{RUBRIC_CLASS}">'
        f"<qti-content-body>{said}</qti-content-body></qti-rubric-block>"
    )


def _prompt(item: Item) -> str:
    names = {picture.name for picture in item.pictures}
    shown = prose.read_html(item.prompt).with_pictures(
        lambda name: picture_path(name) if name in names else ""
    )
    return f"<div>{prose.to_html(shown)}</div>"


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _modal(name: str, html: str) -> str:
    return (
        f'<qti-modal-feedback outcome-identifier="FEEDBACK" show-hide="show" '
        f'identifier="{name}"><qti-content-body>{html}</qti-content-body>'
        "</qti-modal-feedback>"
    )


def _declared(cardinality: str, kind: str, correct: list[str], mapping: str) -> str:
    values = "".join(f"<qti-value>{_text(one)}</qti-value>" for one in correct)
    said = f"<qti-correct-response>{values}</qti-correct-response>" if correct else ""
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'base-type="{kind}">{said}{mapping}</qti-response-declaration>'
    )


def _mapping(worth: dict[str, Fraction], default: Fraction = Fraction(0)) -> str:
    entries = "".join(
        f'<qti-map-entry map-key="{escape(key)}" mapped-value="{_share(value)}" '
        'case-sensitive="false"/>'
        for key, value in worth.items()
    )
    return (
        f'<qti-mapping lower-bound="0" default-value="{_share(default)}">'
        f"{entries}</qti-mapping>"
    )


def _share(value: Fraction) -> str:
    return facts.decimal(value)


def _processing(template: str) -> str:
    return f'<qti-response-processing template="{TEMPLATES}{template}.xml"/>'


def _choice(tag: str, name: str, text: str, feedback: str, more: str = "") -> str:
    told = ""
    if feedback:
        told = (
            '<qti-feedback-inline outcome-identifier="FEEDBACK" show-hide="show" '
            f'identifier="{name}">{_text(feedback)}</qti-feedback-inline>'
        )
    return f'<{tag} identifier="{name}"{more}>{_text(text)}{told}</{tag}>'


def _choices(item: Item) -> tuple[str, str, str]:
    named = {f"o{number}": row for number, row in enumerate(item.rows, 1)}
    correct = [name for name, row in named.items() if row.is_correct]
    mapping, template = "", "match_correct"
    if item.kind == "multiple":
        share = Fraction(1, len(correct) or 1)
        mapping = _mapping(dict.fromkeys(correct, share), -share)
        template = "map_response"
    elif any(row.credit for row in item.rows):
        worth = {name: Fraction(row.credit or 0, 100) for name, row in named.items()}
        mapping = _mapping(worth | {name: Fraction(1) for name in correct})
        template = "map_response"
    cardinality = "single" if item.kind == "single" else "multiple"
    most = 1 if item.kind == "single" else 0
    options = "".join(
        _choice("qti-simple-choice", name, row.text, row.feedback)
        for name, row in named.items()
    )
    return (
        _declared(cardinality, "identifier", correct, mapping),
        f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" '
        f'max-choices="{most}">{options}</qti-choice-interaction>',
        _processing(template),
    )


def _steps(item: Item) -> tuple[str, str, str]:
    named = {f"o{number}": row for number, row in enumerate(item.rows, 1)}
    options = "".join(
        _choice("qti-simple-choice", name, row.text, row.feedback)
        for name, row in named.items()
    )
    return (
        _declared("ordered", "identifier", list(named), ""),
        '<qti-order-interaction response-identifier="RESPONSE" shuffle="true">'
        f"{options}</qti-order-interaction>",
        _processing("match_correct"),
    )


def _pairs(item: Item) -> tuple[str, str, str]:
    texts = list(dict.fromkeys([*(row.match for row in item.rows), *item.columns]))
    columns = {text: f"c{number}" for number, text in enumerate(texts, 1)}
    pairs = [f"r{n} {columns[row.match]}" for n, row in enumerate(item.rows, 1)]
    mapping = _mapping(dict.fromkeys(pairs, Fraction(1, len(pairs) or 1)))
    left = "".join(
        _choice(ASSOCIABLE, f"r{n}", row.text, row.feedback, ' match-max="1"')
        for n, row in enumerate(item.rows, 1)
    )
    right = "".join(
        _choice(ASSOCIABLE, name, text, "", ' match-max="0"')
        for text, name in columns.items()
    )
    return (
        _declared("multiple", "directedPair", pairs, mapping),
        '<qti-match-interaction response-identifier="RESPONSE" shuffle="true" '
        f'max-associations="{len(pairs)}">'
        f"<qti-simple-match-set>{left}</qti-simple-match-set>"
        f"<qti-simple-match-set>{right}</qti-simple-match-set>"
        "</qti-match-interaction>",
        _processing("map_response"),
    )


ASSOCIABLE = "qti-simple-associable-choice"
ENTRY = '<div><qti-text-entry-interaction response-identifier="RESPONSE"/></div>'


def _short(item: Item) -> tuple[str, str, str]:
    worth = {one.text: Fraction(one.credit, 100) for one in item.accepted}
    correct = [one.text for one in item.accepted if one.credit == 100][:1]
    declared = _declared("single", "string", correct, _mapping(worth))
    return declared, ENTRY, _processing("map_response")


def _number(item: Item) -> tuple[str, str, str]:
    correct = [one.text for one in item.accepted if one.credit == 100][:1]
    conditions = []
    for number, one in enumerate(item.accepted):
        tag = "qti-response-else-if" if number else "qti-response-if"
        near = one.tolerance or "0"
        conditions.append(
            f'<{tag}><qti-equal tolerance-mode="absolute" tolerance="{near} {near}">'
            '<qti-variable identifier="RESPONSE"/>'
            f'<qti-base-value base-type="float">{one.text}</qti-base-value></qti-equal>'
            '<qti-set-outcome-value identifier="SCORE">'
            f'<qti-base-value base-type="float">{_share(Fraction(one.credit, 100))}'
            f"</qti-base-value></qti-set-outcome-value></{tag}>"
        )
    processing = (
        "<qti-response-processing><qti-response-condition>"
        f"{''.join(conditions)}</qti-response-condition></qti-response-processing>"
    )
    return _declared("single", "float", correct, ""), ENTRY, processing


def _written(item: Item) -> tuple[str, str, str]:
    return (
        _declared("single", "string", [], ""),
        '<qti-extended-text-interaction response-identifier="RESPONSE"/>',
        "",
    )


BODIES: dict[str, Callable[[Item], tuple[str, str, str]]] = {
    "single": _choices,
    "multiple": _choices,
    "order": _steps,
    "match": _pairs,
    "short": _short,
    "number": _number,
    "written": _written,
}
