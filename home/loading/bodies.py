"""Lesson files into the raw form of Wagtail's StreamField."""

from assessments.interchange.identity import block_id, items
from assessments.interchange.prose import to_rich_text


def lesson_body(lesson, images):
    """Return the raw blocks of ``lesson``.

    Args:
        lesson: a ``schema.Lesson``.
        images: primary keys of stored pictures, by the name the file uses.
    """
    return [_block(lesson.slug, n, b, images) for n, b in enumerate(lesson.body)]


def _block(slug, number, block, images):
    content = block.content
    key = getattr(content, "key", None) or f"{number}-{block.kind}"
    identity = block_id(slug, block.kind, key)
    value = RAW[block.kind](content, identity, images)
    return {"type": block.kind, "value": value, "id": identity}


def _picture(content, identity, images):
    return {
        "image": images[content.file],
        "alt": content.alt,
        "caption": content.caption,
    }


def _callout(content, identity, images):
    return content.model_dump() | {"text": to_rich_text(content.text)}


def _content_note(content, identity, images):
    return {
        "text": to_rich_text(content.text),
        "summary": to_rich_text(content.summary),
    }


def _dialogue(content, identity, images):
    turns = [turn.model_dump() for turn in content.turns]
    return {
        "title": content.title,
        "setting": content.setting,
        "turns": items(identity, turns),
    }


def _comparison(content, identity, images):
    def way(side):
        return {"says": side.says, "why": to_rich_text(side.why)}

    return {
        "title": content.title,
        "situation": content.situation,
        "helpful": way(content.helpful),
        "less_helpful": way(content.less_helpful),
    }


def _key_terms(content, identity, images):
    return {"terms": items(identity, [term.model_dump() for term in content])}


def _reflection(content, identity, images):
    return {"prompt": content.prompt, "hint": content.hint}


def _check(content, identity, images):
    return {
        "prompt": to_rich_text(content.prompt),
        "options": options(identity, content.options),
    }


def options(identity, given):
    """Return the raw form of options; their ids come from their keys."""
    return [
        {
            "type": "item",
            "id": block_id(identity, option.key),
            "value": {
                "text": option.text,
                "is_correct": option.correct,
                "feedback": option.feedback,
            },
        }
        for option in given
    ]


RAW = {
    "text": lambda content, identity, images: to_rich_text(content),
    "heading": lambda content, identity, images: content,
    "picture": _picture,
    "quotation": lambda content, identity, images: content.model_dump(),
    "callout": _callout,
    "content_note": _content_note,
    "dialogue": _dialogue,
    "comparison": _comparison,
    "key_terms": _key_terms,
    "reflection": _reflection,
    "check": _check,
}
