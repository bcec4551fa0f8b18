"""The manifests for Kubernetes: what it understands, and what it is told."""

import copy

import pytest

from config import Config
from tests.deploy.support import manifests
from tests.deploy.support.manifests import DOCUMENTED, FILES, KUSTOMIZATION, MANIFESTS, manifest, pod
from tests.journeys.deploy.dockerfile import said

PROCESSES = ("web", "worker", "clock", "migrate")
LASTING = ("web", "worker", "clock")


def containers(name):
    """All of a pod's."""
    return [*pod(name).get("initContainers", []), *pod(name)["containers"]]


@pytest.mark.parametrize("each", MANIFESTS, ids=lambda each: f"{each['kind']}-{each['metadata']['name']}")
def test_kubernetes_understands_it(each):
    assert manifests.faults(each) == []


def test_kubernetes_would_not_understand_a_mistake():
    wrong = copy.deepcopy(manifest("Deployment", "web"))
    spec = wrong["spec"]["template"]["spec"]
    spec["terminationGracePeriod"] = 30
    spec["containers"][0]["ports"][0]["containerPort"] = "http"
    del spec["containers"][0]["name"]

    where = "Deployment.spec.template.spec"
    said = [f"{where} has no terminationGracePeriod", f"{where}.containers[0] lacks name"]
    assert {*manifests.faults(wrong)} == {*said, f"{where}.containers[0].ports[0].containerPort is 'http'"}


def test_everything_is_applied_but_the_example():
    applied = {file.name for file in FILES} - {"secret.example.yaml"}

    assert {*KUSTOMIZATION["resources"]} == applied


@pytest.mark.parametrize("name", PROCESSES)
def test_everything_runs_as_nobody_special(name):
    told = pod(name)["securityContext"]
    least = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True}

    assert f"{told['runAsUser']}:{told['runAsGroup']}" == said("USER").text
    assert told["runAsNonRoot"] and told["seccompProfile"] == {"type": "RuntimeDefault"}
    for each in containers(name):
        assert each["securityContext"] == least | {"capabilities": {"drop": ["ALL"]}}
    assert pod(name)["automountServiceAccountToken"] is False


@pytest.mark.parametrize("name", PROCESSES)
def test_everything_can_write_where_it_has_to(name):
    volumes = {each["name"] for each in pod(name)["volumes"] if "emptyDir" in each}

    for each in containers(name):
        places = {mount["mountPath"] for mount in each["volumeMounts"] if mount["name"] in volumes}
        assert places == {"/tmp", "/home/microblog/instance"}


@pytest.mark.parametrize("name", PROCESSES)
def test_no_other_service_is_taken_for_a_setting(name):
    assert pod(name)["enableServiceLinks"] is False


@pytest.mark.parametrize("name", PROCESSES)
def test_the_entrypoint_of_the_image_stays(name):
    assert all("command" not in each and each["image"] == "microblog" for each in containers(name))


@pytest.mark.parametrize("name", PROCESSES)
def test_everything_gets_the_settings_and_the_secrets(name):
    kept = [{"configMapRef": {"name": "settings"}}, {"secretRef": {"name": "secrets"}}]

    assert all(each["envFrom"] == kept for each in containers(name))
    assert KUSTOMIZATION["configMapGenerator"][0]["name"] == "settings"
    assert manifest("Secret", "secrets")


def test_what_is_set_is_read():
    told = {literal.split("=")[0] for literal in KUSTOMIZATION["configMapGenerator"][0]["literals"]}
    told |= manifest("Secret", "secrets")["stringData"].keys()

    assert {name for name in told if not name.startswith("AWS_")} <= DOCUMENTED


def test_probes_of_the_web_ask_what_they_should():
    [web] = pod("web")["containers"]
    asked = {kind: web[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")}

    assert asked == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/livez"}
    assert web["ports"] == [{"name": "http", "containerPort": int(said("EXPOSE").text)}]


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_probes_of_the_others_do_what_the_image_does(name):
    [container] = pod(name)["containers"]

    for kind in ("startupProbe", "livenessProbe"):
        assert container[kind]["exec"]["command"] == said("HEALTHCHECK").check


def test_a_worker_gets_the_time_that_it_may_need():
    assert pod("worker")["terminationGracePeriodSeconds"] > Config.MAIL_DEADLINE_S + 15


def test_there_is_one_clock():
    spec = manifest("Deployment", "clock")["spec"]

    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


@pytest.mark.parametrize("name", ["web", "worker"])
def test_of_several_one_is_always_left(name):
    budget = manifest("PodDisruptionBudget", name)["spec"]

    assert budget["maxUnavailable"] < manifest("Deployment", name)["spec"]["replicas"]
    assert budget["selector"] == manifest("Deployment", name)["spec"]["selector"]


@pytest.mark.parametrize("name", LASTING)
def test_each_finds_its_own_pods(name):
    spec = manifest("Deployment", name)["spec"]

    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"]["app.kubernetes.io/component"] == name


def test_visitors_come_to_the_web():
    [rule] = manifest("Ingress", "web")["spec"]["rules"]
    service = manifest("Service", "web")["spec"]

    assert rule["http"]["paths"][0]["backend"]["service"] == {"name": "web", "port": {"name": "http"}}
    assert service["selector"] == manifest("Deployment", "web")["spec"]["selector"]["matchLabels"]
    assert service["ports"] == [{"name": "http", "port": 80, "targetPort": "http"}]


def test_uploads_are_let_through():
    let_through = manifest("Ingress", "web")["metadata"]["annotations"]

    assert let_through["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{Config.IMPORT_MOST_MB + 1}m"
