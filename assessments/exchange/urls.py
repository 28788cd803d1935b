"""Addresses of import and export, under the admin."""

from django.urls import path

from . import exports, imports, scenarios

urlpatterns = [
    path("questions/import/", imports.upload, name="import_questions"),
    path("questions/import/template/<str:name>/", imports.template, name="template"),
    path("questions/import/<int:pk>/", imports.preview, name="import_preview"),
    path("questions/import/<int:pk>/look/", imports.look, name="import_look"),
    path("questions/import/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("questions/export/", exports.choose, name="export_questions"),
    path("questions/export/file/", exports.download, name="export_file"),
    path("scenarios/<int:pk>/export/", scenarios.download, name="export_scenario"),
    path("scenarios/import/", scenarios.upload, name="import_scenario"),
]
