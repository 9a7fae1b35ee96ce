"""Django's MySQL backend behind a breaker (`aicmr/lib/breaker.py`), which processes that serve people turn on."""
