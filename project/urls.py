"""Addresses. Case types bring their own pages through the registry; this file only wires."""

from django.urls import include, path

from project.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("akun/", include("cases.organisations.auth.urls")),
]
