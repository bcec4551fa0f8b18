# One image for the web, the workers and the clock. Named by release: a rebuild takes up what Debian and Python have
# mended. Who wants the same bytes each time adds the digest that `docker pull` prints, as `…-trixie@sha256:…`.
FROM python:3.13-slim-trixie AS base

FROM base AS build
WORKDIR /home/microblog
COPY requirements.txt .
# Nothing but what the lock names, only if its hash is right, and nothing that would have to be compiled.
RUN python -m venv venv \
 && venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.txt

FROM base
# What makes backups, and what hands signals on and buries the dead. Debian keeps one version of each and mends it: a
# number here would be one that is gone tomorrow.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends mariadb-client postgresql-client tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 microblog
WORKDIR /home/microblog
# The place of venv/ in the working folder is part of the interface: `--entrypoint venv/bin/rq` runs a worker.
COPY --from=build /home/microblog/venv venv
COPY migrations migrations
COPY app app
COPY deploy/image/healthy.py microblog.py config.py environment.py faults.py gunicorn.conf.py ./
# With no DATABASE_URL the database is a file in the folder, so that is the user's. What shall last is in instance/: a
# volume there, or for archives alone, begins as that user's too.
RUN install --directory --owner=microblog --group=microblog instance instance/storage \
 && chown microblog:microblog . \
 && chmod 755 . \
 && venv/bin/python -m compileall -q app migrations ./*.py
# Whoever runs `rq worker` here gets our class of workers, on the Redis of REDIS_URL.
ENV PATH=/home/microblog/venv/bin:$PATH \
    FLASK_APP=microblog.py \
    PYTHONUNBUFFERED=1 \
    PORT=5000 \
    PULSE_FILE=/tmp/microblog.pulse \
    RQ_CONFIG=app.jobs.rq_settings \
    RQ_WORKER_CLASS=app.jobs.worker.Worker
USER 1000:1000
EXPOSE 5000
# The same question for each kind of process: a worker answers no requests.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "/home/microblog/healthy.py"]
ENTRYPOINT ["tini", "--"]
# `exec`, so that gunicorn gets the signals and ends in order.
CMD ["sh", "-c", "flask db upgrade && exec gunicorn microblog:app"]
