"""Our Compose file and our manifests for Kubernetes; and what Kubernetes knows of manifests."""

from __future__ import annotations

import dataclasses
import importlib
import re
import sys
import types
import typing
from collections.abc import Iterator
from typing import Any

import yaml

from deploy.local.places import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
FILES = sorted({*KUBERNETES.glob("*.yaml")} - {KUBERNETES / "kustomization.yaml"})
MANIFESTS = [manifest for file in FILES for manifest in yaml.safe_load_all(file.read_text())]
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
# What our code and the programs that run it read.
DOCUMENTED = {
    name
    for heading in re.findall(r"^##+ (.*)$", (ROOT / "docs" / "configuration.md").read_text(), re.MULTILINE)
    for name in re.findall(r"[A-Z][A-Z_]+", heading)
}


def manifest(kind: str, name: str) -> dict[str, Any]:
    """One of the manifests."""
    [found] = [each for each in MANIFESTS if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return found


def pod(name: str) -> dict[str, Any]:
    """How the pods of a deployment, or of the job, are."""
    return manifest("Job" if name == "migrate" else "Deployment", name)["spec"]["template"]["spec"]


def faults(manifest: dict[str, Any]) -> list[str]:
    """What Kubernetes would not understand."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    module = f"{group.removesuffix('.k8s.io') or 'core'}_{version}"
    return [*_faults(manifest, getattr(_models(module), manifest["kind"]), manifest["kind"])]


def _models(name: str) -> types.ModuleType:
    # The package wants the client that it belongs to, with all that one brings; we want the bare classes.
    schema = types.ModuleType("lightkube.core.schema")
    vars(schema).update(dataclass=dataclasses.dataclass, field=dataclasses.field, DictMixin=object)
    sys.modules.setdefault("lightkube.core", types.ModuleType("lightkube.core"))
    sys.modules.setdefault("lightkube.core.schema", schema)
    return importlib.import_module(f"lightkube.models.{name}")


def _faults(value: Any, kind: Any, where: str) -> Iterator[str]:
    inner = typing.get_args(kind)
    if typing.get_origin(kind) is typing.Union:
        tried = [[*_faults(value, each, where)] for each in inner if each is not type(None)]
        yield from min(tried, key=len)
    elif typing.get_origin(kind) is list and isinstance(value, list):
        for number, each in enumerate(value):
            yield from _faults(each, inner[0], f"{where}[{number}]")
    elif dataclasses.is_dataclass(kind) and isinstance(value, dict):
        yield from _faults_of_fields(value, kind, where)
    elif not (isinstance(kind, type) and isinstance(value, kind)):
        yield f"{where} is {value!r}"


def _faults_of_fields(value: dict[str, Any], kind: Any, where: str) -> Iterator[str]:
    hints, fields = typing.get_type_hints(kind), dataclasses.fields(kind)
    known = {field.metadata.get("json", field.name): field for field in fields}
    yield from (f"{where} has no {name}" for name in value.keys() - known.keys())
    for name, field in known.items():
        if name in value:
            yield from _faults(value[name], hints[field.name], f"{where}.{name}")
        elif dataclasses.MISSING is field.default is field.default_factory:
            yield f"{where} lacks {name}"
