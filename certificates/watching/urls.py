"""The addresses of watching, which the holder's own take in."""

from django.urls import path

from . import holding

HOLDER = [
    path("watchers/", holding.watchers, name="watchers"),
    path("watchers/<uuid:watch_id>/answer/", holding.answer, name="answer_watch"),
    path("watchers/<uuid:watch_id>/end/", holding.end, name="end_watch"),
]
