"""What `manage.py doctor` looks at, in the order of its table."""

from accounts.operations.probes import data, machine, servers

__all__ = ["data", "machine", "servers"]
