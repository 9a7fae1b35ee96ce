"""`manage.py import_ghost FILE`"""

from content.transfer.commands import ImportCommand


class Command(ImportCommand):
    help = "Import a Ghost export (JSON): posts, pages, authors, tags, old addresses."
    importer = "ghost"
