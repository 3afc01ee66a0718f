"""How the documentation is built: Sphinx with Markdown."""

import caspiangeo

project = "caspiangeo"
author = "The caspiangeo maintainers"
copyright = "2026, the caspiangeo maintainers; code MIT, data CC BY 4.0"
version = release = caspiangeo.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"caspiangeo {version}"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = False
nitpicky = False
