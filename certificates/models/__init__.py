"""Certificates, what was decided about them, and who checked them."""

from .agencies import Agency, AgencyEvent, Membership
from .certificates import Certificate, CertificateDocument
from .courses import CertifiedCourse
from .designs import Design, DesignPicture
from .issuer import IssuerSettings
from .notices import ReadyNotice
from .rates import RateWindow
from .reconsidering import Reconsideration
from .records import Check, StatusEvent
from .tokens import ApiToken, Repeatable

__all__ = [
    "Agency",
    "AgencyEvent",
    "ApiToken",
    "Certificate",
    "CertificateDocument",
    "CertifiedCourse",
    "Check",
    "Design",
    "DesignPicture",
    "IssuerSettings",
    "Membership",
    "RateWindow",
    "ReadyNotice",
    "Reconsideration",
    "Repeatable",
    "StatusEvent",
]
