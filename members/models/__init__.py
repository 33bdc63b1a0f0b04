from members.models.accounts import User
from members.models.bodies import Body, Seat
from members.models.organisations import (
    Alias,
    BusinessField,
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    Tag,
)
from members.models.people import Affiliation, Person

__all__ = [
    "Affiliation",
    "Alias",
    "Body",
    "BusinessField",
    "Classification",
    "Contact",
    "Membership",
    "Organisation",
    "OrganisationName",
    "Person",
    "Seat",
    "Tag",
    "User",
]
