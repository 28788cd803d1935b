"""The addresses of watching, which the desk's and the holder's own take in."""

from django.urls import path

from . import addresses, holding, watches

DESK = [
    path("watches/", watches.watches, name="watches"),
    path("watches/mail/", watches.choose_digest, name="choose_digest"),
    path("watches/<uuid:watch_id>/end/", watches.end, name="end_watch"),
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/again/<uuid:key>/", addresses.replay, name="replay"),
    path(
        "addresses/<uuid:endpoint_id>/secret/", addresses.rotate, name="rotate_secret"
    ),
    path("addresses/<uuid:endpoint_id>/test/", addresses.test, name="test_address"),
    path("addresses/<uuid:endpoint_id>/pause/", addresses.pause, name="pause_address"),
    path(
        "addresses/<uuid:endpoint_id>/remove/", addresses.remove, name="remove_address"
    ),
]

HOLDER = [
    path("watchers/", holding.watchers, name="watchers"),
    path("watchers/<uuid:watch_id>/answer/", holding.answer, name="answer_watch"),
    path("watchers/<uuid:watch_id>/end/", holding.end, name="end_watch"),
]
