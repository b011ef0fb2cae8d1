from django.urls import path

from . import appointment_views, views

urlpatterns = [
    path("penugasan/", appointment_views.all_appointments, name="penugasan"),
    path("penugasan/beri/", appointment_views.to_many, name="penugasan-massal"),
    path("petugas/", views.accounts, name="petugas"),
    path("petugas/tambah/", views.new, name="petugas-tambah"),
    path("petugas/<uuid:pk>/", views.account, name="petugas-satu"),
    path("petugas/<uuid:pk>/t/<slug:name>/", views.change, name="petugas-tindakan"),
]
