from django.urls import path

from . import views
from .akun.urls import urlpatterns as akun
from .institusi.urls import urlpatterns as institusi
from .ketidakhadiran import views as absences

app_name = "pengelolaan"

urlpatterns = [
    path("", views.group, name="pengelolaan"),
    path("daftar/", views.all_lists, name="semua"),
    path("ketidakhadiran/", absences.calendar, name="ketidakhadiran"),
    path("ketidakhadiran/t/<slug:name>/", absences.change, name="ketidakhadiran-ubah"),
    *institusi,
    *akun,
    path("<slug:kode>/", views.one_list, name="daftar"),
    path("<slug:kode>/t/<slug:name>/", views.change, name="ubah"),
]
