"""A site's own prompts go with it: the ledger names their versions."""

from content.archives.registry import register_table

register_table("prompts", "ai.evals.packing.PromptTable")
