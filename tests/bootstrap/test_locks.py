"""What is pinned is what ``pyproject.toml`` asks for."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from training.bootstrap import ROOT, environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {
    environment.RUNTIME: PROJECT["project"]["dependencies"],
    environment.TESTING: PROJECT["dependency-groups"]["test"],
}


def pins(lock):
    found = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", lock.read_text(), re.MULTILINE
    )
    return {canonicalize_name(name): version for name, version in found}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_lock_pins_what_the_project_asks_for(lock):
    pinned = pins(lock)
    for requirement in map(Requirement, LOCKS[lock]):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock.name}: compile it again"
        assert requirement.specifier.contains(version, prereleases=True)


def test_both_locks_agree():
    runtime, testing = pins(environment.RUNTIME), pins(environment.TESTING)
    shared = runtime.keys() & testing.keys()
    assert {name: runtime[name] for name in shared} == {
        name: testing[name] for name in shared
    }
