from django.urls import path

from . import views

app_name = "terbitan"

urlpatterns = [
    path("", views.order, name="pesan"),
    path("<uuid:pk>/", views.show, name="cetakan"),
    path("<uuid:pk>/unduh/", views.download, name="unduh"),
]
