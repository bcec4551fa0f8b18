FROM python:3.13-slim AS build
WORKDIR /home/microblog
COPY requirements.txt .
# Nothing but what the lock names, and only if its hash is right.
RUN python -m venv venv \
 && venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --create-home --uid 1000 microblog
WORKDIR /home/microblog
# The place of venv/ in the working folder is part of the interface: `--entrypoint venv/bin/rq` runs a worker.
COPY --from=build /home/microblog/venv venv
COPY migrations migrations
COPY app app
COPY microblog.py config.py environment.py faults.py gunicorn.conf.py ./
# The folder is the user's: with no DATABASE_URL the database is a file in it.
RUN chown microblog:microblog . && venv/bin/python -m compileall -q app microblog.py config.py environment.py faults.py
ENV PATH=/home/microblog/venv/bin:$PATH \
    FLASK_APP=microblog.py \
    PYTHONUNBUFFERED=1 \
    PORT=5000
USER 1000
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=2)"]
# `exec`, so that gunicorn gets the signals and ends in order.
CMD ["sh", "-c", "flask db upgrade && exec gunicorn microblog:app"]
