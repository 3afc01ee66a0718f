"""What the tests of the written formats share: everything that there is to write, made once."""

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.io.layers import about_of, layers_of


@pytest.fixture(scope="session")
def everything():
    """All layers and tables of the data set."""
    return layers_of(default_catalog())


@pytest.fixture(scope="session")
def about():
    """What the files say of themselves."""
    catalog = default_catalog()
    return about_of(catalog, catalog.viewpoint(None, None))
