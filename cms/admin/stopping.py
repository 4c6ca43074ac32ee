"""What a withdrawal would stop, and what it has stopped, in sentences."""

from django.conf import settings
from django.utils.translation import gettext as _

from cms.admin.schedule import in_words
from editorial.editions.taking_down import Stopped
from editorial.editions.withdrawal import WithdrawalReason


def would_stop(each: Stopped) -> str:
    """A language with all that a withdrawal ends in it: "Norsk nynorsk: public, in review"."""
    said = [_("public")] if each.was_public else []
    if each.was_live:
        said.append(_("marked as live, and not public"))
    if each.schedule is not None:
        said.append(_("on the clock for %(when)s") % {"when": in_words(each.schedule)})
    if each.reviews:
        said.append(_("in review"))
    if each.was_signed:
        said.append(_("a signed text that is not public"))
    if not each.is_read and each.was_public:
        said.append(_("the rest of it cannot be read now, and is stopped all the same"))
    elif not each.is_read:
        said.append(_("what there is of it cannot be read now, and is stopped all the same"))
    return f"{language(each.lang)}: {', '.join(said)}"


def stopped_sentences(stopped: list[Stopped], *, title: str) -> list[str]:
    """What was done, language by language, and what waits."""
    done = [each for each in stopped if each.is_done]
    said = _waiting([each for each in stopped if not each.is_done], title=title)
    public = [language(each.lang) for each in done if each.was_public]
    if public:
        text = _("“%(title)s” is withdrawn in: %(languages)s.")
        said.append(text % {"title": title, "languages": ", ".join(public)})
    for each in done:
        values = {"title": title, "language": language(each.lang)}
        said += _beside(each, title=title)
        if each.was_live:
            text = _(
                "“%(title)s” is not marked as live any more in %(language)s. Nothing of it was "
                "public there."
            )
            said.append(text % values)
        if each.schedule is not None:
            text = _("“%(title)s” is off the clock in %(language)s. It was to go live on %(when)s.")
            said.append(text % {**values, "when": in_words(each.schedule)})
        if each.reviews:
            text = _("The review of “%(title)s” in %(language)s has ended.")
            said.append(text % values)
    for each in stopped:
        if each.was_signed:
            text = _(
                "A signed text of “%(title)s” was not public in %(language)s. Its signatures count "
                "no more: it needs a new review."
            )
            said.append(text % {"title": title, "language": language(each.lang)})
    unread = ", ".join(language(each.lang) for each in done if not each.is_read)
    if unread:
        text = _(
            "Whether a signed text of “%(title)s” waited there could not be read: %(languages)s. "
            "If one did, its signatures count no more: it needs a new review."
        )
        said.append(text % {"title": title, "languages": unread})
    return said


def _beside(each: Stopped, *, title: str) -> list[str]:
    """What another withdrawal did, that was in the log first."""
    if not each.other_reason:
        return []
    text = _(
        "“%(title)s” is withdrawn in %(language)s by another withdrawal, which was in the log "
        "first: %(reason)s. The public reads what that one says."
    )
    reason = dict(WithdrawalReason.choices).get(each.other_reason, each.other_reason)
    said = [text % {"title": title, "language": language(each.lang), "reason": reason}]
    if each.is_line_unread:
        text = _("Your own line about “%(title)s” in %(language)s is not shown.")
        said.append(text % {"title": title, "language": language(each.lang)})
    return said


def _waiting(stopped: list[Stopped], *, title: str) -> list[str]:
    said = []
    hidden = ", ".join(language(each.lang) for each in stopped if each.was_public)
    if hidden:
        text = _(
            "“%(title)s” is hidden, not yet in the log: %(languages)s. The public reads the "
            "notice. The worker tries each second until the log has the withdrawal."
        )
        said.append(text % {"title": title, "languages": hidden})
    for each in stopped:
        if each.was_live:
            text = _(
                "“%(title)s” is marked as live in %(language)s, and nothing of it is public there. "
                "The worker tries each second to take the mark away."
            )
            said.append(text % {"title": title, "language": language(each.lang)})
    others = ", ".join(
        language(each.lang)
        for each in stopped
        if not each.was_public and (each.schedule or each.reviews or not each.is_read)
    )
    if others:
        text = _(
            "What stands on the clock or in review is stopped, and nothing of it goes public. The "
            "worker tries each second to take it off the lists: %(languages)s."
        )
        said.append(text % {"languages": others})
    return said


def language(code: str) -> str:
    """A language as its own speakers call it."""
    return str(dict(settings.LANGUAGES).get(code, code))
