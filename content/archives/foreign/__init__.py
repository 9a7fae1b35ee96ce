"""Exports for other systems: WordPress's own format, and files of Markdown."""
