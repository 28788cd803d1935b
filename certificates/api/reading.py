"""The contract to read: as a document for programs, as a page for people."""

import json
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from markdown_it import MarkdownIt

from certificates.throttle import COST_OF_A_MISS, ONE_AGENCY
from training.users.access import public

from .document import FURTHER_PROBLEMS, PROBLEMS, limit_in_words, openapi

PRETTY = {"ensure_ascii": False, "indent": 2}


def _text():
    return json.dumps(openapi(), ensure_ascii=False)


def _etag(request):
    return f'"{sha256(_text().encode()).hexdigest()[:32]}"'


@public
@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=_etag)
def contract(request):
    """Serve the OpenAPI document, to tools that run in a browser too."""
    anywhere = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(_text(), content_type="application/json", headers=anywhere)


@public
@require_safe
def docs(request):
    """Show the same document as a page; in English, as the API itself speaks."""
    found = openapi()
    context = {
        "document": found,
        "operations": [
            _operation(path, method, described)
            for path, methods in found["paths"].items()
            for method, described in methods.items()
        ],
        "introduction": _in_html(found["info"]["description"]),
        "problems": _problems(),
        "limit": limit_in_words(),
        "rows": f"{ONE_AGENCY.most:,}",
        "cost_of_a_miss": COST_OF_A_MISS,
    }
    with override("en"):
        return render(request, "certificates/api/docs.html", context)


def _problems():
    """Return each kind once, for its heading is where ``type`` leads."""
    kinds = {}
    for status, (slug, means) in [*PROBLEMS.items(), *FURTHER_PROBLEMS.items()]:
        kinds.setdefault(slug, []).append((status, _in_html(means)))
    return [{"slug": slug, "cases": cases} for slug, cases in kinds.items()]


def _in_html(text):
    """Return our own Markdown as HTML; it may hold no HTML itself."""
    return mark_safe(MarkdownIt("commonmark", {"html": False}).render(text))  # noqa: S308


def _operation(path, method, described):
    body = described.get("requestBody")
    asked = _samples(body["content"]) if body else []
    return {
        "id": described["operationId"],
        "method": method.upper(),
        "path": f"/api/v1{path}",
        "summary": described["summary"],
        "description": _in_html(described["description"]),
        "parameters": [
            {"name": one["name"], "means": _in_html(one["description"])}
            for one in described.get("parameters", [])
        ],
        "curl": _curl(path, method, asked[0]["text"] if asked else ""),
        "answers": _samples(described["responses"]["200"]["content"]),
        "refusals": [code for code in described["responses"] if code != "200"],
    }


def _samples(content):
    samples = content["application/json"]["examples"].values()
    return [
        {"summary": one["summary"], "text": json.dumps(one["value"], **PRETTY)}
        for one in samples
    ]


def _curl(path, method, body):
    lines = [f"curl {settings.SITE_URL}/api/v1{path}"]
    lines.append('  -H "Authorization: Bearer $TOKEN"')
    if method == "post":
        lines.append('  -H "Content-Type: application/json"')
        lines.append(f"  --data '{body}'")
    return " \\\n".join(lines)
