from django.urls import path, re_path

from . import asking, operations, reading

app_name = "api"
urlpatterns = [
    path("v1/checks", operations.check_one, name="check"),
    path("v1/checks/batch", operations.check_batch, name="batch"),
    path("v1/changes", operations.changes, name="changes"),
    path("v1/me", operations.me, name="me"),
    path("v1/openapi.json", reading.contract, name="contract"),
    path("v1/docs/", reading.docs, name="docs"),
    re_path("", asking.nothing_here),
]
