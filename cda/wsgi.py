"""How a server starts us."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cda.settings")

application = get_wsgi_application()
