"""Every setting of Assent, read from the environment; docs/settings.md describes each."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.env import envbool, envdatabase, envint, envlist, envnetworks, envsecret, envtext

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(envtext("ASSENT_VAR_DIR", str(BASE_DIR / "var")))

# --- what kind of installation this is ---------------------------------------------------------
DEBUG = envbool("DEBUG", default=False)
DEMO = envbool("ASSENT_DEMO", default=False)
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
SITE_URL = envtext("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
BEHIND_PROXY = envbool("BEHIND_PROXY", default=False)

_secret = envsecret("SECRET_KEY")
if not _secret:
    msg = "SECRET_KEY is not set. Set SECRET_KEY or SECRET_KEY_FILE (bin/up makes one for a trial)."
    raise ImproperlyConfigured(msg)
SECRET_KEY = _secret

# --- applications: one room each, top of the house first ---------------------------------------
INSTALLED_APPS = [
    "portal",
    "reports",
    "rights",
    "gate",
    "consent",
    "purges",
    "stores",
    "people",
    "audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "guardian",
    "lucide",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.PrivatePagesMiddleware",
    "portal.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
            "builtins": ["lucide.templatetags.lucide", "portal.templatetags.elements"],
        },
    },
]

# --- database: PostgreSQL in production, SQLite embedded ----------------------------------------
DATABASES = {"default": envdatabase("DATABASE_URL", f"sqlite:///{VAR_DIR / 'assent.sqlite3'}")}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    # IMMEDIATE and a long timeout: measured 0 lock errors against 5,171 in DEFERRED.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis (or Valkey) and Celery ---------------------------------------------------------------
REDIS_URL = envtext("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    # Rate limits are counted for all processes together, and by each alone where Redis is away (common/limits.py).
    "limits": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "assent",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A killed worker's message comes back after 8 s with the last two, after 96 s without. Duplicates happen;
# the leases in the rows, not the broker, are the guarantee.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    # A page that rings must not wait for a broker that is away: one more try at once, then the sweep rings instead.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# Beat rings again whatever a lost message left: seconds of delay, never a purge.
CELERY_BEAT_SCHEDULE = {
    "purges-sweep": {"task": "purges.tasks.sweep", "schedule": 2.0},
    "purges-holds": {"task": "purges.tasks.sweep_holds", "schedule": 60.0},
    "purges-tests": {"task": "purges.tasks.sweep_purge_tests", "schedule": 30.0},
    "consent-recipients": {"task": "consent.tasks.sweep_recipients", "schedule": 10.0},
    "consent-endings": {"task": "consent.tasks.sweep_endings", "schedule": 60.0},
    "consent-training": {"task": "consent.tasks.sweep_training", "schedule": 30.0},
    "consent-figures": {"task": "consent.tasks.freeze_figures", "schedule": crontab(hour=2, minute=10)},
    "rights-packages": {"task": "rights.tasks.sweep_packages", "schedule": 5.0},
    "rights-packages-end": {"task": "rights.tasks.end_packages", "schedule": 60.0},
    "rights-erasures": {"task": "rights.tasks.follow_orders", "schedule": 60.0},
    "rights-warnings": {"task": "rights.tasks.warn", "schedule": crontab(minute=1)},
    "audit-sequence": {"task": "audit.tasks.sequence", "schedule": 5.0},
    "people-mail": {"task": "people.tasks.mail_waiting", "schedule": 60.0},
}

# --- people and sign-in --------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "people.backends.RolesBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "people.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# allauth's own one copies addresses into its table; law 4 keeps them in `people` alone.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
MASTER_KEY = envsecret("ASSENT_MASTER_KEY")

# --- audit ----------------------------------------------------------------------------------------
AUDIT_ORIGIN = envtext("AUDIT_ORIGIN", "assent.invalid/ledger")
AUDIT_KEY_FILE = Path(envtext("AUDIT_KEY_FILE", str(VAR_DIR / "audit.key")))

# --- choices and purges ---------------------------------------------------------------------------
UNDO_SECONDS = envint("ASSENT_UNDO_SECONDS", 60)
REASK_MONTHS = envint("ASSENT_REASK_MONTHS", 12, least=6)
PURGE_GRACE_SECONDS = envint("ASSENT_PURGE_GRACE_SECONDS", 10)
PURGE_LEASE_SECONDS = envint("ASSENT_PURGE_LEASE_SECONDS", 5)
PURGE_CEILING_ROWS = envint("ASSENT_PURGE_CEILING_ROWS", 50_000_000)
PURGE_CEILING_PERCENT = envint("ASSENT_PURGE_CEILING_PERCENT", 60)
PURGE_TEST_DAYS = envint("ASSENT_PURGE_TEST_DAYS", 180)

# --- requests -------------------------------------------------------------------------------------
DEADLINE_COUNTRY = envtext("ASSENT_DEADLINE_COUNTRY", "IE")
# Where the controller is established, such as IE or DE-BY: the law of these places gives every request a clock besides its own.
CONTROLLER_PLACES = envlist("ASSENT_CONTROLLER_PLACES", [])
PACKAGE_DIR = Path(envtext("ASSENT_PACKAGE_DIR", str(VAR_DIR / "packages")))
PACKAGE_DAYS = envint("ASSENT_PACKAGE_DAYS", 30, least=1)
PACKAGES_AT_ONCE = envint("ASSENT_PACKAGES_AT_ONCE", 1, least=1)
# Nobody outside gets a link to an address of these domains or of parts of them: others may read it once somebody has left.
COMPANY_MAIL_DOMAINS = [domain.lower() for domain in envlist("ASSENT_COMPANY_MAIL_DOMAINS", [])]
CELERY_BEAT_SCHEDULE["rights-outside"] = {"task": "rights.tasks.sweep_outside", "schedule": 30.0}
# Anonymous concerns are handed on together, so that the time tells nobody who wrote one; in the trial nobody has to wait.
CONCERN_HOUR = envint("ASSENT_CONCERN_HOUR", 3, least=0) % 24
CELERY_BEAT_SCHEDULE["rights-concerns"] = {
    "task": "rights.tasks.hand_on_concerns",
    "schedule": 30.0 if DEMO else crontab(hour=CONCERN_HOUR, minute=20),
}
# So long after its answer it is kept, under seal, who raised an anonymous concern.
CONCERN_AUTHOR_MONTHS = envint("ASSENT_CONCERN_AUTHOR_MONTHS", 12, least=1)
CELERY_BEAT_SCHEDULE["rights-concerns-due"] = {"task": "rights.tasks.remind_of_concerns", "schedule": crontab(hour=7, minute=40)}

# --- recipients -----------------------------------------------------------------------------------
RECIPIENT_HOSTS = envlist("ASSENT_RECIPIENT_HOSTS", [])
RECIPIENT_NETWORKS = envnetworks("ASSENT_RECIPIENT_NETWORKS")

# --- gate ---------------------------------------------------------------------------------------
# A no has to be heard within 60 seconds, whatever a collector keeps (R35).
GATE_VALID_FOR_MS = envint("ASSENT_GATE_VALID_FOR_MS", 1000, least=0, most=60_000)

# --- security -------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# --- language, time, files ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
DISPLAY_TIME_ZONE = envtext("ASSENT_TIME_ZONE", "UTC")
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DEFAULT_FROM_EMAIL = envtext("DEFAULT_FROM_EMAIL", "privacy-office@localhost")
EMAIL_HOST = envtext("EMAIL_HOST", "")
EMAIL_PORT = envint("EMAIL_PORT", 587)
EMAIL_USE_TLS = envbool("EMAIL_USE_TLS", default=True)
EMAIL_HOST_USER = envtext("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = envsecret("EMAIL_HOST_PASSWORD") or ""
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    # Without a mail server, mail is kept as files of the trial, never printed into a log.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- logging: one line each, opaque refs only -----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": envtext("LOG_LEVEL", "INFO")},
}
