"""Who may open what: one row for each named address, one for each model in the admin.

A level names the least role. Everybody below it, and the stranger who administrates another site, must be turned
away: with a redirect to sign-in, or with 401, 403 or 404. Addresses may name a row of the site under test:
`{engine.run}` is the public id of its first run, `{sites.site.pk}` a database id; such rows come from
`tests/noise/<room>.py`. The same address with a row of the *other* site must not be found by anybody.
`owned` rows were made by `people.creator`: another creator is turned away as well.
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
    owned: bool = False


@dataclass(frozen=True)
class Model:
    """The generic views of a model in the admin: `view` covers list, form and history, `change` sending the form."""

    view: int
    add: int = NOBODY
    change: int = NOBODY
    delete: int = NOBODY
    owned: bool = False


def _texts(model: str, least: int) -> dict[str, Row]:
    """What the edit page of an article or a page asks besides the form."""
    base = f"/admin/articles/{model}"
    one = f"{base}/{{articles.{model}.pk}}"
    name = f"admin:articles_{model}"
    return {
        f"{name}_paste": Row(f"{base}/paste/", CREATOR, method="post"),
        f"{name}_autosave": Row(f"{one}/autosave/", least, method="post", owned=True),
        f"{name}_copy": Row(f"{one}/copy/", least, method="post", owned=True),
        f"{name}_revisions": Row(f"{one}/revisions/", least, owned=True),
        f"{name}_compare": Row(f"{one}/revisions/compare/", least, owned=True),
        f"{name}_restore": Row(f"{one}/revisions/1/restore/", least, method="post", owned=True),
        f"{name}_label": Row(f"{one}/revisions/1/label/", least, method="post", owned=True),
        f"{name}_links": Row(f"{one}/links/", least, method="post", owned=True),
    }


def _posts(address: str, *actions: str) -> dict[str, Row]:
    """Buttons of a row in the admin that belongs to its creator."""
    name = "admin:" + "_".join(address.split("/")[:2])
    return {
        f"{name}_{action}": Row(f"/admin/{address}/{action}/", CREATOR, method="post", owned=True) for action in actions
    }


def _versions(model: str) -> dict[str, Row]:
    """Versions of a guideline or a term."""
    one, name = f"/admin/quality/{model}/{{quality.{model}.pk}}/versions", f"admin:quality_{model}"
    return {
        f"{name}_versions": Row(f"{one}/", CREATOR),
        f"{name}_compare": Row(f"{one}/compare/?a=1", CREATOR),
        f"{name}_restore": Row(f"{one}/1/restore/", EDITOR, method="post"),
    }


_PROMPT = "/admin/engine/promptoverride/writing.title"


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
    "account_unlock": Row("/account/unlock/no-such-token/", EVERYONE, may_be_missing=True),
    "account_confirm_login_code": Row("/account/login/code/confirm/", SIGNED_IN),
    "mfa_index": Row("/account/two-factor/", SIGNED_IN),
    "mfa_authenticate": Row("/account/two-factor/authenticate/", SIGNED_IN),
    "mfa_reauthenticate": Row("/account/two-factor/reauthenticate/", SIGNED_IN),
    "mfa_activate_totp": Row("/account/two-factor/totp/activate/", SIGNED_IN),
    "mfa_deactivate_totp": Row("/account/two-factor/totp/deactivate/", SIGNED_IN, may_be_missing=True),
    "mfa_view_recovery_codes": Row("/account/two-factor/recovery-codes/", SIGNED_IN, may_be_missing=True),
    "mfa_generate_recovery_codes": Row("/account/two-factor/recovery-codes/generate/", SIGNED_IN),
    "mfa_download_recovery_codes": Row("/account/two-factor/recovery-codes/download/", SIGNED_IN, may_be_missing=True),
    "mfa_list_webauthn": Row("/account/two-factor/webauthn/", SIGNED_IN),
    "mfa_add_webauthn": Row("/account/two-factor/webauthn/add/", SIGNED_IN),
    "mfa_edit_webauthn": Row("/account/two-factor/webauthn/keys/1/edit/", SIGNED_IN, may_be_missing=True),
    "mfa_remove_webauthn": Row("/account/two-factor/webauthn/keys/1/remove/", SIGNED_IN, may_be_missing=True),
    "mfa_reauthenticate_webauthn": Row("/account/two-factor/webauthn/reauthenticate/", SIGNED_IN),
    "mfa_login_webauthn": Row("/account/two-factor/webauthn/login/", EVERYONE, method="options"),
    "integrations:keys": Row("/account/api-keys/", SIGNED_IN),
    "integrations:revoke": Row("/account/api-keys/no-such-key/revoke/", SIGNED_IN, method="post", may_be_missing=True),
    "integrations:me": Row("/api/v1/me", NOBODY),  # keys open these, not people: tests/content/reading/test_api.py
    "integrations:openapi": Row("/api/v1/openapi.json", EVERYONE),
    "integrations:docs": Row("/api/v1/docs", EVERYONE),
    "reading:api_pages": Row("/api/v1/pages", NOBODY),
    "reading:api_page": Row("/api/v1/pages/{articles.article}", NOBODY),
    "reading:api_search": Row("/api/v1/search?q=harbour", NOBODY),
    "reading:api_nothing": Row("/api/v1/no-such-address", NOBODY),
    "usersessions_list": Row("/account/sessions/", SIGNED_IN),
    "sites:theme": Row("/theme.css", EVERYONE),
    "admin:redirects_redirectpattern_import": Row("/admin/redirects/redirectpattern/import/", EDITOR),
    "admin:redirects_missedaddress_lead": Row(
        "/admin/redirects/missedaddress/{redirects.missedaddress}/lead/", EDITOR, method="post"
    ),
    # jobs
    "admin:jobs_job_progress": Row("/admin/jobs/job/{jobs.job}/progress/", CREATOR, owned=True),
    "admin:jobs_job_cancel": Row("/admin/jobs/job/{jobs.job}/cancel/", CREATOR, method="post", owned=True),
    "admin:jobs_job_retry": Row("/admin/jobs/job/{jobs.job}/retry/", CREATOR, method="post", owned=True),
    # moving in
    "admin:archives_export_download": Row(
        "/admin/archives/export/{archives.export}/download/", ADMIN, may_be_missing=True
    ),
    "admin:archives_restore_start": Row(
        "/admin/archives/restore/no-such/start/", PLATFORM, method="post", may_be_missing=True
    ),
    "admin:transfer_import_start": Row("/admin/transfer/import/{transfer.import}/start/", ADMIN, method="post"),
    "admin:transfer_import_media": Row("/admin/transfer/import/{transfer.import}/media/", ADMIN, method="post"),
    "admin:transfer_import_report": Row("/admin/transfer/import/{transfer.import}/report.csv", ADMIN),
    # articles and pages
    **_texts("article", CREATOR),
    **_texts("page", EDITOR),
    # the rules of the house
    **_versions("guideline"),
    **_versions("glossaryterm"),
    "admin:quality_glossaryterm_import": Row("/admin/quality/glossaryterm/import/", EDITOR),
    "admin:quality_glossaryterm_export": Row("/admin/quality/glossaryterm/export.csv", CREATOR),
    "admin:articles_article_tags": Row("/admin/articles/article/tags/", CREATOR, method="post"),
    # drafts on the public design
    "reading:preview_draft": Row("/preview/article/{articles.article}/", CREATOR, owned=True),
    "reading:preview": Row("/preview/no-such-token/", EVERYONE, may_be_missing=True),
    # pictures and search
    "admin:media_asset_picker": Row("/admin/media/asset/picker/", CREATOR),
    "admin:media_asset_upload": Row("/admin/media/asset/upload/", CREATOR, method="post"),
    "admin:media_asset_file": Row("/admin/media/asset/{media.asset}/file/", CREATOR, may_be_missing=True),
    "admin:media_asset_download": Row("/admin/media/asset/{media.asset}/download/", CREATOR, may_be_missing=True),
    "admin:media_asset_again": Row("/admin/media/asset/{media.asset}/again/", CREATOR, method="post"),
    "media:rendition": Row("/media/{media.asset}/0123456789abcdef-320.webp", NOBODY),
    "search:search": Row("/search/?q=harbour", EVERYONE),
    # AI
    "engine:stream": Row("/stream/{engine.run}/", CREATOR, owned=True),
    "admin:providers_provider_test": Row("/admin/providers/provider/{providers.provider}/test/", ADMIN, method="post"),
    "admin:usage_usage_csv": Row("/admin/usage/usage/csv/day/", EDITOR),
    "admin:usage_sending_csv": Row("/admin/usage/sending/csv/", ADMIN),
    "admin:engine_promptoverride_prompt": Row(f"{_PROMPT}/", ADMIN),
    "admin:engine_promptoverride_compare": Row(f"{_PROMPT}/compare/", ADMIN),
    "admin:engine_promptoverride_use": Row(f"{_PROMPT}/use/", ADMIN, "post", data={"version": "file"}),
    "admin:engine_promptoverride_try": Row(f"{_PROMPT}/try/", ADMIN, method="post"),
    "admin:engine_promptoverride_trial": Row(f"{_PROMPT}/trials/no-such-job/", ADMIN, may_be_missing=True),
    "admin:evals_evalrun_figures": Row("/admin/evals/evalrun/{evals.evalrun}/figures/", ADMIN),
    "admin:evals_evalrun_cancel": Row("/admin/evals/evalrun/{evals.evalrun}/cancel/", ADMIN, method="post"),
    "admin:evals_evalrun_resume": Row("/admin/evals/evalrun/{evals.evalrun}/resume/", ADMIN, method="post"),
    "admin:evals_canary_start": Row("/admin/evals/canary/{evals.canary.pk}/start/", ADMIN, method="post"),
    "admin:evals_canary_promote": Row("/admin/evals/canary/{evals.canary.pk}/promote/", ADMIN, method="post"),
    "admin:evals_canary_back": Row("/admin/evals/canary/{evals.canary.pk}/back/", ADMIN, method="post"),
    "admin:engine_run_status": Row("/admin/engine/run/status/", ADMIN),
    "admin:engine_run_reset": Row("/admin/engine/run/status/1/reset/", ADMIN, method="post", may_be_missing=True),
    "admin:providers_provider_models": Row("/admin/providers/provider/{providers.provider}/models/", ADMIN),
    "admin:providers_provider_fetch": Row(
        "/admin/providers/provider/{providers.provider}/models/fetch/", ADMIN, method="post"
    ),
    "admin:policies_rule_switch": Row("/admin/policies/rule/switch/", ADMIN, method="post"),
    "admin:providers_provider_test_result": Row(
        "/admin/providers/provider/{providers.provider}/test/no-such-job/", ADMIN, may_be_missing=True
    ),
    **_posts("proposals/proposal/{proposals.proposal}", "accept", "reject", "rebase", "supersede", "undo"),
    "admin:proposals_proposal_difference": Row(
        "/admin/proposals/proposal/{proposals.proposal}/difference/", CREATOR, owned=True
    ),
    **_posts("bulk/bulk/{bulk.bulk}", "cancel", "resume"),
    "admin:bulk_bulk_results": Row("/admin/bulk/bulk/{bulk.bulk}/results/", CREATOR, owned=True),
    "admin:proposals_provenance_export": Row("/admin/proposals/provenance/export/", CREATOR),
    "admin:proposals_proposal_rates": Row("/admin/proposals/proposal/rates/", CREATOR),
    "admin:proposals_proposal_decide": Row("/admin/proposals/proposal/decide/", CREATOR, method="post"),
    "admin:proposals_proposal_undo_many": Row("/admin/proposals/proposal/undo/", CREATOR, method="post"),
    **_posts("writing/draft/{writing.draft}", "cancel", "retry", "accept", "reject", "outline"),
    **_posts("review/review/{review.review}", "cancel", "resume", "all"),
    "admin:review_review_live": Row("/admin/review/review/{review.review}/live/", CREATOR, owned=True),
    "admin:review_review_decide": Row(
        "/admin/review/review/{review.review}/decide/",
        CREATOR,
        "post",
        {"_note": "{review.note}"},
        owned=True,
        may_be_missing=True,
    ),
    "admin:review_review_ask": Row("/admin/review/review/ask/", CREATOR, method="post", may_be_missing=True),
    "admin:review_review_cost": Row("/admin/review/review/cost/", CREATOR, may_be_missing=True),
    **_posts("rewriting/rewrite/{rewriting.rewrite}", "cancel", "all"),
    "admin:rewriting_rewrite_again": Row(
        "/admin/rewriting/rewrite/{rewriting.rewrite}/again/", CREATOR, "post", {"_passage": "0"}, owned=True
    ),
    "admin:rewriting_rewrite_decide": Row(
        "/admin/rewriting/rewrite/{rewriting.rewrite}/decide/", CREATOR, "post", {"_passage": "0"}, owned=True
    ),
    "admin:rewriting_rewrite_ask": Row("/admin/rewriting/rewrite/ask/", CREATOR, method="post"),
    "admin:rewriting_rewrite_live": Row("/admin/rewriting/rewrite/{rewriting.rewrite}/live/", CREATOR, owned=True),
    "admin:writing_draft_cost": Row("/admin/writing/draft/cost/", CREATOR, method="post"),
    "admin:writing_draft_live": Row("/admin/writing/draft/{writing.draft}/live/", CREATOR, owned=True),
    "admin:writing_draft_suggest": Row("/admin/writing/draft/suggest/", CREATOR, method="post", may_be_missing=True),
    "admin:writing_draft_earlier": Row("/admin/writing/draft/earlier/", CREATOR, may_be_missing=True),
    "admin:writing_draft_pick": Row("/admin/writing/draft/pick/", CREATOR, method="post", may_be_missing=True),
    "admin:writing_draft_suggestion": Row(
        "/admin/writing/draft/suggestion/{engine.run}/", CREATOR, owned=True, may_be_missing=True
    ),
    "admin:writing_draft_stop": Row(
        "/admin/writing/draft/suggestion/{engine.run}/cancel/", CREATOR, "post", owned=True, may_be_missing=True
    ),
    # the installation
    "admin:operations_status_now": Row("/admin/operations/status/now/", PLATFORM),
    "admin:audit_delivery_replay_all": Row("/admin/audit/delivery/replay/", ADMIN, method="post"),
    "admin:audit_delivery_replay_one": Row("/admin/audit/delivery/{audit.delivery.pk}/replay/", ADMIN, method="post"),
    # machines
    "healthz": Row("/healthz", EVERYONE),
    "readyz": Row("/readyz", EVERYONE),
    "metrics": Row("/metrics", EVERYONE),  # by network, not by person: tests/aicmr/test_metrics.py
    # readers
    "reading:home": Row("/", EVERYONE),
    "reading:category": Row("/categories/no-such/", EVERYONE, may_be_missing=True),
    "reading:tag": Row("/tags/no-such/", EVERYONE, may_be_missing=True),
    "reading:author": Row("/authors/no-such/", EVERYONE, may_be_missing=True),
    "reading:archive": Row("/archive/", EVERYONE, may_be_missing=True),
    "reading:year": Row("/archive/2026/", EVERYONE, may_be_missing=True),
    "reading:month": Row("/archive/2026/1/", EVERYONE, may_be_missing=True),
    "reading:feed": Row("/feed.xml", EVERYONE),
    "reading:category_feed": Row("/categories/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "reading:tag_feed": Row("/tags/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "reading:author_feed": Row("/authors/no-such/feed.xml", EVERYONE, may_be_missing=True),
    "reading:sitemap": Row("/sitemap.xml", EVERYONE),
    "reading:sitemap_lists": Row("/sitemap-lists.xml", EVERYONE),
    "reading:sitemap_file": Row("/sitemap-1.xml", EVERYONE, may_be_missing=True),
    "reading:robots": Row("/robots.txt", EVERYONE),
    "reading:llms": Row("/llms.txt", EVERYONE),
    "reading:favicon": Row("/favicon.ico", EVERYONE),
    "reading:page": Row("/no/such/page/", EVERYONE, may_be_missing=True),
}

# How a row leads to its site, where neither a SiteAdmin nor a field named `site` says it.
LOOKUPS = {"accounts.user": "memberships__site", "audit.delivery": "entry__site", "archives.restore": "target"}
# Backups are of everything; the test makes those whose number of rows is the site's id.
LOOKUPS |= {"operations.backup": "rows", "operations.status": "rows"}

# Models whose rows belong to no site: platform staff see those of every site.
SPANNING = {"accounts.user", "sites.site", "audit.entry", "audit.delivery", "archives.restore"}
SPANNING |= {"operations.backup", "operations.status", "admin:audit_delivery_replay_one"}

MODELS: dict[str, Model] = {
    "accounts.user": Model(view=PLATFORM, add=PLATFORM, change=PLATFORM),
    "audit.entry": Model(view=ADMIN),
    "audit.delivery": Model(view=ADMIN),
    "operations.backup": Model(view=PLATFORM),
    "operations.status": Model(view=PLATFORM),
    "jobs.job": Model(view=CREATOR, owned=True),
    "taxonomy.author": Model(view=CREATOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "taxonomy.category": Model(view=CREATOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "taxonomy.tag": Model(view=CREATOR, add=CREATOR, change=EDITOR, delete=EDITOR),
    # Sends back to the form what is not in the trash, instead of deleting it.
    "articles.article": Model(view=CREATOR, add=CREATOR, change=CREATOR, delete=CREATOR, owned=True),
    "articles.page": Model(view=EDITOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "quality.guideline": Model(view=CREATOR, add=EDITOR, change=EDITOR),
    "quality.glossaryterm": Model(view=CREATOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "quality.edition": Model(view=CREATOR),
    "publishing.livepage": Model(view=CREATOR),
    "publishing.schedule": Model(view=EDITOR),
    "publishing.revision": Model(view=EDITOR),
    "redirects.redirectpattern": Model(view=EDITOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "redirects.missedaddress": Model(view=EDITOR, delete=EDITOR),
    "publishing.redirect": Model(view=EDITOR, add=EDITOR, change=EDITOR, delete=EDITOR),
    "providers.provider": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "providers.model": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "providers.route": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "usage.usage": Model(view=EDITOR),
    "usage.sending": Model(view=ADMIN),
    "policies.privacy": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "policies.rule": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "spending.budget": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
    "engine.promptoverride": Model(view=ADMIN, add=ADMIN),
    "evals.goldenset": Model(view=ADMIN, add=ADMIN),
    "evals.evalrun": Model(view=ADMIN, add=ADMIN),
    "evals.canary": Model(view=ADMIN),
    "engine.run": Model(view=CREATOR, owned=True),
    "media.asset": Model(view=CREATOR, add=CREATOR, change=CREATOR, delete=EDITOR),
    "proposals.proposal": Model(view=CREATOR, change=CREATOR, owned=True),
    "bulk.bulk": Model(view=CREATOR, add=CREATOR, change=NOBODY, owned=True),
    "proposals.provenance": Model(view=CREATOR, owned=True),
    "writing.draft": Model(view=CREATOR, add=CREATOR, change=CREATOR, owned=True),
    "review.review": Model(view=CREATOR, owned=True),
    "rewriting.rewrite": Model(view=CREATOR, owned=True),
    "archives.export": Model(view=ADMIN, add=ADMIN, delete=ADMIN),
    "archives.restore": Model(view=PLATFORM, add=PLATFORM, delete=PLATFORM),
    "transfer.import": Model(view=ADMIN, add=ADMIN, delete=ADMIN),
    "integrations.apikey": Model(view=ADMIN),
    "sites.site": Model(view=ADMIN, add=PLATFORM, change=ADMIN),
    "sites.membership": Model(view=ADMIN, add=ADMIN, change=ADMIN, delete=ADMIN),
}
