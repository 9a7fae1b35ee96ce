"""What made the folder: Jekyll, Hugo, Pelican or nobody, and what its settings say."""

import ast
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from fnmatch import fnmatchcase
from typing import Any, Literal
from urllib.parse import urlsplit

from aicmr.lib import plainyaml
from content.transfer.importers.markdown import frontmatter, values
from content.transfer.importers.markdown.folder import Folder

Made = Literal["jekyll", "hugo", "pelican", "plain"]
_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json")
_PELICAN = {"SITENAME", "SITEURL", "TIMEZONE", "DEFAULT_LANG", "ARTICLE_URL", "PAGE_URL", "AUTHOR", "PATH"}
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}


@dataclass
class Site:
    """`url` and `base` are where it answered; `permalinks` are patterns of addresses, by sort.

    `collections` are those of Jekyll that were shown, with their patterns; `excluded` what its settings leave out.
    """

    made_by: Made = "plain"
    title: str = ""
    url: str = ""
    language: str = ""
    author: str = ""
    zone: tzinfo = UTC
    bases: tuple[str, ...] = ("",)
    content: str = ""
    permalinks: dict[str, str] = field(default_factory=dict)
    terms: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    collections: dict[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()

    def leaves_out(self, name: str) -> bool:
        """Whether its settings name the file, or a folder that it lies in."""
        return any(fnmatchcase(name, each) or name.startswith(f"{each.rstrip('/')}/") for each in self.excluded)


def site_of(folder: Folder) -> Site:
    """By the files that lie in it; settings that cannot be read are reported, and guessed."""
    site = _site_of(folder)
    try:
        urlsplit(site.url)
    except ValueError:
        names = {"jekyll": "_config.yml", "pelican": "pelicanconf.py"}
        said = f"{names.get(site.made_by, 'The settings of the site')} names no address that can be ({site.url[:80]})."
        site.problems.append(f"{said} It is left out.")
        site.url = ""
    return site


def _site_of(folder: Folder) -> Site:
    root = folder.root
    if (root / "pelicanconf.py").is_file():
        return _pelican(folder)
    if (root / "_config.yml").is_file() or (root / "_posts").is_dir() or (root / "_config.toml").is_file():
        return _jekyll(folder)
    if (root / "content").is_dir() and (root / "articles").is_dir() is False:
        name = next((name for name in _HUGO if (root / name).is_file()), "")
        return _hugo(folder, name)
    site = Site(made_by="plain", bases=("", "static", "public", "images"))
    _plain(folder, site)
    return site


def _settings(folder: Folder, name: str, site: Site) -> dict[str, Any]:
    """Of a file of settings in YAML, TOML or JSON."""
    path = folder.root / name
    if not name or not path.is_file() or path.is_symlink():
        return {}
    try:
        source, _ = folder.read(path)
        source = source[: frontmatter.LARGEST]
        if name.endswith(".toml"):
            found: Any = tomllib.loads(source)
        else:
            found = json.loads(source) if name.endswith(".json") else plainyaml.load(source)
    except (ValueError, RecursionError) as error:
        site.problems.append(
            f"{name} cannot be read ({str(error).splitlines()[0][:120]}): the usual settings are taken."
        )
        return {}
    return {str(key).lower(): value for key, value in found.items()} if isinstance(found, Mapping) else {}


def _jekyll(folder: Folder) -> Site:
    site = Site(made_by="jekyll", bases=("", "assets"))
    found = _settings(folder, "_config.yml", site) or _settings(folder, "_config.toml", site)
    base = values.text(found, "baseurl").strip("/")
    site.url = values.text(found, "url").rstrip("/") + (f"/{base}" if base else "")
    site.title, site.language = values.text(found, "title", "name"), values.text(found, "lang", "locale")
    site.author = values.text(found, "author.name", "author")
    site.zone = values.zone_of(values.text(found, "timezone"))
    style = values.text(found, "permalink") or "date"
    rows = found.get("collections")
    for name, row in rows.items() if isinstance(rows, Mapping) else ():
        if isinstance(row, Mapping) and values.flag(row, "output"):
            site.collections[str(name)] = values.text(row, "permalink")
    for name in values.names(found.get("include")):
        if name.startswith("_"):
            site.collections.setdefault(name.removeprefix("_"), "")
    site.excluded = tuple(values.names(found.get("exclude")))
    site.permalinks["article"] = _STYLES.get(style, style if "/" in style or ":" in style else _STYLES["date"])
    return site


def _hugo(folder: Folder, name: str) -> Site:
    site = Site(made_by="hugo", bases=("static", "assets", "content", ""), content="content")
    found = _settings(folder, name, site)
    site.url = values.text(found, "baseurl").rstrip("/")
    site.title = values.text(found, "title")
    site.language = values.text(found, "languagecode", "defaultcontentlanguage")
    site.author = values.text(found, "params.author.name", "params.author", "author.name", "author")
    site.zone = values.zone_of(values.text(found, "timezone"))
    rows = found.get("languages")
    site.languages = frozenset(str(name).lower()[:12] for name in rows) if isinstance(rows, Mapping) else frozenset()
    patterns = found.get("permalinks")
    patterns = patterns.get("page", patterns) if isinstance(patterns, Mapping) else {}
    site.permalinks = {str(key): str(value) for key, value in patterns.items() if isinstance(value, str)}
    return site


def _pelican(folder: Folder) -> Site:
    """Settings are a Python program, which is read and never run: plain assignments alone count."""
    site = Site(made_by="pelican", bases=("", "content"))
    found: dict[str, str] = {}
    try:
        tree = ast.parse(folder.read(folder.root / "pelicanconf.py")[0])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.Module(body=[], type_ignores=[])
        site.problems.append("pelicanconf.py cannot be read: the usual settings are taken.")
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found |= {t.id: node.value.value for t in node.targets if isinstance(t, ast.Name) and t.id in _PELICAN}
    content = found.get("PATH", "content").strip("./")
    site.content = content if (folder.root / content).is_dir() else ""
    site.bases = (site.content, "")
    site.title, site.url = found.get("SITENAME", ""), found.get("SITEURL", "").rstrip("/")
    site.language, site.author = found.get("DEFAULT_LANG", ""), found.get("AUTHOR", "")
    site.zone = values.zone_of(found.get("TIMEZONE", ""))
    site.permalinks = {
        "article": found.get("ARTICLE_URL", "{slug}.html"),
        "page": found.get("PAGE_URL", "pages/{slug}.html"),
    }
    return site


def _plain(folder: Folder, site: Site) -> None:
    """A folder that this program wrote says in `site.yml` what it was, with its terms."""
    found = _settings(folder, "site.yml", site)
    site.title, site.url = values.text(found, "title"), values.text(found, "url").rstrip("/")
    site.language = values.text(found, "language")
    for sort in ("authors", "categories", "tags"):
        rows = found.get(sort)
        site.terms[sort] = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
