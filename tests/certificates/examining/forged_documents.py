"""Forged documents, each made with the tools that a forger would use."""

import random
from dataclasses import replace
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from certificates.proof import authority as authorities
from certificates.proof import signing
from certificates.proof.container import KeySigner
from tests.certificates.builders import AT

from . import authority
from .authority import (
    ADDRESS,
    keyring,
    make_award,
    make_credential,
    make_jwt,
    make_page,
    make_pdf,
    rsa_key,
)

OTHER_NAME = "Mallory Forger"


def byte_changed_in_page():
    """Change one byte of the drawing of the page."""
    content = bytearray(make_pdf())
    with pikepdf.open(BytesIO(bytes(content))) as document:
        raw = document.pages[0].Contents.read_raw_bytes()
    content[content.index(raw) + 10] ^= 1
    return bytes(content)


def byte_changed_in_attachment():
    content = bytearray(make_pdf())
    with pikepdf.open(BytesIO(bytes(content))) as document:
        names = document.Root.Names.EmbeddedFiles.Names
        raw = names[1].EF.F.read_raw_bytes()
    content[content.index(raw) + 40] ^= 1
    return bytes(content)


def name_changed_by_increment():
    """Draw another page over the signed one; pdfsig still calls it valid."""
    writer = _increment()
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 40 Tf (Mallory) Tj ET")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)
    return _written(writer)


def attachment_swapped_by_increment():
    writer = _increment()
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    file = names[1]["/EF"]
    stream = generic.StreamObject(stream_data=_others_credential())
    file["/F"] = writer.add_object(stream)
    writer.update_container(file)
    return _written(writer)


def attachment_swapped_by_rewriting():
    with pikepdf.open(BytesIO(make_pdf())) as document:
        names = document.Root.Names.EmbeddedFiles.Names
        names[1].EF.F.write(_others_credential())
        return _saved(document)


def annotation_added():
    writer = _increment()
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                map(generic.NumberObject, (100, 100, 400, 200))
            ),
            generic.pdf_name("/Contents"): generic.pdf_string(OTHER_NAME),
        }
    )
    standing = list(page["/Annots"]) if "/Annots" in page else []
    page["/Annots"] = generic.ArrayObject([*standing, writer.add_object(note)])
    writer.update_container(page)
    return _written(writer)


def something_else_appended():
    """Add a revision that changes nothing that people see."""
    writer = _increment()
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()
    return _written(writer)


def bytes_appended():
    return make_pdf() + b"\n% a remark\n"


def hidden_behind_the_signature():
    """Write into the room that the signature left, which nobody has signed."""
    content = bytearray(make_pdf())
    end = content.index(b">", content.index(b"/Contents <"))
    content[end - 8 : end] = b"68657920"
    return bytes(content)


def signature_in_other_digits():
    """Say the same in small letters: harmless, but not the file that was signed."""
    content = make_pdf()
    start = content.index(b"/Contents <")
    end = content.index(b">", start)
    return content[:start] + content[start:end].replace(b"A", b"a") + content[end:]


def signature_stripped():
    with pikepdf.open(BytesIO(make_pdf())) as document:
        del document.Root.AcroForm
        del document.pages[0].Annots
        return _saved(document)


def signed_by_a_lookalike():
    """Sign with an authority that carries all our names."""
    return make_pdf(who=1)


def signed_by_somebody_else():
    key, leaf_key = rsa_key("else"), rsa_key("else's leaf")
    rng = random.Random(1).randbytes
    root = authorities.make_root(key, "Other Issuer", at=AT, rng=rng)
    own = authorities.Authority(root, key)
    leaf = authorities.make_leaf(
        leaf_key.public_key(), own, address=ADDRESS, at=AT, rng=rng
    )
    document = authority.DocumentKey(leaf, authority.RsaInMemory(leaf_key))
    keys = replace(keyring(), document=document, root=root)
    return signing.sign(make_page(), keys, at=AT)[0]


def signed_twice():
    """Let another authority sign behind us, where we did not forbid it."""
    return _approved(not_certified(), "Second", keyring(1))


def anothers_page_with_a_genuine_credential():
    """Sign, as we never would, one person's page with another's credential."""
    return make_pdf(name=OTHER_NAME, credential=make_jwt())


def anothers_number_on_the_page():
    return make_pdf(number="PRSS-0000-0000-0000-00000", credential=make_jwt())


def two_attachments():
    with pikepdf.open(BytesIO(make_page())) as document:
        document.attachments["z.jwt"] = _others_credential()
        return signing.sign(_saved(document), keyring(), at=AT)[0]


def no_attachment():
    return signing.sign(make_page(credential=b""), keyring(), at=AT)[0]


def not_certified():
    """Sign as anybody signs, so that later changes would be allowed."""
    return _approved(make_page(), "Issuer", keyring())


def _approved(content, field, keys):
    signer = signing._PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=field, subfilter=fields.SigSeedSubFilter.PADES
        ),
        signer=KeySigner(keys.document, keys.root),
        at=AT,
    )
    return signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content))).getvalue()


def _increment():
    return IncrementalPdfFileWriter(BytesIO(make_pdf()))


def _written(writer):
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _saved(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _others_credential():
    """Another person's genuine credential, signed by us."""
    return make_jwt(make_credential(make_award(holder_name=OTHER_NAME)))
