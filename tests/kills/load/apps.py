import os
import signal
import time

from django.apps import AppConfig


class LoadConfig(AppConfig):
    name = "tests.kills.load"
    label = "load"

    def ready(self) -> None:
        from workflows import lanes, working
        from workflows.jobs import Order, Queue, job
        from workflows.models import AccessLog

        lanes.HEARTBEAT, lanes.SILENT, working.SILENT = 1.0, 4, 4  # a test does not wait for half a minute

        @job("hitung", Queue.ACTS, label="Hitung", waits=(0,) * 20)
        def count(order: Order) -> None:
            AccessLog.objects.create(action="hitung", outcome="ok", detail={"n": order.data["n"]})
            time.sleep(0.02)

        @job("hitung_lain", Queue.NOTICES, label="Hitung di antrean lain", waits=(0,) * 20)
        def count_elsewhere(order: Order) -> None:
            count(order)

        @job("gantung", Queue.ACTS, label="Menggantung", waits=(0,), limit=10)
        def hang(order: Order) -> None:
            AccessLog.objects.create(action="gantung", outcome="ok")
            time.sleep(1000)

        @job("bunuh", Queue.ACTS, label="Membunuh pekerjanya", waits=(0, 0))
        def kill(order: Order) -> None:
            os.kill(os.getpid(), signal.SIGKILL)
