from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.module_loading import autodiscover_modules

from aicmr import reporting
from aicmr.checks import refuse_unsafe_start
from aicmr.lib import lists


class AdminConfig(DjangoAdminConfig):
    default_site = "aicmr.admin_site.AdminSite"

    def ready(self) -> None:
        refuse_unsafe_start()
        reporting.start()
        lists.use()
        super().ready()
        autodiscover_modules("measures")
