"""What people are printed as on a day: their organisations and titles, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Affiliation, Organisation, OrganisationName, Person


@dataclass(frozen=True)
class Post:
    organisation: str
    short_organisation: str
    department: str
    title: str
    organisation_id: int


@dataclass(frozen=True)
class PrintedPosts:
    """The second post stands in brackets below the first."""

    organisation: str = ""
    title: str = ""
    organisation_note: str = ""
    title_note: str = ""


class PostsOn:
    """The posts that people held on a day, in two queries."""

    def __init__(self, day: date, people: Iterable[Person]) -> None:
        self.day = day
        affiliations = list(
            Affiliation.objects.on(day)
            .filter(person__in=[person.pk for person in people])
            .select_related("organisation")
            .order_by("position", "pk")
        )
        names: dict[int, str] = dict(
            OrganisationName.objects.on(day)
            .filter(organisation__in={post.organisation_id for post in affiliations})
            .values_list("organisation_id", "name")
        )
        self._posts: dict[int, list[Post]] = defaultdict(list)
        for post in affiliations:
            name = names.get(post.organisation_id, post.organisation.name)
            self._posts[post.person_id].append(
                Post(
                    organisation=name,
                    short_organisation=post.organisation.short_name or name,
                    department=post.department,
                    title=post.title,
                    organisation_id=post.organisation_id,
                )
            )

    def of(self, person: Person, first: Organisation | None = None) -> list[Post]:
        """`first` is the organisation to be named first: the one that a seat represents."""
        posts = list(self._posts.get(person.pk, []))
        if first is not None:
            posts.sort(key=lambda post: post.organisation_id != first.pk)
        return posts

    def printed(self, person: Person, first: Organisation | None = None) -> PrintedPosts:
        posts = self.of(person, first)
        if not posts:
            return PrintedPosts(organisation=first.name_on(self.day) if first else "")
        if len(posts) == 1:
            return PrintedPosts(posts[0].organisation, posts[0].title)
        return PrintedPosts(
            posts[0].organisation, posts[0].title, posts[1].organisation, posts[1].title
        )

    def line(self, person: Person, first: Organisation | None = None) -> str:
        """`국회미래연구원 이도윤 박사`."""
        posts = self.printed(person, first)
        return " ".join(part for part in (posts.organisation, person.name, posts.title) if part)
