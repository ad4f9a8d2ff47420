"""The look of all portals of a workspace: theme, accent, logo, and the shell around every page."""

from __future__ import annotations

from onboardgen.model.settings import Settings
from onboardgen.rendering.brand import accent_tokens, logo_file
from onboardgen.rendering.shell import Logo, Shell, build_shell
from onboardgen.rendering.theme import Theme


def organization_shell(settings: Settings, theme: Theme, *, demo: bool) -> Shell:
    """The shell of the organization's portals.

    Raises EnvironmentFailure where a file of the theme is missing or cannot be used.
    """
    brand = settings.organization.brand
    logo = logo_file(brand.logo, theme)
    return build_shell(
        theme,
        organization=settings.organization.name,
        logo=Logo(*logo) if logo else None,
        accent_css=accent_tokens(brand.accent),
        dedicated_origin=settings.portal.dedicated_origin,
        remember_days=settings.portal.remember_days,
        demo=demo,
        endpoint=settings.portal.endpoint,
    )
