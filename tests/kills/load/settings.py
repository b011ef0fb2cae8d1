"""Of the worker processes that these tests start."""

from project.settings.test import *  # noqa: F403
from project.settings.test import INSTALLED_APPS as TEST_APPS

INSTALLED_APPS = [*TEST_APPS, "tests.kills.load"]
