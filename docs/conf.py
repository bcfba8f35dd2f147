"""Settings of the documentation site, which `make docs` builds with Sphinx.

Sphinx reads a copy of this folder with the generated pages in it (`scripts.docs.site`), so that
no page of the library, the command line or an error code is written by hand.
"""

from importlib import metadata

project = "Huawei Cloud OCR for Python"
author = "The authors of ocr-wrapper"
release = metadata.version("ocr-wrapper")
version = release
language = "en"
# `--format` stays `--format`.
smartquotes = False

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "scripts.docs.site.corrections",
]
exclude_patterns = ["_static", "images"]

# Markdown: CommonMark with fenced blocks, which also reads well on a repository page.
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 4
myst_links_external_new_tab = False

# The library: signatures and docstrings of the installed packages. Single backticks are code.
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_class_signature = "mixed"
autodoc_inherit_docstrings = False
python_maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"
python_display_short_literal_types = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
nitpicky = True
# Two packages have an `Entry`; a short name in a signature may mean either.
suppress_warnings = ["ref.python"]
nitpick_ignore_regex = [
    # Names of other packages: their inventories would have to be fetched from the network.
    ("py:.*", r"(?!(ocr_wrapper|ocr_emulator|huawei_ocr_api)\b).*"),
    # Names inside our packages that are no public names: a signature may mention them.
    ("py:.*", r"(ocr_wrapper|ocr_emulator|huawei_ocr_api)\.[a-z_.]+\.\w+"),
]

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "Huawei Cloud OCR for Python"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["_extra"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {
        "color-brand-primary": "#0b6e8a",
        "color-brand-content": "#0b6e8a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#5cc8e6",
        "color-brand-content": "#5cc8e6",
    },
}

# Prompts and output are not copied with a command.
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
