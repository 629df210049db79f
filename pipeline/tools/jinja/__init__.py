"""Jinja: the one place that makes environments for templates, and reads what a template names."""

from jinja2 import TemplateError as JinjaError
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment as Environment

from pipeline.tools.jinja.environment import make_environment

__all__ = ["Context", "Environment", "JinjaError", "Undefined", "make_environment", "pass_context"]
