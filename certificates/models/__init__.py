"""Certificates, what was decided about them, and who checked them."""

from .agencies import Agency, AgencyEvent, Membership
from .anchors import Anchor
from .bulk import BulkDecision, BulkRow
from .certificates import Certificate
from .check_proofs import CheckProof, CheckProofDocument
from .check_reports import AlreadyAnswered, CheckReport
from .checks import Check
from .courses import CertifiedCourse
from .designs import Design, DesignPicture
from .desk_checks import DeskCheck
from .documents import CertificateDocument, Proof
from .events import ChainHead, StatusEvent
from .following import Follower
from .invitations import Invitation
from .issuer import IssuerSettings
from .keys import SigningKey
from .makings import BegunBefore, GivenUp, Making
from .notices import DecisionNotice, ReadyNotice
from .papers import HolderPaper, HolderPaperFile, TooManyPapers
from .publishing import PublishedList
from .rates import RateWindow
from .reconsidering import Reconsideration
from .renaming import NameRequest
from .roster_runs import RosterResult, RosterRun
from .rosters import Roster, RosterRow
from .sharing import LinkAlreadyMade, ShareLink, TooManyLinks
from .tokens import ApiToken, Repeatable
from .watching import Watch, WatchChange, WatchDigest, WatchEvent
from .webhooks import Delivery, Endpoint

__all__ = [
    "Agency",
    "AgencyEvent",
    "AlreadyAnswered",
    "Anchor",
    "ApiToken",
    "BegunBefore",
    "BulkDecision",
    "BulkRow",
    "Certificate",
    "CertificateDocument",
    "CertifiedCourse",
    "ChainHead",
    "Check",
    "CheckProof",
    "CheckProofDocument",
    "CheckReport",
    "DecisionNotice",
    "Delivery",
    "Design",
    "DesignPicture",
    "DeskCheck",
    "Endpoint",
    "Follower",
    "GivenUp",
    "HolderPaper",
    "HolderPaperFile",
    "Invitation",
    "IssuerSettings",
    "LinkAlreadyMade",
    "Making",
    "Membership",
    "NameRequest",
    "Proof",
    "PublishedList",
    "RateWindow",
    "ReadyNotice",
    "Reconsideration",
    "Repeatable",
    "Roster",
    "RosterResult",
    "RosterRow",
    "RosterRun",
    "ShareLink",
    "SigningKey",
    "StatusEvent",
    "TooManyLinks",
    "TooManyPapers",
    "Watch",
    "WatchChange",
    "WatchDigest",
    "WatchEvent",
]
