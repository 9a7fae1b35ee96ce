"""Faults on a running stack under load: `python -m tests.faults [--only NAME]`. Never part of the test suite.

Each fault is a script: it breaks something while readers read and an editor publishes, mends it, and says how many
requests failed, after how many seconds all was well again, and whether anything that was confirmed is lost.
"""
