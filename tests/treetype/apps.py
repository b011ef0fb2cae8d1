from django.apps import AppConfig


class TreeTypeConfig(AppConfig):
    name = "tests.treetype"
    label = "treetype"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.core.declared.registry import register

        from .case_types import BRANCH, NEST, TREE

        for kind in (TREE, BRANCH, NEST):
            register(kind)
