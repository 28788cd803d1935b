"""The roles of the platform, as names of Django groups."""

TRAINEES = "Trainees"
TRAINERS = "Trainers"
CERTIFIERS = "Certifiers"
AGENCY_MEMBERS = "Agency members"
ADMINISTRATORS = "Administrators"

ALL = (TRAINEES, TRAINERS, CERTIFIERS, AGENCY_MEMBERS, ADMINISTRATORS)
