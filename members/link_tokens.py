"""Links that choose a password: an invitation waits for a week, a forgotten password for a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int


class InvitationTokens(PasswordResetTokenGenerator):
    """Lives as long as Django lets any token live (`PASSWORD_RESET_TIMEOUT`)."""

    key_salt = "members.invitation"


class LinkTokens(PasswordResetTokenGenerator):
    """Makes the links of forgotten passwords; takes those of invitations, too."""

    def check_token(self, user: Any, token: str | None) -> bool:
        if not token:
            return False
        if super().check_token(user, token):
            asked_at = base36_to_int(token.partition("-")[0])
            age: int = self._num_seconds(self._now()) - asked_at  # type: ignore[attr-defined]
            return age <= settings.FORGOTTEN_PASSWORD_TIMEOUT
        return bool(InvitationTokens().check_token(user, token))
