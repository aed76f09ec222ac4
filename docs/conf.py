"""How Sphinx builds the manual."""

from enum import Enum
from importlib.metadata import version as version_of

from sphinx.application import Sphinx

project = "releasekit"
author = "The releasekit authors"
copyright = "2026, The releasekit authors"
release = version = version_of("releasekit")

# No intersphinx: the manual builds without a network.
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
# What docstrings put between single backticks is a name; it becomes a link where the reference has it.
default_role = "py:obj"
html_theme = "furo"
html_title = f"releasekit {release}"
# Code is set so that 94 characters fit a line.
html_theme_options = {"light_css_variables": {"code-font-size": "75%"}}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 90
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# Docstrings name the source of a rule under a heading of their own.
# Types stand in the signature, so attributes are listed without them.
napoleon_custom_sections = [("Attributes", "params_style"), "Source", "Laws", "Theory of operation"]


def setup(app: Sphinx) -> None:
    """Show vocabularies by their words; autodoc would leave out members without a docstring of their own."""
    app.connect("autodoc-process-signature", _without_values)
    app.connect("autodoc-process-docstring", _with_words)


def _without_values(_app: Sphinx, _what: str, _name: str, thing: object, *_more: object) -> tuple[str, None] | None:
    return ("", None) if isinstance(thing, type) and issubclass(thing, Enum) else None


def _with_words(_app: Sphinx, _what: str, _name: str, thing: object, _options: object, lines: list[str]) -> None:
    if isinstance(thing, type) and issubclass(thing, Enum):
        words = [f"``{word.name}`` ({word.value})" for word in thing]
        lines += ["", f"Words, in their order: {', '.join(words)}.", ""]
