from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "cases.organisations"
    label = "organisations"
    verbose_name = "Institusi dan pengguna"
    default_auto_field = "django.db.models.BigAutoField"
