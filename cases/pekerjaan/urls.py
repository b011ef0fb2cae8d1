from django.urls import path

from . import views

app_name = "pekerjaan"

urlpatterns = [
    path("", views.failed, name="gagal"),
    path("selesai/", views.answered, name="selesai"),
    path("alamat/", views.addresses, name="alamat"),
    path("alamat/<int:pk>/", views.use_again, name="alamat-pakai"),
    path("<int:pk>/<slug:name>/", views.reply, name="jawab"),
]
