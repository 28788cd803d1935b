"""People, and what they are granted."""

from .accommodations import Accommodation, AccommodationChange
from .people import NAME_LENGTH, User, UserManager, validate_time_zone

__all__ = [
    "NAME_LENGTH",
    "Accommodation",
    "AccommodationChange",
    "User",
    "UserManager",
    "validate_time_zone",
]
