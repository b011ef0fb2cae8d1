"""Whose turn it is with a nest: the gardeners', who hold their role where it hangs; foremen move their tasks."""

from viewflow import this

from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn

from .models import Nest


class SarangFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    bongkar = Turn("Bongkar sarang", "bongkar", when=lambda s: s.state == Nest.ADA, pool="juru_kebun")
    utama = Lane(this.bongkar)
