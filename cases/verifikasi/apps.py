from django.apps import AppConfig


class VerifikasiConfig(AppConfig):
    name = "cases.verifikasi"
    label = "verifikasi"
    default_auto_field = "django.db.models.BigAutoField"
