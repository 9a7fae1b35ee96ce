"""Settings from the environment, with defaults that start on a machine without any server."""

from importlib.util import find_spec
from pathlib import Path

from django.templatetags.static import static

from aicmr.lib import env, logs, networks, prices, rates, retention

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

INSECURE_SECRET_KEY = "insecure-development-key-do-not-use-in-production-0123456789"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_SECRET_KEY) or INSECURE_SECRET_KEY
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS")
PRODUCTION = False
DEBUG = env.flag("DEBUG", False)
CDN_URL = env.origin("CDN_URL", ("http", "https"))  # where browsers get files and public pictures from
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "localhost,.localhost,127.0.0.1,[::1]") + env.hosts_of(CDN_URL)
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

# A house that is not there is not installed: each lower house runs without the higher ones.
HOUSES = {
    "accounts": [
        "accounts",
        "accounts.audit",
        "accounts.jobs",
        "accounts.sites",
        "accounts.integrations",
        "accounts.operations",
    ],
    "content": [
        "content",
        "content.search",
        "content.taxonomy",
        "content.media",
        "content.quality",
        "content.publishing",
        "content.redirects",
        "content.reading",
        "content.articles",
        "content.transfer",
        "content.archives",
    ],
    "ai": [
        "ai.providers",
        "ai.spending",
        "ai.policies",
        "ai.engine",
        "ai.proposals",
        "ai.usage",
        "ai.evals",
        "ai.writing",
        "ai.rewriting",
        "ai.review",
        "ai.bulk",
    ],
}
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "aicmr.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "js_asset",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *[room for house, rooms in HOUSES.items() if find_spec(house) for room in rooms],
]

MIDDLEWARE = [
    "aicmr.observing.ObserveMiddleware",
    "aicmr.pages.PageCacheMiddleware",
    "aicmr.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aicmr.health.HealthMiddleware",
    "accounts.sites.middleware.SiteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # A reader's request goes from here straight to its view; all that follows is for people who sign in.
    "aicmr.middleware.ReaderMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.sites.middleware.AdminGateMiddleware",
    "accounts.middleware.LimitMiddleware",
]
ROOT_URLCONF = "aicmr.urls"
WSGI_APPLICATION = "aicmr.wsgi.application"
ASGI_APPLICATION = "aicmr.asgi.application"
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
                "csp.context_processors.nonce",
            ],
        },
    }
]

# Lines for machines (json) name the request, site, user and task; access lines are written only then.
LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = logs.configuration(LOG_LEVEL, as_json=LOG_FORMAT == "json")
SENTRY_DSN = env.url("SENTRY_DSN", "", ("http", "https"))
METRICS_DIR = str(env.folder("METRICS_DIR", VAR_DIR)) if env.text("METRICS_DIR") else ""
METRICS_TOKEN = env.word("METRICS_TOKEN")
METRICS_ALLOW = networks.from_env("METRICS_ALLOW", "127.0.0.0/8,::1,unix")

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if env.text("DATABASE_REPLICA_URL"):  # readers' pages read it while it is level with what is written
    DATABASES["replica"] = env.database("DATABASE_REPLICA_URL", "") | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["aicmr.lib.replica.Router"]
