"""Who reads the files of a project group: the experts who are evaluating it."""

from typing import Any

from alliance.files import readers_of
from projectgroups.models import ProjectGroup


@readers_of("projectgroups.projectgroup")
def may_read_group(user: Any, group: ProjectGroup) -> bool:
    person_id = getattr(user, "person_id", None)
    if not user.is_authenticated or person_id is None:
        return False
    return bool(ProjectGroup.objects.evaluated_by(person_id).filter(pk=group.pk).exists())
