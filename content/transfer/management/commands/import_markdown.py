"""`manage.py import_markdown DIR`"""

from content.transfer.commands import ImportCommand


class Command(ImportCommand):
    help = "Import a folder of Markdown: a Jekyll, Hugo or Pelican site, or plain files with front matter."
    importer = "markdown"
    takes_folder = True
