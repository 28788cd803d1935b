"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from training.encoding import in_utf_8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.production")

application = in_utf_8(get_wsgi_application())

from certificates.checks import refuse_demo_keys  # noqa: E402 - needs the apps
from training.patience import limit_waiting  # noqa: E402
from training.users.demo import refuse_demo_accounts  # noqa: E402

limit_waiting()
refuse_demo_accounts()
refuse_demo_keys()
