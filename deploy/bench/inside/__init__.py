"""Measurements that run inside the program, each in a process of its own; each prints JSON."""
