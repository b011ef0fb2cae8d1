"""What every environment shares. Numbers a regulation sets are not here: they are dated rows in
`cases.organisations` (`Parameter`)."""

import os
from datetime import timedelta
from typing import Any

from botocore.config import Config

from project.settings import environment
from project.settings.environment import data_dir, origin_of, proxies, scanner_address

BASE_DIR = environment.BASE_DIR
DATA_DIR = data_dir()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "django_fsm",
    "viewflow",
    "viewflow.workflow",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "storages",
    "procrastinate.contrib.django",
    "project",  # commands only
    "workflows",
    "documents",
    "cases.organisations",
    "cases.core",
    "cases.shell",
    "cases.terbitan",
    "cases.verifikasi",
    "cases.nomenklatur",
    "cases.pejabat",
    "cases.jpt",
    "cases.cat",
    "cases.pengelolaan",
    "cases.pekerjaan",
    "cases.dokumen",  # behind the types it serves: the menu follows this order (SJ-12)
]

MIDDLEWARE = [
    "cases.shell.middleware.ProxyMiddleware",
    "cases.shell.answering.AnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cases.shell.compressing.CompressingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cases.shell.bodies.BodyLimitMiddleware",  # before the first that reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cases.organisations.zones.ZoneMiddleware",
    "cases.organisations.middleware.PasswordChangeMiddleware",
    "cases.shell.middleware.DoorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "cases.shell.context_processors.shell",
            ],
        },
    },
]
# Widgets look in templates/ too, not only in the packages' own folders.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# viewflow would otherwise append its own middleware; its stock pages are not mounted.
VIEWFLOW = {"AUTOREGISTER": False}

# --- People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "cases.organisations.auth.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

LOGIN_URL = "akun:masuk"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "akun:masuk"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that the link of a forgotten password is good

# SJ-09: a temporary lock after 5 failures in 15 minutes. The pair of name and address is locked, so
# that a stranger cannot shut somebody out of their account from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "cases.organisations.auth.lock.Handler"  # and an address over all names
AXES_USERNAME_CALLABLE = "cases.organisations.auth.lock.counted_name"
ALUR_KNOWN_COOKIE = "alur-perangkat"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on does not prolong the lock
AXES_LOCKOUT_CALLABLE = "cases.organisations.auth.views.locked_response"
# kept out of its tables, as the field `password` is
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kode", "password_lama", "password_baru", "konfirmasi"]
AXES_DISABLE_ACCESS_LOG = True  # logins are in our own access log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "Alur"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: one working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cases.shell.lapsed.csrf_failure"  # what was typed is kept
CSRF_COOKIE_SAMESITE = "Lax"
# No shared cache service is required, and nothing may lean on the memory of one process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# Whom the limits, the lock after failed logins and the logs mean: see `ProxyMiddleware`.
ALUR_PROXIES = proxies(os.environ.get("ALUR_PROXIES", ""))

# --- Browser ----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # parts of large files go from the browser straight to the object store
        "connect-src": ["'self'", *origin_of(os.environ.get("ALUR_S3_ENDPOINT_URL", ""))],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"  # stored in UTC; cases.organisations.zones says which zone is shown

# --- Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
#: Layouts of the generated documents (typst).
ALUR_LAYOUTS = BASE_DIR / "templates" / "dokumen"
# Only our own: the pages of the packages are not mounted, and viewflow's style sheets miss files.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form or JSON body, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 60
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024  # bytes; larger files go to a temporary file
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documents.spooling.SparingHandler",
]

