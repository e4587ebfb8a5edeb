"""The real settings, with a fast hasher, tasks at once, and a database of our own."""

import os

os.environ["DEMO"] = "false"

os.environ["DB_POOL"] = "0"

from cda.settings import *  # noqa: F403  (tests change three things, then behave as told)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_cda")}  # noqa: F405
# Each process counts its own attempts, and no folder of collected files is needed.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
