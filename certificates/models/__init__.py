"""Certificates, what was decided about them, and who checked them."""

from .certificates import Certificate, CertificateDocument
from .issuer import IssuerSettings
from .notices import ReadyNotice
from .rates import RateWindow
from .reconsidering import Reconsideration
from .records import Check, StatusEvent

__all__ = [
    "Certificate",
    "CertificateDocument",
    "Check",
    "IssuerSettings",
    "RateWindow",
    "ReadyNotice",
    "Reconsideration",
    "StatusEvent",
]