#: Sent with every object that is written. Encryption by the store: "", "AES256" or "aws:kms" with its key.
DOCUMENTS_ENCRYPTION = {
    name: value
    for name, value in {
        "ServerSideEncryption": os.environ.get("ALUR_S3_ENCRYPTION", ""),
        "SSEKMSKeyId": os.environ.get("ALUR_S3_KMS_KEY", ""),
    }.items()
    if value
}
#: Object lock of kinds that name neither a lock nor a retention of their own (`documents.locking`).
DOCUMENTS_LOCK_YEARS = 10
DOCUMENTS_OPTIONS: dict[str, Any] = {
    "access_key": os.environ.get("AWS_ACCESS_KEY_ID"),
    "secret_key": os.environ.get("AWS_SECRET_ACCESS_KEY"),
    "bucket_name": os.environ.get("ALUR_S3_BUCKET", "alur-dokumen"),
    "endpoint_url": os.environ.get("ALUR_S3_ENDPOINT_URL"),
    "region_name": os.environ.get("ALUR_S3_REGION", "us-east-1"),
    # boto's own defaults would hold a web worker for minutes on a store that hangs
    "client_config": Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": 2},
    ),
    # whatever address it is read by, a browser saves the file and does not show it
    "object_parameters": {"ContentDisposition": "attachment", **DOCUMENTS_ENCRYPTION},
    "default_acl": None,
    "file_overwrite": False,
    "querystring_auth": True,
    "querystring_expire": 60,  # seconds
}
# Large files arrive at the store in parts of this size; S3 takes no smaller one than 5 MB (5,242,880 bytes).
DOCUMENTS_PART_BYTES = 16 * 1024 * 1024
# What one person may have on the way and received but not used by an act: four of the largest files.
DOCUMENTS_UNUSED_BYTES = 200 * 1024**3
#: Of one person, with forms and the API (`documents.quota`): what no act has used yet, and what came in 24 hours.
DOCUMENTS_OPEN_FILES, DOCUMENTS_OPEN_BYTES = 500, 2 * 1024**3
DOCUMENTS_DAY_FILES, DOCUMENTS_DAY_BYTES = 2_000, 10 * 1024**3
#: The virus scanner, None where there is none; larger files are not given to it (`documents.scanning`).
CLAMD_ADDRESS = scanner_address(os.environ.get("ALUR_CLAMD", ""))
CLAMD_MAX_BYTES = int(os.environ.get("ALUR_CLAMD_MAX_BYTES") or 100 * 1024 * 1024)
DOCUMENTS_STORAGE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": DOCUMENTS_OPTIONS}
# "default" is used by nothing; it names the same bucket so that no library can write to local disk.
STORAGES: dict[str, dict[str, Any]] = {
    "default": DOCUMENTS_STORAGE,
    "documents": DOCUMENTS_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEFAULT_EXCEPTION_REPORTER_FILTER = "project.reports.PrivateReports"

# --- Jobs (docs/decisions/015-jobs.md) ----------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # workflows.working is the only module with tasks
PROCRASTINATE_READONLY_MODELS = True

# Where e-mails and receipts point to.
ALUR_BASE_URL = (
    os.environ.get("ALUR_BASE_URL")
    or f"http://{os.environ.get('ALUR_HOST', '127.0.0.1')}:{os.environ.get('ALUR_PORT', '8000')}"
).rstrip("/")
# Printed under the name of the supervising body on its letters.
ALUR_LETTER_ADDRESS = os.environ.get("ALUR_LETTER_ADDRESS", "")
DEFAULT_FROM_EMAIL = os.environ.get("ALUR_EMAIL_FROM", "alur@localhost")

# --- Electronic signatures --------------------------------------------------------------------------

ALUR_SIGNER = os.environ.get("ALUR_SIGNER", "demo")
ALUR_AUTHORITY_DIR = DATA_DIR / "authority"  # keys of the demo's own authority
ALUR_TRUST_ROOTS = os.environ.get("ALUR_TRUST_ROOTS", "")
ALUR_TSA_URL = os.environ.get("ALUR_TSA_URL", "")
ALUR_BSRE_URL = os.environ.get("ALUR_BSRE_URL", "")
ALUR_BSRE_USER = os.environ.get("ALUR_BSRE_USER", "")
ALUR_BSRE_PASSWORD = os.environ.get("ALUR_BSRE_PASSWORD", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "project.reports.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"level": "WARNING"}, "project": {"level": "INFO"}, "pyhanko": {"level": "ERROR"}},
}
