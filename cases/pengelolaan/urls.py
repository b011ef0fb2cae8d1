from django.urls import path

from . import views

app_name = "pengelolaan"

urlpatterns = [
    path("", views.all_lists, name="semua"),
    path("<slug:kode>/", views.one_list, name="daftar"),
    path("<slug:kode>/t/<slug:name>/", views.change, name="ubah"),
]
