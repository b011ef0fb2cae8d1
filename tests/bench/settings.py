"""The test settings with the stock viewflow process that steps are compared with, and viewflow's own pages."""

from project.settings.test import *  # noqa: F403
from project.settings.test import INSTALLED_APPS as _TEST_APPS
from project.settings.test import MIDDLEWARE as _MIDDLEWARE
from project.settings.test import STORAGES as _STORAGES

INSTALLED_APPS = [*_TEST_APPS, "tests.bench"]
MIDDLEWARE = [*_MIDDLEWARE, "viewflow.middleware.SiteMiddleware"]
ROOT_URLCONF = "tests.bench.urls"
VIEWFLOW = {"AUTOREGISTER": False}
# viewflow's pages ask it for a picture of the reader
STORAGES = {**_STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
