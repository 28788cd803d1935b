"""Choosing a page by its number, whatever number is typed into the address."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django_filters.fields import ModelChoiceField


class AnyNumber:
    """Answers a number that no database can hold as one that names nothing."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            ) from None


class PageChoiceField(AnyNumber, forms.ModelChoiceField):
    """Chooses a page in a form."""


class FilterField(AnyNumber, ModelChoiceField):
    """Chooses a page in a filter."""


class PageChoiceFilter(django_filters.ModelChoiceFilter):
    """Filters a listing by a page."""

    field_class = FilterField
