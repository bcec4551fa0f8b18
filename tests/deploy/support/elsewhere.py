"""`make demo` and `make run` elsewhere; the arguments are the folder, `demo` or `run`, and their own."""

import sys
from pathlib import Path

from deploy.local import demo, run


def main(folder: str, what: str, *arguments: str) -> int:
    """Do it, on ports that nobody else wants; the exit code."""
    run.FOLDER = Path(folder)
    run.USUAL_PORT = 0
    return demo.main(arguments) if what == "demo" else run.main()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
