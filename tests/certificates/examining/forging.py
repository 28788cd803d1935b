"""Forged credentials and status lists, some signed with our own keys by mistake."""

import hashlib
import hmac
import json
from dataclasses import replace

import jwt
from cryptography.hazmat.primitives import serialization

from certificates.proof import badge, did, status_list
from tests.certificates.builders import AT

from .authority import (
    ADDRESS,
    PLACE,
    keyring,
    make_credential,
    make_jwt,
    make_proved,
    make_trust,
    rsa_key,
    status_document,
)
from .forged_documents import OTHER_NAME

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


def list_of_suspensions():
    """Offer another good list of ours, in which the place is free."""
    document = status_document(keyring(), 2)
    return trust_with_list(status_list.to_json(document, keyring()))


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
