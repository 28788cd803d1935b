"""Pages and pictures made or brought up to date."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from assessments.interchange.identity import block_id
from assessments.interchange.prose import to_rich_text
from courses.models import CompetencyDomain, Recording, Topic
from home.models import CataloguePage, HomePage, SupportSettings


def lay_page(model, parent, slug, **fields):
    """Make the page at ``slug`` below ``parent``, or bring it up to date.

    Raises:
        ValidationError: the page refuses a value.
    """
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=parent.locale)
        _assign(page, fields)
        parent.add_child(instance=page)
    else:
        _assign(page, fields)
        page.full_clean()
    page.save_revision(clean=False).publish()
    return page


def _assign(page, fields):
    for name, value in fields.items():
        setattr(page, name, value)


def keep_order(parent, slugs):
    """Put the children of ``parent`` that ``slugs`` name into that order."""
    named = [parent.get_children().filter(slug=slug).first() for slug in slugs]
    wanted = [page.pk for page in named if page]
    present = parent.get_children().filter(pk__in=wanted).order_by("path")
    if list(present.values_list("pk", flat=True)) == wanted:
        return
    for pk in wanted:
        Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def lay_site(site):
    """Make the front door and the catalogue in every language."""
    first, *others = site.pages
    home = _lay_home(first)
    catalogue = lay_page(CataloguePage, home, "courses", **_catalogue(first))
    for page in others:
        locale = Locale.objects.get_or_create(language_code=page.language)[0]
        _translate(home, locale, _home(page))
        _translate(catalogue, locale, _catalogue(page))


def _lay_home(page):
    root = Page.get_first_root_node()
    locale = Locale.objects.get_or_create(language_code=page.language)[0]
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        home = root.add_child(
            instance=HomePage(slug="front", locale=locale, **_home(page))
        )
    _assign(home, _home(page))
    home.save_revision().publish()
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    site.hostname, site.port = address.hostname, address.port or _port(address.scheme)
    site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
    site.save()
    _drop_placeholder()
    return home


def _drop_placeholder():
    """Take away the page that Wagtail's own first migration makes."""
    for page in Page.objects.filter(depth=2, slug="home", numchild=0):
        if type(page.specific) is Page:
            page.delete()


def _port(scheme):
    return 443 if scheme == "https" else 80


def _home(page):
    return {
        "title": page.title,
        "heading": page.heading,
        "introduction": to_rich_text(page.introduction),
    }


def _catalogue(page):
    return {
        "title": page.catalogue_title,
        "introduction": page.catalogue_introduction,
    }


def _translate(page, locale, fields):
    translation = page.get_translation_or_none(locale)
    if translation is None:
        translation = page.copy_for_translation(locale)
    _assign(translation, fields)
    translation.save_revision().publish()
    return translation


def lay_words(model, identity, rows):
    """Make or rename topics or domains in every language.

    Args:
        model: ``Topic`` or ``CompetencyDomain``.
        identity: the field that names a row in every language.
        rows: ``schema.TopicWords`` or ``schema.DomainWords``, in order.
    """
    for order, row in enumerate(rows):
        key = None
        for language, name in row.name.items():
            locale = Locale.objects.get_or_create(language_code=language)[0]
            found = {identity: getattr(row, identity), "locale": locale}
            fields = {"name": name} | ({"order": order} if identity == "code" else {})
            created = fields | ({"translation_key": key} if key else {})
            word, _is_new = model.objects.update_or_create(
                **found, defaults=fields, create_defaults=found | created
            )
            key = key or word.translation_key


def lay_catalogue_words(course):
    lay_words(Topic, "slug", course.topics)
    lay_words(CompetencyDomain, "code", course.domains)


def lay_support(countries):
    """Set the support contacts, unless somebody already has in the admin."""
    support = SupportSettings.load()
    if support.contacts:
        return
    raw = [
        {
            "type": "country",
            "id": block_id("support", row.country),
            "value": {
                "country": row.country,
                "contacts": [
                    {
                        "type": "item",
                        "id": block_id("support", row.country, contact.name),
                        "value": contact.model_dump(),
                    }
                    for contact in row.contacts
                ],
            },
        }
        for row in countries
    ]
    support.contacts = SupportSettings._meta.get_field("contacts").to_python(raw)
    support.save()


def lay_picture(path, title):
    """Store a picture once, however many lessons and loads show it."""
    images = get_image_model().objects
    digest = hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
    if found := images.filter(file_hash=digest).first():
        return found
    with path.open("rb") as file:
        return images.create(title=title, file=ImageFile(file, name=path.name))


def lay_sound(path, title, transcript):
    """Store a recording once under its title; a changed transcript is taken over."""
    found = Recording.objects.filter(title=title, type="audio").first()
    if found is None or _bytes(found.file) != path.read_bytes():
        with path.open("rb") as file:
            found = Recording(
                title=title, type="audio", file=File(file, name=path.name)
            )
            found.transcript = transcript
            found.save()
    elif found.transcript != transcript:
        found.transcript = transcript
        found.save()
    return found


def _bytes(stored):
    try:
        with stored.open("rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
