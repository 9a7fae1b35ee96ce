"""Imports as jobs: checked, loaded, and pictures fetched again by a worker."""

from accounts.jobs.registry import register

register("transfer.check", run="content.transfer.working.check", label="Check a file to import")
register("transfer.load", run="content.transfer.working.load", label="Import a site")
register("transfer.media", run="content.transfer.working.fetch_media", label="Fetch pictures of an import")
