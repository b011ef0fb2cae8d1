"""Addresses. Case types bring their own pages in a `urls` module; this file only wires."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path

from project.api import api

# Apps that the shell is made of are named below; any other app of ours is found by its label.
_SHELL = {"shell", "organisations"}
_own_pages = [
    path(f"{config.label}/", include(f"{config.name}.urls"))
    for config in apps.get_app_configs()
    if config.name.startswith("cases.") and config.label not in _SHELL and find_spec(f"{config.name}.urls")
]

handler400 = "cases.shell.answering.bad_request"
handler500 = "cases.shell.answering.server_error"

urlpatterns = [
    path("api/v1/", api.urls),
    path("akun/", include("cases.organisations.auth.urls")),
    *_own_pages,
    path("", include("cases.shell.urls")),
]
