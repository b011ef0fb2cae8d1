from django.urls import path

from . import views_pengawasan, views_salin
from .process_views import applicants, descriptions, pressing, together

app_name = "jpt"

urlpatterns = [
    path("sampel/", views_pengawasan.sample, name="sampel"),
    path("temuan/", views_pengawasan.finding, name="temuan"),
    path("pengawasan/temuan/", views_pengawasan.findings, name="daftar-temuan"),
    path("pengawasan/sampel/", views_pengawasan.samples, name="daftar-sampel"),
    path("pengawasan/sampel/<uuid:pk>/", views_pengawasan.one_sample, name="sampel-satu"),
    path(
        "pengawasan/sampel/<uuid:pk>/populasi.csv", views_pengawasan.sample_population, name="sampel-populasi"
    ),
    path("<uuid:pk>/salin/", views_salin.copy_plan, name="salin"),
    path("<uuid:pk>/proses/", pressing.press, name="proses"),
    path("<uuid:pk>/pelamar/", applicants.applicants, name="pelamar"),
    path("<uuid:pk>/deskripsi/", descriptions.descriptions, name="deskripsi"),
    path("<uuid:pk>/bersama/<slug:act>/", together.together, name="bersama"),
]
