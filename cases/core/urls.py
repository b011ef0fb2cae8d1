"""Addresses of the shell. `<type>` comes last: it must not swallow a page."""

from django.urls import path

from .views import (
    act,
    activity,
    board,
    bulk,
    case,
    diagrams,
    documents,
    history,
    inbox,
    lists,
    notifications,
    preview,
    receipt,
    uploads,
)

app_name = "kasus"

urlpatterns = [
    path("", inbox.tasks, name="tugas"),
    path("tugas/ubah/", inbox.change, name="tugas-ubah"),
    path("tugas/<slug:name>/", inbox.tasks, name="kotak"),
    path("penyelia/", board.board, name="penyelia"),
    path("log/", activity.log, name="log"),
    path("log/ekspor.csv", activity.export, name="log-ekspor"),
    path("notifikasi/", notifications.notifications, name="notifikasi"),
    path("massal/", bulk.bulk, name="massal"),
    path("unggahan/", uploads.begin, name="unggahan"),
    path("unggahan/<uuid:pk>/", uploads.status, name="unggahan-status"),
    path("unggahan/<uuid:pk>/bagian/", uploads.parts, name="unggahan-bagian"),
    path("unggahan/<uuid:pk>/selesai/", uploads.finish, name="unggahan-selesai"),
    path("unggahan/<uuid:pk>/batal/", uploads.give_up, name="unggahan-batal"),
    path("dokumen/<uuid:pk>/unduh/", documents.download, name="unduh"),
    path("dokumen/<uuid:pk>/lihat/", preview.look, name="lihat"),
    path("dokumen/<uuid:pk>/halaman/<int:number>/", preview.picture, name="halaman"),
    path("dokumen/<uuid:pk>/tarik/", documents.withdraw, name="tarik-berkas"),
    path("kasus/<uuid:pk>/", case.summary, name="kasus"),
    path("kasus/<uuid:pk>/proses/", case.process, name="proses"),
    path("kasus/<uuid:pk>/dokumen/", documents.documents, name="dokumen"),
    path("kasus/<uuid:pk>/dokumen/semua.zip", documents.archive, name="arsip"),
    path("kasus/<uuid:pk>/percakapan/", case.dialogue, name="percakapan"),
    path("kasus/<uuid:pk>/riwayat/", history.history, name="riwayat"),
    path("kasus/<uuid:pk>/diagram/", diagrams.diagram, name="diagram"),
    path("kasus/<uuid:pk>/diagram.svg", diagrams.machine, name="diagram-svg"),
    path("kasus/<uuid:pk>/diagram-alur.svg", diagrams.flow, name="diagram-alur-svg"),
    path("kasus/<uuid:pk>/tanda-terima/<int:seq>/", receipt.receipt, name="tanda-terima"),
    path("kasus/<uuid:pk>/t/<slug:name>/", act.act, name="tindakan"),
    path("kasus/<uuid:pk>/<slug:plural>/<uuid:cid>/t/<slug:name>/", act.child_act, name="tindakan-anak"),
    path("<slug:type_key>/", lists.case_list, name="daftar"),
    path("<slug:type_key>/ekspor.csv", lists.export, name="ekspor"),
    path("<slug:type_key>/baru/<slug:name>/", act.creation, name="baru"),
]
