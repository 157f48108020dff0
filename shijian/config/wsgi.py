"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shijian.config.settings")
os.environ.setdefault("SHIJIAN_STATEMENT_SECONDS", "30")
application = get_wsgi_application()
