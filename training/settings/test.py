"""What the test run relaxes: speed only, never a rule."""

import os
import tempfile

# Removed when the run ends.
_folder = tempfile.TemporaryDirectory(prefix="alongside-test-")
os.environ.setdefault("DATA_DIR", _folder.name)
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from .dev import *  # noqa: E402, F403
from .dev import LOGGING  # noqa: E402

DEBUG = False
DEMO = True
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "only-for-tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "ERROR"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in use: the database in memory has another kind of lock.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
