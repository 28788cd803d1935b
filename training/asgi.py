"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.production")

application = get_asgi_application()

from certificates.checks import refuse_demo_keys  # noqa: E402 - needs the apps
from training.patience import limit_waiting, take_turns  # noqa: E402
from training.users.demo import refuse_demo_accounts  # noqa: E402

limit_waiting()
take_turns()
refuse_demo_accounts()
refuse_demo_keys()
