"""The test settings with the stock viewflow process that steps are compared with."""

from project.settings.test import *  # noqa: F403
from project.settings.test import INSTALLED_APPS as _TEST_APPS

INSTALLED_APPS = [*_TEST_APPS, "tests.bench"]
