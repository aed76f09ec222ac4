"""How Sphinx builds the manual."""

from importlib.metadata import version as version_of

project = "releasekit"
author = "The releasekit authors"
copyright = "2026, The releasekit authors"
release = version = version_of("releasekit")

# No intersphinx: the manual builds without a network.
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"releasekit {release}"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# Docstrings name the source of a rule under a heading of their own.
napoleon_custom_sections = [("Source", "params_style"), "Laws", "Theory of operation"]
