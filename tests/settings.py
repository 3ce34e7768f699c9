"""The program's own settings, on a private server that need not wait for the disk, with cheap password hashes."""

import os
from pathlib import Path

HERE = Path(os.environ.get("SWITCHBACK_TEST_DATA", Path(__file__).parents[1] / ".switchback" / "test"))
HERE.mkdir(parents=True, exist_ok=True)

for name in ("SWITCHBACK_DEMO", "SWITCHBACK_DEBUG", "SWITCHBACK_ORIGIN", "SWITCHBACK_HOSTS", "SWITCHBACK_AS"):
    os.environ.pop(name, None)  # a developer's own choices do not change what is tested
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ.pop("SWITCHBACK_PG_HOST", None)
os.environ |= {"SWITCHBACK_DATA": str(HERE), "SWITCHBACK_DURABLE": "0"}

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402

from switchback.config.settings import *  # noqa: E402, F403


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm, so that sign-in is tested as it is, at the lowest cost."""

    time_cost, memory_cost, parallelism = 1, 8, 1


PASSWORD_HASHERS = ["tests.settings.QuickArgon2"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = HERE / "static"
STATIC_ROOT.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys are tested on http://localhost
ALLOWED_HOSTS = ["*"]
