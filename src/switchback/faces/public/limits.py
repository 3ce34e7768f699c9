"""How often the forms without an account may be sent from one place: kind to a shared phone, unkind to a machine.

Counted in the database for all workers together, under a keyed hash: where somebody wrote from is not kept.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A shelter or a library may be one address for many people, so these are far above what hands can do there.
LIMITS = {"ask": "10/10m/key,60/d/key", "ask_status": "10/10m/key,60/d/key"}


def consume(request: HttpRequest, action: str) -> RateLimitUsage | None:
    """One try more from here; None when there were too many. `rollback()` on what comes back takes the try back."""
    address = ratelimit.truncate_ip(get_adapter().get_client_ip(request))
    key = salted_hmac("switchback.public.limits", address).hexdigest()
    return ratelimit.consume(request, app="public", action=action, config=LIMITS, key=key)
