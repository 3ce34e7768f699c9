"""Settings, read once from the environment; each has a safe default and says what it is for."""

import os
import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from . import database

# Where the program stands.
HOME = Path(os.environ.get("SWITCHBACK_HOME", Path(__file__).parents[3]))
# What belongs to this installation: keys, the private server's files, gathered static files, mail not sent.
DATA = Path(os.environ.get("SWITCHBACK_DATA", HOME / ".switchback"))

# A demo centre shows its sign-ins on the sign-in page and keeps the gallery open. Never set for real people.
DEMO = os.environ.get("SWITCHBACK_DEMO") == "1"
# Errors shown in full, for developers. Never set for real people.
DEBUG = os.environ.get("SWITCHBACK_DEBUG") == "1"
# The address people reach the centre's Switchback at, e.g. https://road.example.org.
ORIGIN = os.environ.get("SWITCHBACK_ORIGIN", "http://127.0.0.1:8000")
SECURE = ORIGIN.startswith("https://")
# The names this server answers to, with commas between.
ALLOWED_HOSTS = [h for h in os.environ.get("SWITCHBACK_HOSTS", "").split(",") if h] or [
    "127.0.0.1",
    "localhost",
]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if SECURE else []


def _kept_secret(name: str) -> str:
    """A secret from the environment, else from a file of this installation, made on first use, readable by us only."""
    if given := os.environ.get(f"SWITCHBACK_{name.upper()}"):
        return given
    path = DATA / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process made it in this moment
    return path.read_text().strip()


# Signs sessions and encrypts the secrets of second steps.
SECRET_KEY = _kept_secret("secret_key")
# Signs the daily head of the access log. Kept outside the database on purpose.
LOG_KEY = _kept_secret("log_key")

INSTALLED_APPS = [
    "switchback.config",
    "switchback.faces.kit",
    "switchback.faces.accounts",
    "switchback.faces.public",
    "switchback.faces.person",
    "switchback.faces.team",
    "switchback.care.people",
    "switchback.care.journey",
    "switchback.care.observations",
    "switchback.care.contact",
    "switchback.care.detox",
    "switchback.care.assessment",
    "switchback.care.plan",
    "switchback.care.programme",
    "switchback.care.medication",
    "switchback.care.continuing",
    "switchback.care.relapse",
    "switchback.care.insight",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "switchback.faces.accounts.middleware.ActorMiddleware",
]

ROOT_URLCONF = "switchback.config.urls"
WSGI_APPLICATION = "switchback.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

DATABASES = {"default": database.settings_for(os.environ, home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits and lock-outs are counted across all workers, so the cache lives in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # Past this many entries some are dropped: at Django's 300, a few hundred tries would clear a lock-out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["switchback.faces.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# How long a signed-in session may rest, in minutes: short where other people's records are open.
IDLE_MINUTES = {
    "team": int(os.environ.get("SWITCHBACK_IDLE_TEAM", "15")),
    "person": int(os.environ.get("SWITCHBACK_IDLE_PERSON", str(14 * 24 * 60))),
}
SESSION_COOKIE_NAME = "s"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"  # no address of ours is told to another site
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # stored and computed in UTC; shown in the site's own zone (faces/kit/dates.py)

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# E-mail goes to files of this installation until a centre names its mail server.
EMAIL_BACKEND = os.environ.get("SWITCHBACK_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA / "mail"

from switchback.faces.accounts.settings import *  # noqa: E402, F403 -- allauth's own settings, kept beside its pages

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "switchback.config.logs.IdsOnly",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"switchback": {"level": "INFO"}},
}
