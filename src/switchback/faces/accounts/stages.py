"""The second step between password and page."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest


class SecondStep(AuthenticateStage):
    """Asked of everybody who has an app; a person's passkey is another way in, not a second step.

    Otherwise a person who lost the phone with the passkey could not use the one-time code the centre gives for just
    that day. Of a team member it is always asked.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user and user.person_id and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return False
        return bool(super()._should_handle(request))
