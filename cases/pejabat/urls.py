from django.urls import path

from . import views

app_name = "pejabat"

urlpatterns = [
    path("", views.officials_list, name="daftar"),
    path("ekspor.csv", views.export, name="ekspor"),
    path("tambah/", views.new, name="tambah"),
]
