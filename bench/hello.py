"""The least that a Flask page can cost: `gunicorn bench.hello:app`."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
@app.get("/readyz")
def hello() -> str:
    """Greet the world."""
    return "Hello, World!"
