"""The OpenAPI document, as tests hold answers against it."""

from jsonschema import Draft202012Validator

from certificates.api.document import openapi

DOCUMENT = openapi()


def faults(name, value):
    """Return what of ``value`` does not fit the schema ``name``."""
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": DOCUMENT["components"],
    }
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema, format_checker=checker).iter_errors(value)
    return [fault.message for fault in found]


def operations():
    """Yield path, method and description of each operation."""
    for path, methods in DOCUMENT["paths"].items():
        for method, described in methods.items():
            yield path, method, described


def response_of(described, status):
    """Return what the document says of one answer of an operation, or None."""
    found = described["responses"].get(str(status))
    if found and "$ref" in found:
        return DOCUMENT["components"]["responses"][found["$ref"].rpartition("/")[2]]
    return found


def schema_of(response, media_type):
    """Return the name of the schema of an answer's body."""
    return response["content"][media_type]["schema"]["$ref"].rpartition("/")[2]


def assert_as_described(described, reply):
    """Hold a reply to what the document says of its operation."""
    response = response_of(described, reply.status_code)
    assert response, f"{reply.status_code} is not described: {reply.content}"
    media_type = reply.headers["Content-Type"].partition(";")[0]
    assert media_type in response["content"]
    assert not faults(schema_of(response, media_type), reply.json()), reply.content
    for header in response.get("headers", {}):
        assert header in reply.headers, (reply.status_code, header)
