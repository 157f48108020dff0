"""Django settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

from csp.constants import SELF

from shijian.config import environment, single_sign_on
from shijian.kernel import demo_mark
from shijian.kernel.jobs import cluster_settings

HOME = environment.home()
KEYS_DIR = HOME / "keys"
SECRET_KEY = environment.secret(KEYS_DIR / "django.key")
DEBUG = environment.flag("SHIJIAN_DEBUG", default=False)
DATABASES = {"default": environment.database(HOME)}
DEMO = environment.flag("SHIJIAN_DEMO", default=demo_mark.is_set(HOME, DATABASES["default"]))
NETWORK_NAME = environment.text("SHIJIAN_NAME", "新时代文明实践")
ALLOWED_HOSTS = environment.text(
    "SHIJIAN_HOSTS", "*" if DEMO or DEBUG else "localhost,127.0.0.1,[::1]"
).split(",")
SECURE = environment.flag("SHIJIAN_HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = [origin for origin in environment.text("SHIJIAN_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "shijian.web",
    "shijian.api",
    "shijian.demo",
    "shijian.assessment",
    "shijian.orders",
    "shijian.activities",
    "shijian.points",
    "shijian.records",
    "shijian.volunteers",
    "shijian.people",
    "shijian.units",
    "shijian.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "django_q",
    "csp",
]
MIDDLEWARE = [
    "shijian.kernel.client_address.client_address",
    "shijian.kernel.headers.guarding_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "shijian.kernel.logs.request_log",
    "shijian.api.problems.as_problem",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "shijian.kernel.middleware.follow_display",
    "shijian.kernel.middleware.say_what_needs_a_button",
    "django.middleware.common.CommonMiddleware",
    "shijian.kernel.limits.bounded_bodies",
    "shijian.kernel.sealed_words.sealed_words",
    "shijian.kernel.limits.Limits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shijian.web.middleware.leave_traces",
    "shijian.api.idempotency.replay",
    "shijian.people.middleware.end_idle_sessions",
    "shijian.people.middleware.follow_device",
    "shijian.people.middleware.attach_actor",
    "shijian.people.middleware.DemandFactor",
    "shijian.web.middleware.keep_on_device",
    "shijian.kernel.device_mark.hand_out",
    "shijian.web.sending.send_once",
    "shijian.kernel.middleware.ErrorPages",
    "shijian.kernel.middleware.read_only_reads",
]
ROOT_URLCONF = "shijian.config.urls"
WSGI_APPLICATION = "shijian.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shijian.web.context.face",
                "shijian.kernel.display.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "shijian.kernel.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "shijian.kernel.forms_renderer.ShijianRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
Q_CLUSTER = cluster_settings()

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "shijian.people.passwords.CountyPasswords"}]
AUTHENTICATION_BACKENDS = ["shijian.people.backends.PhoneOrNameBackend"]

# allauth keeps second factors and linked logins; none of its pages is mounted, nobody signs up or logs in through it.
ACCOUNT_ADAPTER = "shijian.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "shijian.people.adapters.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "shijian.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = NETWORK_NAME
OIDC_PROVIDERS = single_sign_on.providers()

LANGUAGE_CODE = "zh-hans"
# Each language by its own name: whoever looks for it can read that.
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

BACKUP_TO = environment.text("SHIJIAN_BACKUP_TO", "")
BACKUP_KEYS_TO = environment.text("SHIJIAN_BACKUP_KEYS_TO", "")
BACKUP_AT = environment.text("SHIJIAN_BACKUP_AT", "02:30")
BACKUP_KEEP = environment.text("SHIJIAN_BACKUP_KEEP", "7,5,12")
BACKUP_COPY = environment.text("SHIJIAN_BACKUP_COPY", "")

VISITOR_CACHE_SECONDS = environment.number("SHIJIAN_VISITOR_CACHE_SECONDS", 60, low=0, high=3600)

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shijian.kernel.style_finder.StyleFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {
        "BACKEND": environment.text("SHIJIAN_STATIC_STORAGE", "shijian.kernel.static_storage.StaticFiles")
    },
}
MESSAGE_STORAGE = "shijian.kernel.sealed_messages.SealedStorage"

SMS = environment.sms()

SESSION_ENGINE = "shijian.people.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the domain of a county often carries sites that are not ours
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": ["'none'"],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
RATE_LIMITS = environment.flag("SHIJIAN_RATE_LIMITS", default=True)
TRUSTED_PROXIES = environment.networks("SHIJIAN_PROXIES")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "shijian.kernel.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": environment.text("SHIJIAN_LOG_LEVEL", "WARNING")},
    "loggers": {"shijian": {"level": "INFO"}},
}
