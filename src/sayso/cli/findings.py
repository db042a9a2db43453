"""The first of everything a case holds, one table after another: what ``sayso demo`` prints."""

from __future__ import annotations

from sayso.cli.happenings import show_ceasefires, show_events, show_names
from sayso.cli.linked import show_claims
from sayso.cli.looking import show_copies, show_quotes, show_sources


def show_findings(case: str) -> None:
    """Print who says what, what several say, what is said to have happened, what each calls whom, and who speaks."""
    import sayso  # noqa: PLC0415
    from sayso.case import labels, linked, roots, told, views  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        show_quotes(opened.quotes(limit=20), opened.count_quotes())
        if claims := linked.claims(opened, limit=12):
            show_claims(claims, linked.count_claims(opened))
        if events := told.events(opened, limit=12):
            show_events(events, told.count_events(opened))
        if ceasefires := told.ceasefires(opened, limit=4):
            show_ceasefires(ceasefires, told.count_ceasefires(opened))
        if names := labels.names(opened, limit=12):
            show_names(names)
        show_sources(
            {
                "speakers": opened.speakers(limit=12),
                "outlets": opened.outlets()[:12],
                "via": opened.via()[:8],
                "cited": roots.who_cites_whom(opened, limit=12),
                "shared": views.shared_between_outlets(opened, limit=12),
            }
        )
        show_copies(opened, opened.copies(limit=10))
