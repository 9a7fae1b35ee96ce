"""`manage.py import_wordpress FILE`"""

from content.transfer.commands import ImportCommand


class Command(ImportCommand):
    help = "Import a WordPress export (WXR): texts, authors, terms, pictures, old addresses."
    importer = "wordpress"
