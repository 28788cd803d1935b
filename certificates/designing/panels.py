"""How the editor of a design is arranged."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
)

from .widgets import ColourInput


def _signatory(place):
    return MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(f"signatory_{place}_name"),
                    FieldPanel(f"signatory_{place}_role"),
                ]
            ),
            FieldPanel(f"signatory_{place}_picture"),
        ],
        heading=_("Signature %(place)s") % {"place": place},
    )


PANELS = [
    FieldPanel("title"),
    MultiFieldPanel(
        [
            FieldPanel("layout"),
            FieldRowPanel([FieldPanel("size"), FieldPanel("orientation")]),
        ],
        heading=_("Page"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("colour_paper", widget=ColourInput),
                    FieldPanel("colour_ink", widget=ColourInput),
                    FieldPanel("colour_accent", widget=ColourInput),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel("colour_first", widget=ColourInput),
                    FieldPanel("colour_second", widget=ColourInput),
                ]
            ),
        ],
        heading=_("Colors"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("logo"), FieldPanel("seal")])],
        heading=_("Pictures"),
    ),
    MultiFieldPanel(
        [
            HelpPanel(template="certificates/admin/wording_help.html"),
            FieldPanel("heading"),
            FieldPanel("opening"),
            FieldPanel("statement"),
            FieldPanel("details"),
            FieldPanel("letter"),
        ],
        heading=_("Wording"),
    ),
    *(_signatory(place) for place in (1, 2, 3)),
]
