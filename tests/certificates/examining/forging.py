"""Forgeries of a certificate, each made with the tools that a forger would use."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from io import BytesIO

import jwt
import pikepdf
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from certificates.proof import badge, did, signing, status_list
from tests.certificates.builders import AT

from . import authority
from .authority import (
    ADDRESS,
    PLACE,
    keyring,
    make_award,
    make_credential,
    make_jwt,
    make_page,
    make_pdf,
    make_proved,
    make_trust,
    rsa_key,
    status_document,
)

OTHER_NAME = "Mallory Forger"


# PDF ------------------------------------------------------------------------


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


def signature_stripped():
    with pikepdf.open(BytesIO(make_pdf())) as document:
        del document.Root.AcroForm
        del document.pages[0].Annots
        return _saved(document)


def signed_by_a_lookalike():
    """Sign with an authority that carries all our names."""
    return make_pdf(who=1)


def signed_by_somebody_else():
    from certificates.proof import authority as authorities

    key, leaf_key = rsa_key("else"), rsa_key("else's leaf")
    root = authorities.make_root(key, "Other Issuer", at=AT, rng=bytes_of)
    own = authorities.Authority(root, key)
    leaf = authorities.make_leaf(
        leaf_key.public_key(), own, address=ADDRESS, at=AT, rng=bytes_of
    )
    document = authority.DocumentKey(leaf, authority.RsaInMemory(leaf_key))
    keys = replace(keyring(), document=document, root=root)
    return signing.sign(make_page(), keys, at=AT)[0]


def bytes_of(size):
    return hashlib.shake_256(b"somebody else").digest(size)


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
        signer=signing._Signer(keys.document, keys.root),
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


# Tokens ---------------------------------------------------------------------


def claims_of(token=None):
    payload = (token or make_jwt()).decode().split(".")[1]
    return json.loads(did.from_base64url(payload))


def header(**changed):
    return {"alg": "RS256", "kid": keyring().token.url, "typ": "JWT"} | changed


def compact(head, claims, sign=lambda message: b""):
    parts = [did.to_base64url(_bytes(part)) for part in (head, claims)]
    message = ".".join(parts).encode()
    return message + b"." + did.to_base64url(sign(message)).encode()


def _bytes(part):
    return part if isinstance(part, bytes) else json.dumps(part).encode()


def signed(claims, **head):
    """Sign with our own key what we would never sign."""
    return compact(header(**head), claims, keyring().token.signer.sign)


def name_changed():
    head, payload, signature = make_jwt().decode().split(".")
    claims = json.loads(did.from_base64url(payload))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = OTHER_NAME
    changed = did.to_base64url(json.dumps(claims).encode())
    return f"{head}.{changed}.{signature}".encode()


def algorithm_none(spelled="none"):
    if spelled == "none":
        return jwt.encode(claims_of(), None, algorithm="none").encode()
    return compact(header(alg=spelled), claims_of())


def public_key_as_secret(form):
    """Sign by HMAC with what everybody knows: our public key."""
    public = rsa_key((0, 2)).public_key()
    if form == "jwk":
        secret = json.dumps(dict(keyring().token.jwk)).encode()
    else:
        secret = public.public_bytes(
            getattr(serialization.Encoding, form.upper()),
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
    return compact(
        header(alg="HS256"),
        claims_of(),
        lambda message: hmac.new(secret, message, hashlib.sha256).digest(),
    )


def other_key_under_our_kid():
    return make_jwt(keys=keyring(1))


def key_in_the_header():
    other = keyring(1).token
    return compact(header(jwk=dict(other.jwk)), claims_of(), other.signer.sign)


def other_issuer_with_our_name():
    claims = claims_of() | {"iss": "did:web:alongside.example"}
    claims["issuer"] = claims["issuer"] | {"id": "did:web:alongside.example"}
    return signed(claims)


def undefined_term():
    return signed(claims_of() | {"endorsedByTheState": "yes"})


def undefined_term_inside():
    claims = claims_of()
    claims["credentialSubject"]["achievement"]["rank"] = "first"
    return signed(claims)


def iss_is_not_the_issuer():
    return signed(claims_of() | {"iss": "did:web:elsewhere.example"})


def jti_is_not_the_id():
    return signed(claims_of() | {"jti": f"{ADDRESS}/c/another"})


def sub_is_not_the_subject():
    return signed(claims_of() | {"sub": "urn:uuid:another"})


def ended_while_exp_lies_ahead():
    return signed(
        claims_of() | {"validUntil": "2026-11-16T12:30:00Z", "exp": 4102444800}
    )


def dates_that_disagree():
    return signed(claims_of() | {"nbf": 1700000000})


def expired():
    return make_jwt(
        make_credential(
            validFrom="2020-01-01T00:00:00Z", validUntil="2021-01-01T00:00:00Z"
        )
    )


def not_yet_valid():
    return make_jwt(
        make_credential(
            validFrom="2030-01-01T00:00:00Z", validUntil="2031-01-01T00:00:00Z"
        )
    )


# Status lists ---------------------------------------------------------------


def trust_with_list(text, number=1):
    trust = make_trust()
    lists = {**trust.status_lists, f"{ADDRESS}/status/{number}": text}
    return replace(trust, status_lists=lists)


def list_altered():
    """Clear the bit of a revoked credential."""
    document = json.loads(status_list.to_json(_revoking(), keyring()))
    document["credentialSubject"]["encodedList"] = status_list.encode([])
    return trust_with_list(json.dumps(document))


def list_token_altered():
    head, _payload, signature = status_list.to_jwt(_revoking(), keyring()).split(".")
    clear = status_list.to_jwt(status_document(keyring(), 1), keyring()).split(".")[1]
    return trust_with_list(f"{head}.{clear}.{signature}")


def list_unsigned():
    return trust_with_list(json.dumps(status_document(keyring(), 1)))


def list_by_another_did():
    """Offer a list that another issuer signed with its own good key."""
    other = "did:web:elsewhere.example"
    key = replace(keyring(1).proof, url=f"{other}#ed")
    document = status_document(keyring(), 1) | {"issuer": other}
    proved = badge.with_proof(document, key, AT)
    return trust_with_list(json.dumps(proved))


def list_naming_another_issuer():
    document = status_document(keyring(), 1) | {"issuer": "did:web:elsewhere.example"}
    proved = badge.with_proof(document, keyring().proof, AT)
    return trust_with_list(json.dumps(proved))


def list_missing():
    trust = make_trust()
    lists = {u: t for u, t in trust.status_lists.items() if not u.endswith("/1")}
    return replace(trust, status_lists=lists)


def list_truncated():
    document = status_document(keyring(), 1)
    encoded = document["credentialSubject"]["encodedList"][:40]
    document["credentialSubject"] = document["credentialSubject"] | {
        "encodedList": encoded
    }
    return trust_with_list(status_list.to_json(document, keyring()))


def _revoking():
    return status_document(keyring(), 1, [PLACE])


# Proofs ---------------------------------------------------------------------


def proof_of(**changed):
    document = json.loads(make_proved())
    document["proof"] |= changed
    return json.dumps(document).encode()


def proved_with(**changed):
    """Change what a proved credential says."""
    return json.dumps(json.loads(make_proved()) | changed).encode()


def proved_name_changed():
    document = json.loads(make_proved())
    document["credentialSubject"]["identifier"][0]["identityHash"] = OTHER_NAME
    return json.dumps(document).encode()


def proved_with_an_undefined_term():
    """Add a term that canonicalization drops: the proof itself stays good."""
    return proved_with(endorsedByTheState="yes")


def proved_by_another():
    return make_proved(keys=keyring(1))


def chunk(kind, body):
    import struct
    import zlib

    sum_ = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum_)


def baked_png(*bodies):
    """Bake credentials into a picture of one pixel."""
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    place = picture.index(b"IDAT") - 4
    inside = b"".join(chunk(b"iTXt", body) for body in bodies)
    return picture[:place] + inside + picture[place:]


def text_chunk(credential, keyword=b"openbadgecredential", packed=b"\0\0"):
    return keyword + b"\0" + packed + b"\0\0" + credential


def baked_svg(credential, before=""):
    return (
        f'<?xml version="1.0"?>{before}<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        f'<openbadges:credential verify="{credential}"/>'
        "<script>alert(1)</script></svg>"
    ).encode()
