"""The sentences that say what is wrong with a file, and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessments.interchange.items import LARGEST_FILE
from assessments.interchange.remarks import Remark

SENTENCES = {
    Remark.EMPTY: lazy("There is nothing in it. Choose another file."),
    Remark.TOO_LARGE: lazy(
        "It is larger than %(detail)s MB. Part it into smaller files."
    ),
    Remark.TOO_MANY: lazy(
        "It holds more than %(detail)s questions. Part it into smaller files."
    ),
    Remark.NOT_UTF8: lazy(
        "It is not UTF-8 text. Save it again and choose UTF-8 as its encoding."
    ),
    Remark.NOTHING_FOUND: lazy(
        "No question was found in it. Is it really in this format?"
    ),
    Remark.NOT_XML: lazy("It is not well-formed XML (%(detail)s). Export it again."),
    Remark.XML_DOCTYPE: lazy(
        "It declares a document type or entities, which is not allowed. Take the "
        "DOCTYPE out."
    ),
    Remark.XML_ENCODING: lazy("It is encoded as %(detail)s. Save it again as UTF-8."),
    Remark.XML_TOO_DEEP: lazy(
        "Its elements lie deeper in each other than %(detail)s levels. No real "
        "question needs that."
    ),
    Remark.XML_TOO_BIG: lazy("It has too many elements. Part it into smaller files."),
    Remark.WRONG_ROOT: lazy(
        "It is not in this format: expected %(detail)s. Choose the format it is in."
    ),
    Remark.NOT_ZIP: lazy("It is not a zip file that can be read. Export it again."),
    Remark.ZIP_TOO_MANY: lazy(
        "The zip holds more than %(detail)s files. Part it into smaller packages."
    ),
    Remark.ZIP_TOO_BIG: lazy(
        "Unpacked, the zip is larger than %(detail)s MB. Part it into smaller packages."
    ),
    Remark.ZIP_RATIO: lazy(
        "“%(detail)s” unpacks to far more than its size. Such files are refused."
    ),
    Remark.ZIP_PATH: lazy(
        "“%(detail)s” would lie outside the package. Pack the zip again."
    ),
    Remark.ZIP_LINK: lazy(
        "“%(detail)s” is a link, not a file. Pack the zip again without links."
    ),
    Remark.ZIP_ENCRYPTED: lazy("The zip has a password. Pack it again without one."),
    Remark.ZIP_DUPLICATE: lazy("“%(detail)s” is in the zip twice. Pack the zip again."),
    Remark.ZIP_OVERLAP: lazy(
        "Files in the zip share their bytes. Such files are refused."
    ),
    Remark.ZIP_NESTED: lazy(
        "“%(detail)s” is an archive within the archive. Unpack it first."
    ),
    Remark.ZIP_BROKEN: lazy("The zip is damaged. Pack it again."),
    Remark.NO_MANIFEST: lazy(
        "The package has no imsmanifest.xml at its top. Export it as a QTI package."
    ),
    Remark.NOT_YAML: lazy("It is not readable as YAML: %(detail)s."),
    Remark.YAML_ALIAS: lazy("Anchors and aliases are not allowed. Write it out."),
    Remark.YAML_FIELD: lazy("%(detail)s"),
    Remark.NO_HEADER: lazy(
        "The first row must name the columns; “%(detail)s” is missing. Start from "
        "the template."
    ),
    Remark.UNKNOWN_COLUMN: lazy(
        "There is no column “%(detail)s”. The template lists them all."
    ),
    Remark.NOT_XLSX: lazy("It is not an Excel workbook. Save it again as .xlsx."),
    Remark.NO_PROMPT: lazy("It asks nothing: the question has no text."),
    Remark.FEWER_THAN_TWO: lazy("It has fewer than two options."),
    Remark.NOTHING_IS_RIGHT: lazy("Nothing says which answer is right."),
    Remark.TOO_LONG: lazy("A text in it is longer than %(detail)s characters."),
    Remark.UNKNOWN_KIND: lazy("There is no such kind of question here: %(detail)s."),
    Remark.BAD_NUMBER: lazy("“%(detail)s” is not a number."),
    Remark.BAD_WEIGHT: lazy("“%(detail)s” is not a weight from -100 to 100."),
    Remark.BRACES: lazy(
        "Its braces do not match. A question has one { and one }, and ends at an "
        "empty line."
    ),
    Remark.NO_ARROW: lazy("In “%(detail)s”, the -> between the two sides is missing."),
    Remark.BAD_CELL: lazy("This cell says something unknown: %(detail)s."),
    Remark.DESCRIPTION: lazy("It is a text without a question."),
    Remark.WILDCARD: lazy(
        "The accepted answer “%(detail)s” has a wildcard (*), which is not known "
        "here. It was left out."
    ),
    Remark.MANY_PARTS: lazy("It has several parts to answer; one is possible here."),
    Remark.NO_KEY: lazy("It does not say which answer is right."),
    Remark.NO_RULE: lazy(
        "It is scored by a program of its own, which cannot be taken over."
    ),
    Remark.PICTURE_ONLY: lazy("An option is a picture without words."),
    Remark.ITEM_MISSING: lazy("The package names this file, but it is not in it."),
    Remark.PASSAGE_MISSING: lazy(
        "The passage that it asks about is not in the package: %(detail)s."
    ),
    Remark.DRAWN_VALUES: lazy(
        "Its values are drawn anew for every person, which is not possible here."
    ),
    Remark.HOLDS_NO_SUCH: lazy("This format has no such kind: %(detail)s."),
    Remark.FORMATTING: lazy("Some formatting was not kept: %(detail)s."),
    Remark.SCRIPT: lazy("Active content was taken out: %(detail)s."),
    Remark.NOT_TEXT: lazy(
        "Left out, though it may be needed to answer: %(detail)s. Look at it before "
        "you publish."
    ),
    Remark.FILE_LEFT: lazy("The file “%(detail)s” was left out."),
    Remark.NO_PLACE: lazy("There is no place here for %(detail)s."),
    Remark.FIXED_ORDER: lazy(
        "The order of its options was fixed. A quiz that shuffles will shuffle them."
    ),
    Remark.PICTURE_IN_OPTION: lazy("A picture in an option or feedback was left out."),
    Remark.PICTURE_MISSING: lazy("A picture is not in the file: %(detail)s."),
    Remark.PICTURE_ELSEWHERE: lazy(
        "A picture lies on another site and was left out: %(detail)s."
    ),
    Remark.PICTURE_REFUSED: lazy(
        "“%(detail)s” is not a picture that can be shown (PNG, JPEG, GIF or WebP, "
        "up to 5 MB and 25 megapixels). It was left out."
    ),
    Remark.PICTURE_NOT_HELD: lazy("The picture “%(detail)s” is not in the file."),
    Remark.PICTURE_IN_EXPLANATION: lazy("A picture in the explanation is left out."),
    Remark.SOUND_NOT_HELD: lazy(
        "The sound “%(detail)s” and its transcript are not in the file."
    ),
    Remark.EXPERT_KEY: lazy(
        "The key that a panel of experts agreed on stays here. The file has the "
        "author's key."
    ),
    Remark.WEIGHTS_EQUALISED: lazy(
        "Its weights differ; here all right answers count the same."
    ),
    Remark.WRONG_COSTS: lazy(
        "Here, each wrong answer takes as much away as a right one gives."
    ),
    Remark.NEGATIVE_WEIGHT: lazy("Points below zero are not possible; they became 0."),
    Remark.TWO_RIGHT: lazy(
        "“%(detail)s” is fully right, too. One answer can be: mend it before you "
        "publish."
    ),
    Remark.ROUNDED: lazy("A weight was rounded to %(detail)s."),
    Remark.CASE: lazy("Capital letters will make no difference."),
    Remark.UNITS: lazy("Of several units only the first was kept."),
    Remark.WRONG_FEEDBACK: lazy("The feedback on all other answers was left out."),
    Remark.CATEGORY: lazy(
        "The category “%(detail)s” is not kept: all go into the bank chosen here."
    ),
    Remark.PER_ANSWER_FEEDBACK: lazy("Feedback on single answers was left out."),
    Remark.OVERALL_FEEDBACK: lazy("Feedback on the whole answer was left out."),
    Remark.HINTS: lazy("Hints for another try were left out."),
    Remark.GRADER_NOTES: lazy(
        "The notes for markers need to become a rubric: %(detail)s"
    ),
    Remark.NO_RUBRIC: lazy("It has no rubric yet. Write one before you publish it."),
    Remark.ESSAY_FILES: lazy("Files cannot be handed in here; text can."),
    Remark.FACT_NOT_HELD: lazy("This format has no place for: %(detail)s."),
    Remark.SHOWN_AS: lazy("Written as another kind of question: %(detail)s."),
    Remark.DISTRACTOR: lazy("A choice without a partner was kept as a distractor."),
    Remark.SCORING: lazy("It will be scored by the rule of this site."),
    Remark.RUBRIC_BLOCK: lazy("Notes for markers were left out."),
    Remark.UNKNOWN_DOMAIN: lazy("There is no competency domain “%(detail)s”."),
    Remark.UNKNOWN_LESSON: lazy("There is no lesson “%(detail)s”."),
    Remark.UNKNOWN_ENEMIES: lazy(
        "The set of enemies “%(detail)s” is new here. It will be made."
    ),
    Remark.STAGE_LEFT: lazy(
        "Its stage “%(detail)s” is not taken over. Whoever publishes it decides."
    ),
    Remark.POINTS: lazy("Its points were rounded to %(detail)s."),
    Remark.RENAMED: lazy("Its code was taken twice in the file; it is now %(detail)s."),
    Remark.MISSING_FEEDBACK: lazy(
        "Some options have no feedback. Write it before you publish."
    ),
}
FACTS = {
    "feedback": lazy("feedback on each part"),
    "rubric": lazy("the rubric"),
    "pictures": lazy("pictures"),
    "distractors": lazy("distractors"),
    "unit": lazy("the unit"),
}


TAGS = {
    "a": lazy("links"),
    "nested list": lazy("lists within lists"),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], lazy("headings")),
    **dict.fromkeys(
        ["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"],
        lazy("tables"),
    ),
    **dict.fromkeys(["audio", "video"], lazy("sound or film")),
    **dict.fromkeys(["object", "embed", "applet"], lazy("an embedded file")),
    **dict.fromkeys(["ruby", "rb"], lazy("reading aids over words")),
    **dict.fromkeys(["bdo", "bdi"], lazy("the direction of words")),
    **dict.fromkeys(["iframe", "canvas"], lazy("a part from elsewhere")),
    **dict.fromkeys(["pre", "code", "tt", "kbd", "samp"], lazy("code")),
    **dict.fromkeys(["sub", "sup"], lazy("raised and lowered text")),
    **dict.fromkeys(["u", "s", "del", "ins"], lazy("lines under or through text")),
    "math": lazy("a formula"),
    "svg": lazy("a drawing"),
}
PLACES = {
    "catalog": lazy("glossaries, signs and other supports of a catalog"),
    "template": lazy("a text to begin the answer with"),
    "least_words": lazy("a least number of words"),
}
STAGES = {"live": lazy("live"), "retired": lazy("retired")}


def sentence(remark, detail=""):
    """Return what ``remark`` means, in the active language."""
    said = str(SENTENCES[remark])
    if remark == Remark.STAGE_LEFT:
        detail = str(STAGES[detail])
    elif remark == Remark.NO_PLACE:
        detail = str(PLACES[detail])
    elif remark in {Remark.FORMATTING, Remark.SCRIPT, Remark.NOT_TEXT}:
        names = [str(TAGS.get(name, name)) for name in detail.split(", ")]
        detail = ", ".join(dict.fromkeys(names))
    if remark == Remark.FACT_NOT_HELD and detail in FACTS:
        detail = str(FACTS[detail])
    return said % {"detail": detail} if "%(" in said else said


def refusal(refused):
    """Return the sentence for a file that was refused as a whole."""
    said = sentence(refused.remark, refused.detail or str(LARGEST_FILE // 1_000_000))
    if refused.line:
        return _("Line %(line)d: %(said)s") % {"line": refused.line, "said": said}
    return said
