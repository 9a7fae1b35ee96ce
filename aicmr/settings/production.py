"""Production only hardens what `base` has read from the environment."""

from aicmr.lib import env, logs, networks
from aicmr.settings.base import *  # noqa: F403
from aicmr.settings.base import LOG_LEVEL

PRODUCTION = True  # every process refuses to start with what aicmr/checks.py calls an error
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = networks.from_env("TRUSTED_PROXIES", "127.0.0.0/8,::1,unix")  # nginx on the same machine
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
REQUIRE_STAFF_MFA = env.flag("REQUIRE_STAFF_MFA", True)
AI_ALLOW_PRIVATE = env.flag("AI_ALLOW_PRIVATE", False)
LOG_FORMAT = env.choice("LOG_FORMAT", "json", ("text", "json"))
LOGGING = logs.configuration(LOG_LEVEL, as_json=LOG_FORMAT == "json")
