"""Which columns hold secrets."""

from accounts.operations.registry import keeps_secrets

keeps_secrets("providers.Provider", "key_token")
