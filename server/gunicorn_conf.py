"""How gunicorn runs the web part (Procfile). Threads, because an answer is a look-up; two workers, so one may be busy."""

from __future__ import annotations

import multiprocessing
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", min(4, max(2, multiprocessing.cpu_count()))))
worker_class = "gthread"
threads = 4
timeout = 60  # a report rendered on demand, in its worst case
graceful_timeout = 10
max_requests = 100_000
max_requests_jitter = 10_000
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = None  # no addresses of visitors are kept
errorlog = "-"
control_socket_disable = True  # signals are enough
