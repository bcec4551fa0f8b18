"""Backups in a dataset of the Hugging Face Hub, through its own client."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

from app.backups.errors import BackupError, in_a_line
from app.backups.place import Listing, list_paths

DATASET: Any = {"repo_type": "dataset"}
# For each request to connect, and for each silence after that.
TIMEOUT_S = 30
WORDS = {
    HTTPStatus.UNAUTHORIZED: "the Hub does not accept HUB_TOKEN",
    HTTPStatus.FORBIDDEN: "the Hub does not let HUB_TOKEN write there",
    HTTPStatus.NOT_FOUND: "there is no such dataset, or HUB_TOKEN must not see it",
}


class Hub:
    """A private dataset; each backup is one commit."""

    def __init__(self, dataset: str, *, token: str | None) -> None:
        self.where = f"hf://datasets/{dataset}"
        self._dataset, self._token = dataset, token

    def listing(self) -> Listing:
        """What is there; nothing in a dataset that is still to be made."""
        with self._explaining("cannot be listed"):
            if not self._exists():
                return {}
            return list_paths(self._api.list_repo_files(self._dataset, **DATASET))

    def fetch(self, path: str, to: Path) -> None:
        """Copy one file of a backup into a file."""
        # The client keeps notes beside what it fetches.
        with self._explaining(f"does not give {path}"), tempfile.TemporaryDirectory(dir=to.parent) as folder:
            fetched = self._api.hf_hub_download(self._dataset, path, local_dir=folder, **DATASET)
            shutil.move(fetched, to)

    def push(self, name: str, files: Sequence[Path], *, drop: Sequence[str], halves: Sequence[str]) -> None:
        """Keep a backup, and drop files, in one commit. The dataset is made if there is none."""
        with self._explaining("cannot be written"):
            if not self._exists():
                self._api.create_repo(self._dataset, private=True, **DATASET)
            commit = [self._adding(name, file) for file in files]
            commit += [self._dropping(path) for path in [*halves, *drop]]
            self._api.create_commit(self._dataset, commit, commit_message=f"Backup {name}", **DATASET)

    def _exists(self) -> bool:
        """Whether the dataset is there. Raises BackupError if everybody can read it."""
        try:
            private = self._api.dataset_info(self._dataset).private
        except Exception as error:
            if _status(error) != HTTPStatus.NOT_FOUND:
                raise
            return False
        if not private:
            raise BackupError(f"{self.where} is public: everybody could read everything; make it private")
        return True

    def _adding(self, name: str, file: Path) -> Any:
        return self._hub.CommitOperationAdd(f"{name}/{file.name}", file)

    def _dropping(self, path: str) -> Any:
        return self._hub.CommitOperationDelete(path)

    @cached_property
    def _hub(self) -> Any:
        # Only here: it takes half a second and many megabytes, which no web process needs.
        import huggingface_hub.constants  # noqa: PLC0415
        import huggingface_hub.utils.logging  # noqa: PLC0415

        huggingface_hub.utils.disable_progress_bars()
        # How often it tries again is not for the operator, who is told in a line how it ended.
        huggingface_hub.utils.logging.set_verbosity_error()
        # Its other protocol has no limits of time, and gains nothing with what is compressed.
        huggingface_hub.constants.HF_HUB_DISABLE_XET = True
        return huggingface_hub

    @cached_property
    def _api(self) -> Any:
        # Without one it would look for a token that somebody has left on this machine.
        api = self._hub.HfApi(token=self._token or False, library_name="microblog")
        self._hub.get_session().timeout = TIMEOUT_S
        return api

    @contextmanager
    def _explaining(self, what: str) -> Generator[None]:
        """Raise BackupError for all that the client raises, which is of many kinds."""
        try:
            yield
        except BackupError:
            raise
        except Exception as error:
            chain = [*_causes(error)]
            words = next((WORDS[status] for each in chain if (status := _status(each)) in WORDS), None)
            # The first cause says the most.
            words = words or in_a_line(chain[-1])
            raise BackupError(f"{self.where} {what}: {words}") from error


def _causes(error: BaseException | None) -> Iterator[Exception]:
    while isinstance(error, Exception):
        yield error
        error = error.__cause__


def _status(error: Exception) -> Any:
    """The status of the answer that an error is about, if there was one."""
    return getattr(getattr(error, "response", None), "status_code", None)
