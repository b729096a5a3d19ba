"""What a booking takes along, in the reader's words: everybody should know it before they choose."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.capacity.queries import LinkView, links_of
from portal.catalogue.models import Resource
from portal.web.language import current_language, localised


def links_in_words(resource: Resource) -> list[tuple[str, str]]:
    """Return name and text of what is taken along and shared; nothing where the resource stands alone."""
    links, own = links_of(resource.id), localised(resource, "name")
    parts, needs, wholes, sharing = (
        _shown(resource, some) for some in (links.parts, links.needs, links.wholes, links.needed_by)
    )
    words = []
    if parts:
        text = _("Bokas %(name)s tas %(parts)s med. De kan då inte bokas för sig.", name=own, parts=_names(parts))
        words.append((_("Helheten består av"), text))
    if needs:
        words.append((_("Behöver också"), format_list([_needed(one) for one in needs], locale=current_language())))
    if wholes:
        text = _("%(name)s. Är den ena bokad kan den andra inte bokas då.", name=_names(wholes))
        words.append((_("Del av"), text))
    if sharing:
        words.append((_("Används också med"), _names(sharing)))
    return words


def _shown(resource: Resource, links: Sequence[LinkView]) -> list[LinkView]:
    return [one for one in links if one.is_public or one.testbed_id == resource.testbed_id]


def _names(links: Sequence[LinkView]) -> str:
    return format_list([localised(one, "name") for one in links], locale=current_language())


def _needed(one: LinkView) -> str:
    name = localised(one, "name")
    if one.units == 1:
        return name
    return ngettext(
        "%(name)s (%(num)s enhet för varje bokad enhet)",
        "%(name)s (%(num)s enheter för varje bokad enhet)",
        one.each,
        name=name,
    )
