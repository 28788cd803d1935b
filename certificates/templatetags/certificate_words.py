"""Contact time, days and standings in words."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from certificates.award import hours_and_minutes
from certificates.course_words import MODALITY_WORDS
from certificates.finding_words import VERDICT_WORDS
from certificates.status_words import (
    HOLDER_SENTENCES,
    ICONS,
    STATUS_SENTENCES,
    STATUS_WORDS,
    TONES,
)

register = template.Library()


@register.simple_tag
def contact_time(parted):
    """Write (hours, minutes) out: "6 hours 25 minutes"; a zero part is left out."""
    hours, minutes = parted
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes or not hours:
        text = ngettext("%(n)d minute", "%(n)d minutes", minutes)
        parts.append(text % {"n": minutes})
    return " ".join(parts)


@register.simple_tag
def short_time(hours, minutes):
    """Write hours and minutes for a column: "6 h 25 min"."""
    if not minutes:
        return gettext("%(hours)d h") % {"hours": hours}
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    values = {"hours": hours, "minutes": minutes}
    return gettext("%(hours)d h %(minutes)02d min") % values


@register.filter(expects_localtime=True)
def long_date(day):
    """Write a day with its month in full: "November 16, 2026"."""
    return date_format(day, pgettext("date format", "F j, Y"))


@register.filter
def own_day(moment):
    """Write the day that ``moment`` names itself, by the offset that it came with."""
    return long_date(moment.date())


@register.filter
def day_in(moment, zone):
    """Write the day that ``moment`` lies on in ``zone``, whoever reads it where.

    A decision holds from the start of a day where the certificate counts its days;
    a reader to the west of it would be told the day before.
    """
    return long_date(moment.astimezone(ZoneInfo(zone)))


@register.simple_tag
def minutes_in_words(minutes):
    """Write contact minutes out in hours and minutes."""
    return contact_time(hours_and_minutes(minutes))


@register.simple_tag
def minutes_short(minutes):
    """Write contact minutes for a column."""
    return short_time(*hours_and_minutes(minutes))


@register.simple_tag
def modality_word(code):
    """Write how a course is taught."""
    return MODALITY_WORDS[code]


@register.simple_tag
def status_word(name):
    """Write the name of a status in the language of the page."""
    return STATUS_WORDS[name]


@register.simple_tag
def verdict_word(verdict):
    """Write the verdict of one check in the language of the page."""
    return VERDICT_WORDS[verdict]


@register.simple_tag
def status_sentence(name, is_holder=False):
    """Say what a status means, to whoever checks or to its holder."""
    return (HOLDER_SENTENCES if is_holder else STATUS_SENTENCES)[name]


@register.simple_tag
def status_icon(name):
    """Return the icon of a status."""
    return ICONS[name]


@register.simple_tag
def status_tone(name):
    """Return the class whose look a status takes."""
    return f"status--{TONES.get(name, name)}"
