"""The people of a demonstration, one for each role."""

from dataclasses import dataclass

from training.users import roles


@dataclass(frozen=True)
class DemoPerson:
    """One account of a demonstration.

    Attributes:
        roles: names of groups.
        tries: what somebody who signs in as this person might look at.
    """

    name: str
    legal_name: str
    display_name: str
    roles: tuple[str, ...]
    tries: str
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


DEMO_PEOPLE = (
    DemoPerson(
        "trainee",
        "María-José O'Neill",
        "Majo",
        (roles.TRAINEES,),
        "continue a course under My learning",
    ),
    DemoPerson(
        "graduate",
        "Nguyễn Thị Ánh",
        "Ánh",
        (roles.TRAINEES,),
        "download a certificate, see who checked it",
    ),
    DemoPerson(
        "trainer",
        "Samuel Okafor",
        "Sam",
        (roles.TRAINERS,),
        "edit a lesson in the admin, see who is where",
    ),
    DemoPerson(
        "supervisor",
        "Ruth Aalto",
        "Ruth",
        (),
        "sign in and see an account without a role yet",
    ),
    DemoPerson(
        "certifier",
        "Amina Haddad",
        "Amina",
        (roles.CERTIFIERS,),
        "suspend and reinstate a certificate in the admin",
    ),
    DemoPerson(
        "agency",
        "Peter Lindqvist",
        "Peter",
        (roles.AGENCY_MEMBERS,),
        "check certificates and lists at /agency/",
    ),
    DemoPerson(
        "admin",
        "Ada Mensah",
        "Ada",
        (roles.ADMINISTRATORS,),
        "see everything in the admin",
        is_superuser=True,
    ),
)
