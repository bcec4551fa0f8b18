"""How `gunicorn microblog:app` serves. WEB_CONCURRENCY, gunicorn's own, is the number of processes."""

import os
import resource

# Each open page may hold a connection, and the usual 1,024 files would be fewer than STREAMS_MOST.
_files, _most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted_files = 65_536 if _most_files == resource.RLIM_INFINITY else min(65_536, _most_files)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(_files, _wanted_files), _most_files))

_port = os.environ.get("PORT")

# A platform that gives a port connects from outside; without one we serve this machine only.
bind = f"0.0.0.0:{_port}" if _port else "127.0.0.1:8000"
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 8)
# Well under the ten seconds after which Supervisor and Docker kill.
graceful_timeout = 5
# As long as proxies take it, and as gunicorn can: what is longer it refuses itself, in a page of its own.
limit_request_line = 8190
# The application and the proxy write their own logs; `--access-logfile -` adds this one.
accesslog = None
# One socket in the home folder for every instance of a user: two of them would take it from each other.
control_socket_disable = True


def worker_exit(_server, worker):
    """Finish what follows the last answers, while threads can still be started; the master waits for it."""
    if worker.wsgi:
        worker.wsgi.extensions["after"].finish()
