"""Templates: where they come from, and an environment for each form that escapes whatever is printed.

A template never has to ask for escaping: `{{ value }}` is clean in HTML, Markdown and plain text alike.
"""

from __future__ import annotations

import hashlib
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from aggregator.errors import TemplateError
from aggregator.render.text import counted, day, markdown, markdown_target, moment, plain, weekday

Form = Literal["html", "md", "txt"]

STYLE_SHEET = "style.css"

BUFFERED = 500
"""Printed values that make one piece of a long page: some ten stories of a list."""


def shipped() -> Traversable:
    """Return the folder of the project's own templates, in an installed wheel or in the repository."""
    package = files("aggregator")
    installed = package / "templates"
    return installed if installed.is_dir() else Path(str(package)).parent / "templates"


def names() -> tuple[str, ...]:
    """Return the names of the project's own templates, in order."""
    return tuple(sorted(path.name for path in shipped().iterdir() if path.is_file()))


class Templates:
    """The templates of one look: the user's own folder first, file by file, then the project's."""

    def __init__(self, own: Path | None = None) -> None:
        if own is not None and not own.is_dir():
            raise TemplateError(f"{own}: there is no such folder of templates")
        self._folders: tuple[Traversable, ...] = (*([own] if own else []), shipped())
        self._read: set[str] = set()
        self._environments = {form: self._environment(form) for form in _FINALIZERS}
        self.style = self.text(STYLE_SHEET)
        self.policy = policy(self.style)

    def render(self, name: str, form: Form, **context: object) -> str:
        """Return the template `name` filled with `context`.

        Raises:
            TemplateError: if a template is missing or wrong, or names a value that does not exist; the
                message names file and line.
        """
        with self._explained(name):
            return self._environments[form].get_template(name).render(context)

    def pieces(self, name: str, form: Form, **context: object) -> Iterator[str]:
        """Yield the template `name` filled with `context` piece by piece, for what is long.

        Raises:
            TemplateError: as `render`, once its place is reached.
        """
        with self._explained(name):
            stream = self._environments[form].get_template(name).stream(context)
            stream.enable_buffering(BUFFERED)
            yield from stream

    def _environment(self, form: Form) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=jinja2.select_autoescape(),
            undefined=jinja2.StrictUndefined,
            finalize=_finalizer(_FINALIZERS[form]),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        environment.filters.update(
            day=day, weekday=weekday, moment=moment, counted=counted, target=markdown_target
        )
        return environment

    def _load(self, name: str) -> tuple[str, str, None] | None:
        parts = jinja2.loaders.split_template_path(name)
        for folder in self._folders:
            found = folder.joinpath(*parts)
            if found.is_file():
                self._read.add(str(found))
                return found.read_text(encoding="utf-8"), str(found), None
        return None

    def text(self, name: str) -> Markup:
        """Return a file that is no template as it is: a style sheet, which stands inside a page, or a script.

        Raises:
            TemplateError: if it is missing, or would end the element it stands in.
        """
        with self._explained(name):
            loaded = self._load(name)
            if loaded is None:
                raise jinja2.TemplateNotFound(name)
        text, path, _ = loaded
        if "</" in text and name.endswith(".css"):
            raise TemplateError(f"{path}: a style sheet cannot contain '</', it stands inside a page")
        return Markup(text)  # noqa: S704 - the newsroom's own file, not text from outside

    def raw(self, name: str) -> bytes:
        """Return a file that is no text, such as a picture.

        Raises:
            TemplateError: if it is missing.
        """
        for folder in self._folders:
            if (found := folder.joinpath(name)).is_file():
                return found.read_bytes()
        raise TemplateError(f"{name}: there is no such file among the templates")

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Turn whatever a wrong template raises into an error that says where."""
        try:
            yield
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"{error.name}: there is no such template") from error
        except UnicodeDecodeError as error:
            raise TemplateError(f"{self._path(name)}: a template must be UTF-8") from error
        except (jinja2.TemplateError, *_FAULTS) as error:
            raise TemplateError(f"{self._place(error) or name}: {error}") from error

    def _place(self, error: BaseException) -> str:
        """Return file and line of the innermost template that an error passed through, "" if none."""
        frames = traceback.walk_tb(error.__traceback__)
        places = [
            f"{path}:{line}" for frame, line in frames if (path := frame.f_code.co_filename) in self._read
        ]
        return places[-1] if places else ""

    def _path(self, name: str) -> str:
        found = (folder.joinpath(name) for folder in self._folders)
        return next((str(path) for path in found if path.is_file()), name)


_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What an expression of a template can raise beside Jinja's own errors."""


@cache
def standard() -> Templates:
    """Return the project's own templates, compiled once."""
    return Templates()


def policy(style: str, *, scripts: bool = False) -> str:
    """Return a Content-Security-Policy that lets this very style sheet in and nothing else.

    With `scripts` it lets in those of the edition too, and what they ask the edition for.
    """
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    more = "; script-src 'self'; connect-src 'self'" if scripts else ""
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
        f"{more}"
    )


_FINALIZERS: dict[Form, Callable[[str], str]] = {"html": plain, "md": markdown, "txt": plain}


def _finalizer(clean: Callable[[str], str]) -> Callable[[Any], Any]:
    """Return what Jinja applies to every printed value; `Markup` is the project's own and passes."""

    def finalize(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    return finalize
