"""What beat asks of publishing."""

from accounts.jobs.registry import every

every(10, "publishing.publish_due")
every(10, "publishing.heal")
every(600, "publishing.prune_changes")
every(5, "publishing.purge_cdn")
