"""What RQ's command line reads with RQ_CONFIG."""

from rq.cli.helpers import read_config_file

from config import Config


def test_rq_finds_our_redis():
    assert read_config_file("app.jobs.rq_settings") == {"REDIS_URL": Config.REDIS_URL}
