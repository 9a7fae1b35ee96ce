"""The ledger goes with the texts that carry its marks. Runs and proposals stay: they mean nothing elsewhere."""

from content.archives.registry import register

register("provenance", model="proposals.Provenance", skip=("run", "proposal"), marks=True)
