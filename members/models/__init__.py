from members.models.accounts import User
from members.models.applications import MembershipApplication
from members.models.bodies import Body, Seat
from members.models.certificates import MembershipCertificate
from members.models.changes import RegisterChange
from members.models.contacts import Contact
from members.models.drafts import EntryDraft, EntryPublication
from members.models.imports import MemberImport
from members.models.invitations import Invitation
from members.models.listings import DirectoryState, Listing, StaleListing
from members.models.membership import Classification, Membership
from members.models.merging import DistinctPair, Merger
from members.models.organisations import BusinessField, Organisation, Tag
from members.models.people import Affiliation, Person
from members.models.requests import MemberRequest
from members.models.size_checks import SizeCheck
from members.models.writings import Alias, OrganisationName

__all__ = [
    "Affiliation",
    "Alias",
    "Body",
    "BusinessField",
    "Classification",
    "Contact",
    "DirectoryState",
    "DistinctPair",
    "EntryDraft",
    "EntryPublication",
    "Invitation",
    "Listing",
    "MemberImport",
    "MemberRequest",
    "Membership",
    "MembershipApplication",
    "MembershipCertificate",
    "Merger",
    "Organisation",
    "OrganisationName",
    "Person",
    "RegisterChange",
    "Seat",
    "SizeCheck",
    "StaleListing",
    "Tag",
    "User",
]
