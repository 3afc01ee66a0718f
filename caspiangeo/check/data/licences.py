"""What may ship: free points, and at most a handful under share-alike terms."""

from __future__ import annotations

from collections.abc import Iterator

from caspiangeo.catalog import Catalog
from caspiangeo.check.report import Finding

#: Terms under which a point may stand in the default data set.
FREE = ("CC-BY-4.0", "CC0-1.0", "public domain", "Apache-2.0", "free use")
#: Terms under which a single point may, where nothing freer lies near.
SHARE_ALIKE = ("ODbL-1.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0")
MOST_SHARE_ALIKE = 20


def check_licences(catalog: Catalog) -> Iterator[Finding]:
    """Yield points under terms that may not ship, and too many under share-alike ones."""
    shared = []
    for site in catalog.sites():
        if site.licence in SHARE_ALIKE:
            shared.append(site.id)
        elif site.located and site.licence not in FREE:
            yield Finding("licence", site.id, f"a point under {site.licence!r} may not ship")
    if len(shared) > MOST_SHARE_ALIKE:
        yield Finding(
            "licence",
            "sites",
            f"{len(shared)} points under share-alike terms; at most "
            f"{MOST_SHARE_ALIKE}: {', '.join(shared)}",
        )
