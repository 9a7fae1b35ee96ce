"""Who may open what: one row for each named address, one for each model in the admin.

A level names the least role. Everybody below it, and the stranger who administrates another site, must be turned
away: with a redirect to sign-in, or with 401, 403 or 404. Addresses may name a row of the site under test:
`{engine.run}` is the public id of its first run, `{sites.site.pk}` a database id; such rows come from
`tests/noise/<room>.py`. The same address with a row of the *other* site must not be found by anybody.
"""

from dataclasses import dataclass, field

EVERYONE, SIGNED_IN, VIEWER, CREATOR, EDITOR, ADMIN, PLATFORM, NOBODY = range(8)


@dataclass(frozen=True)
class Row:
    """`least`: who may. `may_be_missing`: a 404 says nothing here, since there need be no such page."""

    address: str
    least: int
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    may_be_missing: bool = False


@dataclass(frozen=True)
class Model:
    """The generic views of a model in the admin: `view` covers list, form and history, `change` sending the form."""

    view: int
    add: int = NOBODY
    change: int = NOBODY
    delete: int = NOBODY


ADDRESSES: dict[str, Row] = {
    # the admin as a whole
    "admin:index": Row("/admin/", CREATOR),
    "admin:app_list": Row("/admin/sites/", ADMIN),
    "admin:search": Row("/admin/search/?s=x", CREATOR),
    "admin:login": Row("/admin/login/", CREATOR),
    "admin:logout": Row("/admin/logout/", EVERYONE, method="post"),
    "admin:password_change": Row("/admin/password_change/", CREATOR),
    "admin:password_change_done": Row("/admin/password_change/done/", CREATOR),
    "admin:autocomplete": Row("/admin/autocomplete/", NOBODY),
    "admin:jsi18n": Row("/admin/jsi18n/", CREATOR),
    "admin:view_on_site": Row("/admin/r/1/1/", NOBODY),
    "admin:auth_user_password_change": Row("/admin/accounts/user/{people.viewer}/password/", PLATFORM),
    # account
    "account_overview": Row("/account/", SIGNED_IN),
    "account_login": Row("/account/login/", EVERYONE),
    "account_logout": Row("/account/logout/", EVERYONE),
    "account_inactive": Row("/account/inactive/", EVERYONE),
    "account_signup": Row("/account/signup/", EVERYONE),
    "account_reauthenticate": Row("/account/reauthenticate/", SIGNED_IN),
    "account_email": Row("/account/email/", SIGNED_IN),
    "account_email_verification_sent": Row("/account/confirm-email/", EVERYONE),
    "account_confirm_email": Row("/account/confirm-email/no-such-key/", EVERYONE),
    "account_change_password": Row("/account/password/change/", SIGNED_IN),
    "account_set_password": Row("/account/password/set/", SIGNED_IN),
    "account_reset_password": Row("/account/password/reset/", EVERYONE),
    "account_reset_password_done": Row("/account/password/reset/done/", EVERYONE),
    "account_reset_password_from_key": Row("/account/password/reset/key/1-no-such-key/", EVERYONE),
    "account_reset_password_from_key_done": Row("/account/password/reset/key/done/", EVERYONE),
    "account_confirm_login_code": Row("/account/login/code/confirm/", SIGNED_IN),
    "mfa_index": Row("/account/two-factor/", SIGNED_IN),
    "mfa_authenticate": Row("/account/two-factor/authenticate/", SIGNED_IN),
    "mfa_reauthenticate": Row("/account/two-factor/reauthenticate/", SIGNED_IN),
    "mfa_activate_totp": Row("/account/two-factor/totp/activate/", SIGNED_IN),
    "mfa_deactivate_totp": Row("/account/two-factor/totp/deactivate/", SIGNED_IN, may_be_missing=True),
    "mfa_view_recovery_codes": Row("/account/two-factor/recovery-codes/", SIGNED_IN, may_be_missing=True),
    "mfa_generate_recovery_codes": Row("/account/two-factor/recovery-codes/generate/", SIGNED_IN),
    "mfa_download_recovery_codes": Row("/account/two-factor/recovery-codes/download/", SIGNED_IN, may_be_missing=True),
    "usersessions_list": Row("/account/sessions/", SIGNED_IN),
    "sites:theme": Row("/theme.css", EVERYONE),
    # machines
    "healthz": Row("/healthz", EVERYONE),
    "readyz": Row("/readyz", EVERYONE),
    # readers
    "publishing:home": Row("/", EVERYONE),
    "publishing:category": Row("/categories/no-such/", EVERYONE, may_be_missing=True),
    "publishing:tag": Row("/tags/no-such/", EVERYONE, may_be_missing=True),
    "publishing:author": Row("/authors/no-such/", EVERYONE, may_be_missing=True),
    "publishing:archive": Row("/archive/", EVERYONE, may_be_missing=True),
    "publishing:month": Row("/archive/2026/1/", EVERYONE, may_be_missing=True),
    "publishing:feed": Row("/feed.xml", EVERYONE),
    "publishing:category_feed": Row("/categories/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "publishing:tag_feed": Row("/tags/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "publishing:author_feed": Row("/authors/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "publishing:sitemap": Row("/sitemap.xml", EVERYONE),
    "publishing:sitemap_lists": Row("/sitemap-lists.xml", EVERYONE),
    "publishing:sitemap_file": Row("/sitemap-1.xml", EVERYONE, may_be_missing=True),
    "publishing:robots": Row("/robots.txt", EVERYONE),
    "publishing:llms": Row("/llms.txt", EVERYONE),
    "publishing:page": Row("/no/such/page/", EVERYONE, may_be_missing=True),
}

# Models whose rows belong to no site: platform staff see those of every site.
SPANNING = {"accounts.user", "sites.site"}

MODELS: dict[str, Model] = {
    "accounts.user": Model(view=PLATFORM, add=PLATFORM, change=PLATFORM),
    "sites.site": Model(view=ADMIN, add=PLATFORM, change=ADMIN),
    "sites.membership": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
}
