"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.production")

application = get_asgi_application()

from training.patience import limit_waiting  # noqa: E402 - needs the apps
from training.users.demo import refuse_demo_accounts  # noqa: E402

limit_waiting()
refuse_demo_accounts()
