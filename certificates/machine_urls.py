"""Addresses that programs know by heart: outside every language."""

from django.urls import path

from . import machine

app_name = "machine"
urlpatterns = [
    path(".well-known/did.json", machine.did_document, name="did"),
    path(".well-known/jwks.json", machine.jwks, name="jwks"),
    path("keys/<str:name>.jwk", machine.one_key, name="key"),
    path("status/<int:number>", machine.status_list, name="status"),
    path("anchors/<str:day>.jws", machine.anchor, name="anchor"),
    path("pki/root.crt", machine.root_certificate, name="root"),
    path("pki/issuer.crl", machine.revoked_certificates, name="crl"),
    path("pki/trust.json", machine.trust, name="trust"),
    path("c/<str:credential_id>.json", machine.credential_json, name="json"),
    path("c/<str:credential_id>.jwt", machine.credential_jwt, name="jwt"),
    path("c/<str:credential_id>", machine.credential_page, name="credential"),
]
