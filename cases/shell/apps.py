from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "cases.shell"
    label = "shell"
