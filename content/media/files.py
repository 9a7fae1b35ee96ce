"""Files of assets in the storage."""

import logging
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


def keep(name: str, data: bytes) -> str:
    """Store `data` as `name`, which names its content: what is there already is the same."""
    if default_storage.exists(name) and default_storage.size(name) == len(data):
        return name
    default_storage.delete(name)  # a part of it, left by a worker that died
    return default_storage.save(name, ContentFile(data))


def discard(names: Iterable[str]) -> None:
    """Delete files; one that cannot be deleted is logged and left."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.warning("the file %s stays in the storage: %s", name, error)
