from django.urls import path

from . import views

urlpatterns = [
    path("institusi/", views.institutions_list, name="institusi"),
    path("institusi/ekspor.csv", views.export, name="institusi-ekspor"),
    path("institusi/baru/", views.new, name="institusi-baru"),
    path("institusi/<uuid:pk>/", views.one, name="satu-institusi"),
    path("institusi/<uuid:pk>/t/<slug:name>/", views.change, name="institusi-ubah"),
]
