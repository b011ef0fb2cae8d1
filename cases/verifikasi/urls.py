from django.urls import path

from . import views

app_name = "verifikasi"

urlpatterns = [
    path("", views.ask, name="periksa"),
    path("<slug:kode>/", views.show, name="kode"),
]
