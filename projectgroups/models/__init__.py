from projectgroups.models.groups import Division, GroupMembership, ProjectGroup
from projectgroups.models.results import Closure, EvaluationResult
from projectgroups.models.rounds import (
    Candidate,
    DivisionPlaces,
    EvaluationRound,
    Panelist,
    Score,
)

__all__ = [
    "Candidate",
    "Closure",
    "Division",
    "DivisionPlaces",
    "EvaluationResult",
    "EvaluationRound",
    "GroupMembership",
    "Panelist",
    "ProjectGroup",
    "Score",
]
