from django.urls import path

from . import views

app_name = "jpt"

urlpatterns = [
    path("sampel/", views.sample, name="sampel"),
    path("temuan/", views.finding, name="temuan"),
    path("<uuid:pk>/skor/", views.save_scores, name="skor"),
]
