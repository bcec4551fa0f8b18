"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instance" / "local"
DATABASE = "microblog.db"
STORAGE = "storage"
NOTICES = "notices.jsonl"
