"""gunicorn's configuration, for `make run` and for production:

    python -m gunicorn -c python:project.services.serving --bind=127.0.0.1:8000 project.wsgi

What is given on the command line wins. The number of processes is WEB_CONCURRENCY (default 2).
"""

import os

worker_class = "project.services.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
#: Of one process, for whole requests; each keeps a connection to the database. Files have four more of their own.
threads = 8
#: Connections of one process that may be open, most of them waiting without a thread.
worker_connections = 800
keepalive = 5  # seconds
timeout = 60  # seconds without a sign of life of a process
graceful_timeout = 10
limit_request_line = 8190  # bytes
limit_request_fields = 60
limit_request_field_size = 8190
sendfile = False  # every byte of an answer goes through `taking`
loglevel = "warning"
control_socket_disable = True
