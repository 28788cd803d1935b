"""How records are told in the words of the contract."""

from certificates.status import GENUINE


def token(asking):
    """Tell which token asks; its text is not told, nobody here knows it."""
    return {
        "name": asking.name,
        "prefix": asking.prefix,
        "scopes": list(asking.scopes),
        "expires_at": asking.expires_at,
    }


def answer(found):
    """Tell what is known of a certificate: one and the same for all that is not."""
    if found is None:
        return {"result": "not_confirmed"}
    certificate, newer = found.certificate, found.successor
    facts = {
        "number": certificate.number,
        "title": found.title or None,
        "issuer": certificate.issuer_name,
        "contact_minutes": certificate.minutes,
        "completed_on": certificate.completed_on,
        "issued_at": certificate.issued_at,
        "zone": certificate.zone,
        "status": status(found.status),
        "replaced_by": newer.number if newer else None,
    }
    return {"result": "confirmed", "certificate": facts}


def malformed(problem):
    """Tell that a number cannot be one, and why."""
    return {"result": "malformed", "problem": problem}


def status(standing):
    """Tell what a certificate is worth."""
    return {
        "name": standing.name,
        "is_good": standing.is_good,
        "since": None if standing.name == GENUINE else standing.since,
        "public_reason": standing.public_reason,
        "conditions": standing.conditions,
        "last_day": standing.last_day,
        "grace_until": standing.grace_until,
    }


def change(event, *, at):
    """Tell one event of a certificate, and what that is worth now."""
    certificate = event.certificate
    return {
        "number": certificate.number,
        "event": event.kind,
        "effective_at": event.effective_at,
        "recorded_at": event.recorded_at,
        "public_reason": event.public_reason,
        "status": status(certificate.status(at=at)),
    }
