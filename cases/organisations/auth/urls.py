from django.urls import path

from . import forgotten_views as forgotten
from . import two_factor_views as two_factor
from . import views

app_name = "akun"

urlpatterns = [
    path("masuk/", views.MasukView.as_view(), name="masuk"),
    path("masuk/kode/", views.kode, name="kode"),
    path("keluar/", views.KeluarView.as_view(), name="keluar"),
    path("ganti-password/", views.ganti_password, name="ganti-password"),
    path("lupa-password/", forgotten.lupa_password, name="lupa-password"),
    path("lupa-password/terkirim/", forgotten.terkirim, name="lupa-password-terkirim"),
    path("atur-ulang/<slug:uidb64>/<slug:token>/", forgotten.AturUlangView.as_view(), name="atur-ulang"),
    path("dua-faktor/", two_factor.ringkasan, name="dua-faktor"),
    path("dua-faktor/aktifkan/", two_factor.aktifkan, name="dua-faktor-aktifkan"),
    path("dua-faktor/kode-pemulihan/", two_factor.kode_pemulihan, name="dua-faktor-kode-pemulihan"),
    path("dua-faktor/nonaktifkan/", two_factor.nonaktifkan, name="dua-faktor-nonaktifkan"),
]
