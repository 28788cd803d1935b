"""What the test run relaxes: speed only, never a rule."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="alongside-test-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from .dev import *  # noqa: F403
from .dev import LOGGING

DEBUG = False
DEMO = True
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "only-for-tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "ERROR"}}
