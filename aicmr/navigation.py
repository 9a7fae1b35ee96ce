"""What stands in the admin's side bar, by model label; rows of models that no line names come under "Settings"."""

Line = tuple[str, str, str]  # model label, title, icon

GROUPS: list[tuple[str, list[Line]]] = [
    (
        "Write",
        [
            ("articles.article", "Articles", "article"),
            ("articles.page", "Pages", "description"),
            ("media.asset", "Pictures", "photo_library"),
        ],
    ),
    (
        "AI desk",
        [
            ("writing.draft", "Drafts from a brief", "edit_note"),
            ("proposals.proposal", "Proposals", "rate_review"),
            ("bulk.bulk", "Bulk work", "dynamic_feed"),
            ("engine.promptoverride", "Prompts", "terminal"),
            ("evals.evalrun", "Evaluations", "science"),
            ("evals.goldenset", "Golden sets", "verified"),
            ("evals.canary", "Canaries", "call_split"),
            ("engine.run", "AI runs", "receipt_long"),
            ("usage.usage", "AI usage", "monitoring"),
        ],
    ),
    (
        "Organise",
        [
            ("taxonomy.category", "Categories", "account_tree"),
            ("taxonomy.tag", "Tags", "sell"),
            ("taxonomy.author", "Authors", "badge"),
            ("quality.guideline", "Guidelines", "rule"),
            ("quality.glossaryterm", "Glossary", "dictionary"),
        ],
    ),
    (
        "Publishing",
        [
            ("publishing.livepage", "Live pages", "public"),
            ("publishing.schedule", "Schedule", "event"),
            ("publishing.redirect", "Redirects", "alt_route"),
            ("redirects.redirectpattern", "Patterns of redirects", "fork_right"),
            ("redirects.missedaddress", "Missed addresses", "link_off"),
            ("publishing.revision", "Revisions", "history"),
            ("transfer.import", "Moving in", "move_to_inbox"),
            ("archives.export", "Exports", "archive"),
            ("archives.restore", "Restores", "unarchive"),
            ("jobs.job", "Jobs", "manufacturing"),
        ],
    ),
    (
        "Installation",
        [
            ("operations.status", "Status", "monitor_heart"),
            ("operations.backup", "Backups", "backup"),
            ("audit.entry", "Log", "history"),
            ("audit.delivery", "Deliveries", "outbox"),
        ],
    ),
]
ICONS = {
    "sites.site": "tune",
    "sites.membership": "group",
    "accounts.user": "person",
    "providers.provider": "hub",
    "proposals.provenance": "verified",
    "spending.budget": "savings",
    "policies.rule": "policy",
    "usage.sending": "outbound",
    "policies.privacy": "shield_person",
}
# Reached from the pages of what they belong to.
HIDDEN = {
    "quality.edition",
    "review.review",
    "rewriting.rewrite",
    "publishing.previewlink",
    "articles.articleauthor",
    "sites.domain",
}
