"""The OpenAPI document is whole and valid, and the page says the same."""

import inspect
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from certificates.api import refusals
from certificates.api.document import openapi
from training import problems

from .contract import DOCUMENT, faults, operations, response_of

PAGE = "/api/v1/docs/"
ADDRESS = "/api/v1/openapi.json"


def samples():
    """Yield each example with the name of the schema that it must fit."""
    for path, _method, described in operations():
        bodies = [described.get("requestBody", {})]
        bodies += [response_of(described, one) for one in described["responses"]]
        for body in bodies:
            for content in body.get("content", {}).values():
                schema = content["schema"]["$ref"].rpartition("/")[2]
                for name, example in content["examples"].items():
                    yield pytest.param(schema, example["value"], id=f"{path} {name}")


def test_it_is_valid_openapi_31():
    assert DOCUMENT["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(DOCUMENT).validate()


@pytest.mark.parametrize(("schema", "value"), samples())
def test_every_example_fits_its_schema(schema, value):
    assert not faults(schema, value)


def test_every_answer_and_every_parameter_is_described():
    for path, _method, described in operations():
        assert described["description"], path
        assert {"200", "401", "403", "429", "500", "503"} <= set(described["responses"])
        for status in described["responses"]:
            assert response_of(described, status)["description"], (path, status)
        for parameter in described.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])


def test_the_document_is_served_with_a_tag_for_caches(client):
    reply = client.get(ADDRESS)
    assert reply.json() == openapi()
    assert "public" in reply.headers["Cache-Control"]
    again = client.get(ADDRESS, headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_the_page_shows_every_operation_with_a_command_to_copy(client):
    page = client.get(PAGE)
    text = page.content.decode()
    for path, method, described in operations():
        assert f"{method.upper()} /api/v1{path}" in text
        assert f"curl http://testserver/api/v1{path}" in text
        assert described["summary"] in text


@pytest.mark.django_db
def test_every_type_of_a_problem_leads_to_a_heading_of_the_page(client):
    text = client.get(PAGE).content.decode()
    source = inspect.getsource(refusals) + inspect.getsource(problems)
    slugs = set(re.findall(r'slug="(\w+)"', source)) | {"address"}
    assert {"token", "scope", "limits", "fault"} <= slugs
    for slug in slugs:
        assert f'id="{slug}"' in text, slug


@pytest.mark.django_db
def test_the_page_is_in_english_whoever_reads_it(client):
    page = client.get(PAGE, headers={"Accept-Language": "es"})
    assert b'<html lang="en"' in page.content


@pytest.mark.django_db
def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client):
    text = client.get(PAGE).content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style", text)
