from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig

from aicmr.checks import refuse_unsafe_start


class AdminConfig(DjangoAdminConfig):
    default_site = "aicmr.admin_site.AdminSite"

    def ready(self) -> None:
        refuse_unsafe_start()
        super().ready()
