"""The one settings file. Environments differ by variables only (see .env.example)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from cda.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "template_partials",
    "cda.lib",
    "cda.audit",
    "cda.accounts",
    "cda.outbox",
    "cda.people",
    "cohorts",
    "events",
    "strategy",
    "coaching",
    "cda.home",
    "cda.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cda.lib.middleware.PrivatePages",
    "cda.lib.middleware.RetryLostDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cda.accounts.middleware.Reader",
    "cda.lib.middleware.CleanAddress",
    "cda.lib.middleware.AnswerRuleBroken",
]

ROOT_URLCONF = "cda.urls"
WSGI_APPLICATION = "cda.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "cda.lib.templatetags.cda",
                "cda.lib.templatetags.remembered",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cda.home.context.page",
            ],
        },
    },
]

FORM_RENDERER = "cda.lib.widgets.Renderer"

# The application's role owns nothing; migrations and proofs use the owner's address.
_database = conninfo_to_dict(env.text("DATABASE_URL"))
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", "")
_NAMED = {"dbname", "user", "password", "host", "port"}
_pool_size = env.number("DB_POOL", default=8)
# Seconds. Who reconnects gives up with those who wait: the next request starts afresh, without
# the ever longer pauses of an attempt that goes on by itself.
_POOL_PATIENCE = {"timeout": 10, "reconnect_timeout": 10}
DATABASES = {
    "default": {
        "ENGINE": "cda.lib.postgres",
        "NAME": _database.get("dbname", ""),
        "USER": _database.get("user", ""),
        "PASSWORD": _database.get("password", ""),
        "HOST": _database.get("host", ""),
        "PORT": _database.get("port", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,  # our engine checks, and clears the whole pool at once
        "OPTIONS": {
            "application_name": "cda",
            # What else the address says: sslmode, target_session_attrs …
            **{key: value for key, value in _database.items() if key not in _NAMED},
            **(
                {"pool": {"min_size": 1, "max_size": _pool_size, **_POOL_PATIENCE}}
                if _pool_size
                else {}
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cda",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

CELERY_BROKER_URL = env.text(
    "CELERY_BROKER_URL", REDIS_URL.replace("unix://", "redis+socket://", 1)
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    # A request rings once: whoever cannot be reached is found by the clock.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "deliver": {"task": "cda.outbox.schedule.deliver_due", "schedule": 15},
    "reconcile": {"task": "cda.outbox.schedule.reconcile_abandoned", "schedule": 30},
    "plant": {"task": "coaching.schedule.plant_reminders", "schedule": 60},
    "plant-strategy": {"task": "strategy.schedule.plant_reminders", "schedule": 60},
    "draw": {"task": "strategy.schedule.draw_missing_documents", "schedule": 60},
    "files": {"task": "strategy.schedule.mind_files", "schedule": 60},
    "forget": {"task": "cda.people.schedule.forget_old", "schedule": 3600},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cda.accounts.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cda.people.passwords.PlainPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cda.people.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "cda.people.sign_in_forms.LoginForm",
    "confirm_login_code": "cda.people.sign_in_forms.ConfirmLoginCodeForm",
    "confirm_password_reset_code": "cda.people.sign_in_forms.ConfirmResetCodeForm",
    "reauthenticate": "cda.people.sign_in_forms.ReauthenticateForm",
    "change_password": "cda.people.sign_in_forms.ChangePasswordForm",
    "set_password": "cda.people.sign_in_forms.SetPasswordForm",
    "reset_password": "cda.people.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "cda.people.sign_in_forms.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up. The list only tells allauth that the sign-in form has a password field.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# Six digits are safe only while nobody may ask for many: three guesses a code.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "login_failed": "10/m/ip,5/5m/key,50/d/key",
    "step_up": "3/m/user,10/h/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "cda.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "cda.people.sign_in_forms.SecondFactorForm",
    "reauthenticate": "cda.people.sign_in_forms.SecondFactorAgainForm",
    "activate_totp": "cda.people.sign_in_forms.ActivateAppForm",
    "add_webauthn": "cda.people.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "cda.people.sign_in_forms.RenamePasskeyForm",
    "authenticate_webauthn": "cda.people.sign_in_forms.PasskeyForm",
    "reauthenticate_webauthn": "cda.people.sign_in_forms.PasskeyAgainForm",
    "login_webauthn": "cda.people.sign_in_forms.PasskeyLoginForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "City Data Alliance"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "cda.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if IS_HTTPS else "sid"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cda.home.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63072000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português")]
LOCALE_PATHS = [BASE_DIR / "cda" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / ".state" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# Mail: EMAIL_URL=smtp://user:password@host:587 or smtps://host:465. Nothing in the demonstration.
_mail = urlsplit(env.text("EMAIL_URL", ""))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if _mail.hostname else "cda.outbox.demo.Mailbox"
)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
MAIL_FROM_NAME = _("City Data Alliance")
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "no-reply@cda.example")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
# The relay's log: asked by Message-ID before a letter of unknown fate is sent again.
MAIL_LOG_FILE = env.text("MAIL_LOG_FILE", "")
MAIL_LEASE_SECONDS = env.number("MAIL_LEASE_SECONDS", default=300)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": env.text("LOG_LEVEL", "INFO")},
    # These tell every step of a drawing; what goes wrong they say louder.
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools")},
}
