from django.urls import path

from . import views

urlpatterns = [
    path("petugas/", views.accounts, name="petugas"),
    path("petugas/tambah/", views.new, name="petugas-tambah"),
    path("petugas/<uuid:pk>/", views.account, name="petugas-satu"),
    path("petugas/<uuid:pk>/t/<slug:name>/", views.change, name="petugas-tindakan"),
]
