"""A field for a color: its code to type, and the browser's own picker beside it."""

from django import forms


class ColourInput(forms.TextInput):
    """Text that holds; the picker follows it, and writes into it."""

    template_name = "certificates/admin/colour_input.html"

    class Media:
        js = ["certificates/js/colour.js"]
