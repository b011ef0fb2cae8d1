"""Diagrams of machines and flows as SVG, drawn from the declarations alone."""

from .flow import flow_svg
from .machine import machine_svg

__all__ = ["flow_svg", "machine_svg"]
