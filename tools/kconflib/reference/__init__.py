"""The option reference: one self-contained page of HTML, or Markdown.

    entries.py   what is told of each option
    html.py      the page, from page.html, style.css and script.js
    markdown.py  the same as Markdown
"""

from .html import html_page
from .markdown import markdown

__all__ = ["html_page", "markdown"]
