"""How the web server runs: a few processes with a few threads each."""

import gc
import os
from pathlib import Path

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))

# Load the application once, before the processes part: a faster start, and shared memory.
preload_app = True

# A worker is replaced now and then, so that a slow leak never becomes an outage.
max_requests = 5000
max_requests_jitter = 500

timeout = 60
graceful_timeout = 20
keepalive = 5

# The heartbeat is a file; on a disk it would make workers wait for the disk.
MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn makes files there that only it can open)
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None
# Nobody steers a running server from outside.
control_socket_disable = True

# Off unless asked for: addresses hold invitations, and a log is no place for those.
accesslog = os.environ.get("ACCESS_LOG") or None

# Objects made since the last look of the garbage collector, before it looks again. A page makes
# some tens of thousands and drops nearly all of them by itself.
OBJECTS_BETWEEN_LOOKS = 50_000


def post_worker_init(worker: object) -> None:
    """What is loaded now stays for good: the garbage collector need not walk over it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 20)
