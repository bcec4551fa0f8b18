"""What `RQ_CONFIG=app.jobs.rq_settings rq worker` reads: where Redis is, from `.env` too."""

from config import Config

REDIS_URL = Config.REDIS_URL
