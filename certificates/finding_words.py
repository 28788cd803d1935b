"""Says in plain words what was checked in a file, and what is wrong with it."""

from django.utils.translation import gettext_lazy as _

STEP_WORDS = {
    "file": _("The file"),
    "signature": _("The signature on the document"),
    "unchanged": _("Nothing was changed after signing"),
    "authority": _("Who vouches for the signature"),
    "signer": _("Whether the signer is still trusted"),
    "time": _("When it was signed"),
    "attachment": _("The credential inside the document"),
    "credential": _("The signature on the credential"),
    "issuer": _("Who issued it"),
    "terms": _("What the credential says"),
    "validity": _("The dates"),
    "standing": _("Withdrawn or on hold"),
    "agreement": _("Page and credential say the same"),
}
VERDICT_WORDS = {
    "passed": _("Good"),
    "failed": _("Not good"),
    "unknown": _("Cannot be told"),
}
PASSED_WORDS = {
    "is_pdf": _("It is a PDF."),
    "is_token": _("It is a credential (a signed token)."),
    "is_json": _("It is a credential (JSON with a proof)."),
    "code_found": _("It is a picture with a QR code that leads to %(detail)s."),
    "intact": _("It is whole, and it forbids any later change."),
    "whole_file": _("The signature covers every part of the file."),
    "our_authority": _("It was made with a certificate of this issuer."),
    "signer_good": _("The signing certificate has not been withdrawn."),
    "signer_was_good": _(
        "The signing certificate has ended since. The time stamp proves that it was "
        "good when it signed."
    ),
    "stamped": _("A time stamp of %(detail)s fits the signature."),
    "no_stamp": _("There is no time stamp. The date of signing is the issuer's word."),
    "one_credential": _("There is exactly one."),
    "signed_by_us": _("It was made with a key of this issuer."),
    "our_issuer": _("This issuer: %(detail)s."),
    "terms_agree": _("It is complete, and its parts fit together."),
    "in_time": _("It is within its time."),
    "listed_good": _("It is neither withdrawn nor on hold, as of %(detail)s."),
    "page_agrees": _("Name, number and title are the same in both."),
}
FILE_WORDS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large. A certificate is much smaller."),
    "unrecognized": _("It is neither a PDF nor a picture nor a credential."),
    "unreadable_pdf": _("The PDF is damaged or made in a way that ours never are."),
    "has_script": _("It carries a script. Ours never do. Nothing of it was run."),
    "has_action": _(
        "It wants to do something when it is opened or touched, such as opening a "
        "program or a page. Ours never do. Nothing of it was done."
    ),
    "has_form": _("It has form fields that can show something else. Ours never have."),
    "has_layers": _("It has layers that can be shown or hidden. Ours never have."),
    "has_annotation": _("Something lies over the page that is not a part of it."),
    "hidden_file": _("Another file is hidden in it. It was not opened."),
    "encrypted": _("The PDF is locked with a password. Ours never are."),
    "unreadable_picture": _("The picture cannot be read. Try another photograph."),
    "no_code": _("There is no QR code in the picture. Try again, closer and sharper."),
    "several_codes": _("There are QR codes of several certificates. Show one only."),
    "foreign_code": _(
        "The QR code does not lead to this issuer's site. It leads to “%(detail)s”. "
        "A forged certificate can lead to a site that looks like ours."
    ),
    "code_alone": _(
        "The QR code leads to the issuer's own site, %(detail)s. A code alone proves "
        "nothing: open it there once you have a network, or check the PDF here."
    ),
    "no_code_reader": _(
        "There is no credential in the picture, and this browser cannot read QR codes "
        "without a network. Check the PDF here instead, or type the number that is "
        "printed on the certificate on the issuer's own page."
    ),
    "several_credentials": _("There are several credentials in the picture."),
    "packed_badge": _("The credential in the picture is packed. Ours never are."),
    "old_badge": _(
        "The picture is a badge of an older kind, which we do not issue. Nothing "
        "that it points to was opened."
    ),
    "no_credential": _("There is no credential in it."),
}
SIGNATURE_WORDS = {
    "unsigned": _(
        "The document is not signed. Either the signature was taken off, or it was "
        "never ours. Documents from before we signed can be checked by their number."
    ),
    "several_signatures": _("There is more than one signature. Ours have exactly one."),
    "unreadable_signature": _("The signature is damaged."),
    "altered": _(
        "The document was changed: the signature does not fit what is in the file."
    ),
    "not_certified": _("The signature allows later changes. Ours never do."),
    "page_changed": _("The page was changed after it was signed."),
    "attachment_changed": _(
        "The credential inside was exchanged after the document was signed."
    ),
    "annotation_added": _("Something was put onto the page after it was signed."),
    "changed_after_signing": _("The file was changed after it was signed."),
    "lookalike_authority": _(
        "The signature carries this issuer's name, but somebody else made it."
    ),
    "other_authority": _("The signature is somebody else's."),
    "signer_revoked": _("The signing certificate was withdrawn."),
    "signer_expired": _("The signing certificate was not good at this time."),
    "signer_unfit": _("The signing certificate is not one for documents."),
    "revocation_unknown": _(
        "The list of withdrawn signing certificates is missing or too old."
    ),
    "foreign_stamp": _(
        "The time stamp of %(detail)s is not from an authority that this issuer uses."
    ),
    "stamp_unknown": _(
        "A time stamp of %(detail)s fits the signature. Which authorities this issuer "
        "uses is not known here, so it proves nothing."
    ),
    "bad_stamp": _("The time stamp does not fit the signature."),
}
CREDENTIAL_WORDS = {
    "several_attachments": _("There are several attachments. Ours have exactly one."),
    "other_attachment": _("What is attached is not a credential."),
    "unreadable_attachment": _("The attachment cannot be read."),
    "not_a_token": _("It is not written as a credential."),
    "too_large_token": _("It is far too large for a credential."),
    "too_deep": _("It is built deeper than any credential of ours."),
    "too_complex": _("It is built in a way that would take very long to check."),
    "bad_json": _("It is damaged, or written in more than one possible meaning."),
    "duplicate_keys": _("It says one thing twice, so it could be read in two ways."),
    "unsigned_token": _("It is not signed."),
    "wrong_algorithm": _("It is signed in a way that we never sign."),
    "key_inside": _("It brings its own key along. Such a signature proves nothing."),
    "critical_header": _("It asks for special treatment that could hide a change."),
    "unusual_header": _("Its head says things that ours never say."),
    "unknown_key": _("It was not made with a key of this issuer."),
    "forged_token": _("It was changed, or signed by somebody else in our name."),
    "no_proof": _("It carries no proof."),
    "several_proofs": _("It carries more than one proof, or one of another form."),
    "wrong_suite": _("Its proof is of a kind that we never use."),
    "unusual_proof": _("Its proof was made for another purpose, or says more."),
    "old_browser": _("This browser is too old to check such a proof."),
    "forged_proof": _("It was changed, or signed by somebody else in our name."),
}
TERMS_WORDS = {
    "foreign_issuer": _("Another issuer made it, even if our name stands in it."),
    "issuer_differs": _("It names two different issuers."),
    "foreign_context": _("It explains its own words, which hides what they mean."),
    "undefined_term": _(
        "It says something that its signature does not cover: %(detail)s"
    ),
    "not_a_badge": _("It is not complete, or not a credential of this kind."),
    "id_differs": _("It carries two different numbers of its own."),
    "subject_differs": _("It speaks about two different holders."),
    "for_an_audience": _("It was made for one reader only. Ours are for everybody."),
    "bad_date": _("A date in it is missing or cannot be read."),
    "dates_disagree": _("Two dates in it contradict each other."),
    "outlived": _("It ended on %(detail)s, although another date in it is later."),
    "expired": _("It ended on %(detail)s."),
    "not_yet_valid": _("It does not hold before %(detail)s."),
    "no_status": _("It does not say where its standing is published."),
    "bad_status": _("It does not say properly where its standing is published."),
    "list_missing": _("The issuer's list of standings is not at hand."),
    "list_stale": _("The list of standings is of %(detail)s and holds no longer."),
    "list_unsigned": _("The list of standings is not signed."),
    "list_altered": _("The list of standings was changed."),
    "foreign_list": _("The list of standings is somebody else's."),
    "list_unreadable": _("The list of standings is damaged."),
    "suspension_unknown": _(
        "As of %(detail)s it is not withdrawn. Whether it is on hold cannot be told."
    ),
    "revoked": _("It was withdrawn or replaced, as of %(detail)s."),
    "suspended": _("It is on hold or paused, as of %(detail)s."),
    "name_differs": _("The name in the credential does not stand on the page."),
    "number_differs": _("The number on the page is not the one in the credential."),
    "title_differs": _("The title in the credential does not stand on the page."),
    "page_unreadable": _("The page cannot be read, so it cannot be compared."),
}
REASON_WORDS = {
    **PASSED_WORDS,
    **FILE_WORDS,
    **SIGNATURE_WORDS,
    **CREDENTIAL_WORDS,
    **TERMS_WORDS,
}
RECORD_WORDS = {
    "name": _("The issuer's record has another name for this number."),
    "title": _("The issuer's record has another title for this number."),
    "credential": _("The issuer's record has another credential for this number."),
}


def in_words(finding):
    """Say what one finding means, with its detail in place."""
    return REASON_WORDS[finding.reason] % {"detail": finding.detail}
