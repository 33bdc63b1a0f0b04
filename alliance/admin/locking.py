"""Optimistic locking in admin forms: the second saver sees both versions, and nothing is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alliance.admin import shown
from alliance.admin.conflicts import Conflict, Difference, last_change
from alliance.admin.shown import Shown
from alliance.models import VersionedModel


class LockedFormMixin:
    """Mixed in front of every admin form of a versioned record."""

    conflict: Conflict | None = None
    # Why the last try to save was refused by a rule or by the database; set by RecordAdmin.
    save_refused: Any = ""
    in_formset = False

    data: Any
    fields: Any
    instance: Any
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacks_token = False
        if self.is_bound and not self.in_formset:
            self.data = self.data.copy()
            tokens = shown.unsign(self.data.get(self.add_prefix(shown.FIELD), ""))  # type: ignore[attr-defined]
            self.settle(tokens.get(str(self.instance.pk)))

    @property
    def is_guarded(self) -> bool:
        return isinstance(self.instance, VersionedModel) and self.instance.pk is not None

    def settle(self, seen: Shown | None) -> None:
        """Compare what was shown with what is stored; keep theirs where this person did nothing."""
        if not self.is_guarded:
            return
        if seen is None:
            self.lacks_token = True
            self.data.pop(f"{self.prefix}-DELETE", None)  # type: ignore[attr-defined]
            return
        if seen.version == self.instance.version:
            return
        form: Any = self
        names = shown.guarded_names(form)
        touched = [name for name in names if shown.was_touched(form, name, seen)]
        deletes = form.add_prefix("DELETE") in self.data
        if touched or deletes:
            self.conflict = self._conflict(names, touched, seen, deletes=deletes)
        for name in names:
            if name not in touched:
                shown.put(form, name)
        if deletes:
            self.data.pop(form.add_prefix("DELETE"), None)

    def _conflict(
        self, names: list[str], touched: list[str], seen: Shown, *, deletes: bool
    ) -> Conflict:
        form: Any = self
        differences = []
        for name in names:
            theirs = shown.current_value(form, name)
            before = seen.values.get(name)
            if name not in touched and theirs == before:
                continue
            mine = shown.sent_value(form, name) if name in touched else before
            differences.append(
                Difference(
                    label=str(form[name].label),
                    shown=shown.displayed(form, name, before),
                    theirs=shown.displayed(form, name, theirs),
                    mine=shown.displayed(form, name, mine),
                    clashes=name in touched and theirs != before,
                )
            )
        change = last_change(type(self.instance), self.instance.pk)
        return Conflict(
            record=str(self.instance),
            kind=str(self.instance._meta.verbose_name),
            changed_by=change.by,
            changed_at=change.at,
            change=change.message,
            differences=tuple(differences),
            deletes=deletes,
        )

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        for problem in self._problems():
            self.add_error(None, problem)  # type: ignore[attr-defined]

    def _problems(self) -> list[Any]:
        problems: list[Any] = []
        if self.lacks_token:
            problems.append(
                _("The form does not say which version it was based on. Open the page again.")
            )
        if self.conflict is not None:
            problems.append(
                _(
                    "Somebody else changed this record while you were editing it. "
                    "Compare the two versions and save again."
                )
            )
        if self.save_refused:
            problems.append(self.save_refused)
        return problems

    @property
    def shown_input(self) -> SafeString | str:
        """The hidden field for a form that stands alone; formsets carry one for all rows."""
        if not self.is_guarded:
            return ""
        form: Any = self
        token = shown.sign({self.instance.pk: shown.shown_by(form)})
        return shown.hidden_input(form.add_prefix(shown.FIELD), token)


def locked(form: type[forms.BaseModelForm]) -> type[forms.BaseModelForm]:
    if issubclass(form, LockedFormMixin):
        return form
    return type(form)(form.__name__, (LockedFormMixin, form), {})


def row_form(form: type[forms.BaseModelForm]) -> type[forms.BaseModelForm]:
    """A locked form whose token travels with its formset."""
    base = locked(form)
    return base if base.in_formset else type(base)(form.__name__, (base,), {"in_formset": True})  # type: ignore[attr-defined]