SHARD_OF = ""  # a function of a deployment's own, beside its own databases: aicmr/lib/shards.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", "", ("redis", "rediss", "unix"))
_REDIS_OPTIONS = {"SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 0.5}
_LOCAL_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# Readers' pages in the memory of each web process, in megabytes. They go by a clock that reads the site's sequence
# four times a second on a connection of its own.
PAGE_CACHE = env.whole("PAGE_CACHE", 24, 0, 4096)
SITE_CLOCK = True
# Where Cloudflare's API takes what it shall forget; its answers may then live at the CDN until it is told.
CDN_PURGE_URL = env.url("CDN_PURGE_URL", "", ("http", "https"))
CDN_PURGE_TOKEN = env.word("CDN_PURGE_TOKEN")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": _REDIS_OPTIONS | {"IGNORE_EXCEPTIONS": True},
    }
    if REDIS_URL
    else _LOCAL_CACHE,
    # Counting must not fail open: the limits alias raises when Redis is away.
    "limits": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": REDIS_URL, "OPTIONS": _REDIS_OPTIONS}
    if REDIS_URL
    else _LOCAL_CACHE | {"LOCATION": "limits"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Rows are the truth, the broker is a doorbell: no results, no late acknowledgement, short time-outs.
_BROKERS = ("redis", "rediss", "unix", "amqp", "amqps", "filesystem")
CELERY_BROKER_URL = env.url("CELERY_BROKER_URL", REDIS_URL or "filesystem://localhost/", _BROKERS)
CELERY_BROKER_URL = CELERY_BROKER_URL.replace("unix://", "redis+socket://", 1)
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "processed_folder": str(QUEUE_DIR / "taken"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
    if CELERY_BROKER_URL.startswith("filesystem:")
    else {
        "socket_connect_timeout": 1.0,
        "socket_timeout": 1.0,
        "visibility_timeout": 4 * 3600,
        "max_retries": 0,
        "interval_start": 0.0,
        "interval_step": 0.1,
        "interval_max": 0.2,
    }
)
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {name: {} for name in ("default", "ai", "media", "books", "mail")}
CELERY_IMPORTS = ["accounts.jobs.worker"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines go where all others go
CELERY_TASK_ROUTES = ["aicmr.celery.route"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5000  # a new child costs a second or two in which the worker does nothing
# Tasks that keep a connection instead of opening one each; accounts/jobs/worker.py looks after it.
CELERY_DB_REUSE_MAX = 5000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KiB
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not CELERY_BROKER_URL.startswith("filesystem:")
CELERY_BEAT_SCHEDULER = "accounts.jobs.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["accounts.sites.backends.MembershipBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
REQUIRE_STAFF_MFA = env.flag("REQUIRE_STAFF_MFA", False)
TRUSTED_PROXIES = networks.from_env("TRUSTED_PROXIES", "")
RATE_LIMITS = rates.from_env("RATE_LIMITS")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_overview"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours hold over all processes, and without a cache: accounts/guard.py
LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
    "login_webauthn": "accounts.forms.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift
USERSESSIONS_TRACK_ACTIVITY = True

# For people who sign in; readers' pages get the constant of aicmr/middleware.py, the admin that of aicmr/admin_site.py.
_CDN = [CDN_URL] if CDN_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", *_CDN],
        "style-src": ["'self'", *_CDN],
        "font-src": ["'self'", *_CDN],
        "img-src": ["'self'", "data:", *_CDN],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # for browsers that do not know frame-ancestors

UNFOLD = {
    "SITE_TITLE": "aicmr.admin_site.site_name",
    "SITE_HEADER": "aicmr.admin_site.site_name",
    "SITE_SYMBOL": "newspaper",
    "SITE_DROPDOWN": "aicmr.admin_site.site_switcher",
    "SHOW_BACK_BUTTON": False,
    "BORDER_RADIUS": "6px",
    "COLORS": "aicmr.admin_theme.colors",
    "DASHBOARD_CALLBACK": "aicmr.admin_site.dashboard",
    "SIDEBAR": {"navigation": "aicmr.admin_site.navigation"},
    "STYLES": [lambda request: static("jobs/jobs.css")],
}

# AI: without an address and a key the built-in provider answers, which needs no network.
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL", "", ("http", "https"))
OPENAI_API_KEY = env.word("OPENAI_API_KEY")
AI_MODEL = env.word("AI_MODEL")
AI_VISION_MODEL = env.word("AI_VISION_MODEL")
AI_MODEL_PRICES = prices.from_env("AI_MODEL_PRICES")
AI_CONNECT_TIMEOUT = env.whole("AI_CONNECT_TIMEOUT", 5, 1, 60)
AI_FIRST_TOKEN_TIMEOUT = env.whole("AI_FIRST_TOKEN_TIMEOUT", 60, 1, 600)
AI_CHUNK_TIMEOUT = env.whole("AI_CHUNK_TIMEOUT", 30, 1, 600)
AI_CALL_TIMEOUT = env.whole("AI_CALL_TIMEOUT", 300, 5, 3600)
AI_LOG_DAYS = env.whole("AI_LOG_DAYS", 90, 1, 3650)
AI_REGISTER_DAYS = env.whole("AI_REGISTER_DAYS", 730, 1, 36_500)
AI_RUNS_HERE = env.flag("AI_RUNS_HERE", False)
AI_AT_ONCE = env.whole("AI_AT_ONCE", 0, 0, 10_000)
AI_ALLOW_PRIVATE = env.flag("AI_ALLOW_PRIVATE", True)
FETCH_ALLOW_PRIVATE = env.flag("FETCH_ALLOW_PRIVATE", False)

# Without an address, mail is printed.
globals().update(env.email("EMAIL_URL", "console:"))

# Backups: a folder or s3://bucket/prefix; with a key nobody else can read them.
BACKUP_TO = env.place("BACKUP_TO")
BACKUP_KEY = env.word("BACKUP_KEY", least=32)
RETENTION = retention.from_env("RETENTION")
BACKUP_KEEP = env.wholes("BACKUP_KEEP", (7, 5, 12))

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = f"{CDN_URL}/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").is_file()  # files that nobody has collected
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
MEDIA_MAX_MB = env.whole("MEDIA_MAX_MB", 40, 1, 2000)
MEDIA_MAX_MEGAPIXELS = env.whole("MEDIA_MAX_MEGAPIXELS", 120, 1, 1000)
ARCHIVE_MAX_GB = env.whole("ARCHIVE_MAX_GB", 50, 1, 10_000)
MEDIA_X_ACCEL = env.flag("MEDIA_X_ACCEL", False)  # nginx sends the bytes, from its internal location /_media/
S3_BUCKET = env.word("S3_BUCKET")
S3_ACCESS = {
    "endpoint": env.url("S3_ENDPOINT_URL", "", ("http", "https")),
    "region": env.word("AWS_REGION") or "us-east-1",
    "access_key": env.word("AWS_ACCESS_KEY_ID"),
    "secret_key": env.word("AWS_SECRET_ACCESS_KEY"),
}
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "aicmr.lib.storage.BucketStorage", "OPTIONS": {"bucket": S3_BUCKET, **S3_ACCESS}}
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "aicmr.lib.staticfiles.CollectedFiles"
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
