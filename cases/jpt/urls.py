from django.urls import path

from . import process_views, views

app_name = "jpt"

urlpatterns = [
    path("sampel/", views.sample, name="sampel"),
    path("temuan/", views.finding, name="temuan"),
    path("<uuid:pk>/proses/", process_views.press, name="proses"),
    path("<uuid:pk>/pelamar/", process_views.applicants, name="pelamar"),
    path("<uuid:pk>/deskripsi/", process_views.descriptions, name="deskripsi"),
    path("<uuid:pk>/bersama/<slug:act>/", process_views.together, name="bersama"),
]
