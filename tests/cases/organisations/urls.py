"""The account pages with one ordinary page and one API route beside them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path


@login_required
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("isi halaman")


def call(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"pengguna": request.user.get_username()})


urlpatterns = [
    path("", page),
    path("halaman/", page),
    path("api/v1/panggilan", call),
    path("akun/", include("cases.organisations.auth.urls")),
]
