"""The product's addresses, and viewflow's own pages beside them, to be measured against."""

from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowViewset, WorkflowAppViewset

from project.urls import handler400, handler500
from project.urls import urlpatterns as product

from .stock import StockFlow

__all__ = ["handler400", "handler500"]

site = Site(
    title="viewflow",
    viewsets=[
        WorkflowAppViewset(
            app_name="stock", title="Stock", flow_viewsets=[FlowViewset(StockFlow, icon="task")]
        )
    ],
)
urlpatterns = [path("viewflow/", site.urls), *product]
