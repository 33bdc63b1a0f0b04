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
    RegisterChange,
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
    "RegisterChange",
    "Seat",
    "Tag",
    "User",
]
