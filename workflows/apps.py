from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import asks, checks, settling, working  # noqa: F401  registers checks, jobs and procrastinate's tasks
