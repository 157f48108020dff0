"""The WSGI entry that granian serves; not out of a half-restored place."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shijian.config.settings")
os.environ.setdefault("SHIJIAN_STATEMENT_SECONDS", "30")
application = get_wsgi_application()

from shijian.kernel.backup.place import refuse_unfinished  # noqa: E402 - needs the settings

refuse_unfinished()
