"""Certificates, what was decided about them, and who checked them."""

from .agencies import Agency, AgencyEvent, Membership
from .certificates import Certificate, CertificateDocument
from .issuer import IssuerSettings
from .notices import ReadyNotice
from .rates import RateWindow
from .reconsidering import Reconsideration
from .records import Check, StatusEvent

__all__ = [
    "Agency",
    "AgencyEvent",
    "Certificate",
    "CertificateDocument",
    "Check",
    "IssuerSettings",
    "Membership",
    "RateWindow",
    "ReadyNotice",
    "Reconsideration",
    "StatusEvent",
]
