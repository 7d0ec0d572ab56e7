"""Gathers the Markdown of the whole project for MkDocs, so that its links are those of the repository.

Every page keeps its place, and what a page links to comes along: a file as it is, a directory without a
README as a list of its files. The order is that of deploy/docs/README.md; pages that it does not name
follow in the section of their folder, or under "Project".
"""

import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
INDEX = "deploy/docs/README.md"
DIAGRAMS = ROOT / "target/site-tools/package/dist/mermaid.min.js"
SECTIONS = ["Tutorials", "How-to", "Reference", "Explanation", "Results"]
FOLDERS = {
    "deploy/docs/tutorials/": "Tutorials",
    "deploy/docs/how-to/": "How-to",
    "deploy/docs/reference/": "Reference",
    "deploy/docs/explanation/": "Explanation",
}
SKIPPED = {"target", "src", "site"}  # of src only what a page links to
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"(\]\()([^)\s]+)(\))")
TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


def ours():
    """The pages of the project, by their place in it."""
    found = {}
    for path in sorted(ROOT.rglob("*.md")):
        parts = path.relative_to(ROOT).parts
        if not any(part in SKIPPED or part.startswith(".") for part in parts):
            found["/".join(parts)] = path
    found[".github/SECURITY.md"] = ROOT / ".github/SECURITY.md"
    return {place: path for place, path in found.items() if path.is_file()}


def links(text):
    """The places in the repository that a page links to, without what is code."""
    for match in LINK.finditer(CODE.sub("", text)):
        target = match.group(2).split("#")[0]
        if target and ":" not in target:
            yield target


def resolved(place, target):
    return posixpath.normpath(posixpath.join(posixpath.dirname(place), target))


def shown(place):
    """Where a page stands in the site: nothing of it may be hidden."""
    return place.replace(".github/", "github/")


def listing(place):
    directory = ROOT / place
    lines = [f"# {place}", ""]
    for entry in sorted(directory.iterdir()):
        if entry.is_file():
            lines.append(f"* [{entry.name}]({entry.name})")
    return "\n".join(lines) + "\n"


def on_files(files, config):
    pages = ours()
    todo = list(pages.items())
    added = {}
    lists = set()
    while todo:
        place, path = todo.pop()
        added[place] = path
        for target in links(path.read_text(encoding="utf-8")):
            linked = resolved(place, target)
            source = ROOT / linked
            if linked.startswith("..") or linked in added:
                continue
            if source.is_dir():
                if not (source / "README.md").is_file():
                    lists.add(linked)
                    for entry in source.iterdir():
                        if entry.is_file():
                            added.setdefault(f"{linked}/{entry.name}", entry)
            elif source.is_file():
                if source.suffix == ".md":
                    todo.append((linked, source))
                added[linked] = source
    for place, path in sorted(added.items()):
        files.append(File.generated(config, shown(place), abs_src_path=str(path)))
    for place in sorted(lists):
        files.append(File.generated(config, place + "/index.md", content=listing(place)))
    if DIAGRAMS.is_file():
        files.append(File.generated(config, "mermaid.min.js", abs_src_path=str(DIAGRAMS)))
        config.extra_javascript.append("mermaid.min.js")
    config.nav = nav(pages)
    return files


def title(place):
    found = TITLE.search((ROOT / place).read_text(encoding="utf-8"))
    return found.group(1) if found else place


def nav(pages):
    """The index says what stands where; a page stands where it is named first."""
    sections = {name: [] for name in [*SECTIONS, "Project"]}
    seen = {"README.md", INDEX}
    section = "Project"
    for line in (ROOT / INDEX).read_text(encoding="utf-8").splitlines():
        heading = re.match(r"## ([\w-]+)", line)
        if heading:
            section = heading.group(1)
        for name, target in re.findall(r"\[([^\]]+)\]\(([^)\s]+)\)", line):
            place = resolved(INDEX, target.split("#")[0])
            if place in pages and place not in seen:
                seen.add(place)
                sections[section].append({name[0].upper() + name[1:]: shown(place)})
    for place in pages:
        if place not in seen:
            home = next((name for folder, name in FOLDERS.items() if place.startswith(folder)), "Project")
            sections[home].append({title(place): shown(place)})
    return [{"Start": [{"QAHAN": "README.md"}, {"All pages": INDEX}]}] + [
        {name: entries} for name, entries in sections.items() if entries
    ]


def on_page_markdown(markdown, page, config, files):
    """A directory cannot be shown, but its README or its list can."""
    place = page.file.src_uri

    def directed(match):
        target, _, anchor = match.group(2).partition("#")
        if not target or ":" in target:
            return match.group(0)
        linked = resolved(place.replace("github/", ".github/"), target)
        if (ROOT / linked).is_dir():
            name = "README.md" if (ROOT / linked / "README.md").is_file() else "index.md"
            return match.group(1) + target.rstrip("/") + "/" + name + match.group(3)
        return match.group(0)

    parts = []
    last = 0
    for code in CODE.finditer(markdown):
        parts += [LINK.sub(directed, markdown[last : code.start()]), code.group(0)]
        last = code.end()
    return "".join(parts) + LINK.sub(directed, markdown[last:])
