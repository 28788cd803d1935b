"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.production")

application = get_asgi_application()

from training.users.demo import refuse_demo_accounts  # noqa: E402 - needs the apps

refuse_demo_accounts()
