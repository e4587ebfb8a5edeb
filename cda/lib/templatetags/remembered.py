"""Tags whose answer never changes: worked out once, or once in each language.

A page names thirty addresses, fifty sentences and sixty icons, which was a tenth of its cost.
"""

import functools
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.template.library import SimpleNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.i18n import do_translate as read_translate
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from cda.lib.icons import icon as draw_icon

register = template.Library()
register.simple_tag(draw_icon, name="icon")
read_icon = register.tags["icon"]


class Address(URLNode):
    """`{% url %}` as ever, but each address is worked out once: ours depend on nobody who asks."""

    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        name, args = self.view_name.resolve(context), [arg.resolve(context) for arg in self.args]
        try:
            url = address(get_resolver(get_urlconf()), name, *args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            url = ""
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@functools.lru_cache(maxsize=8192)
def address(resolver: URLResolver, name: str, *args: Any) -> str:
    """`resolver` only tells one set of addresses from another."""
    return reverse(name, args=args)


@register.tag
def url(parser: Parser, token: Token) -> Address:
    node = read_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class Sentence(TranslateNode):
    """`{% translate %}` as ever, but words without a variable are looked up once a language."""

    def __init__(self, read: TranslateNode) -> None:
        super().__init__(read.filter_expression, read.noop, read.asvar, read.message_context)
        words = self.filter_expression
        self.is_fixed = not (words.var.lookups or words.filters or read.message_context)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        if not self.is_fixed:
            return super().render(context)
        language = get_language()
        if language not in self.said:
            said = super().render(context)
            self.said[language] = context[self.asvar] if self.asvar else said
        if self.asvar:
            context[self.asvar] = self.said[language]
            return ""
        return self.said[language]


@register.tag
def translate(parser: Parser, token: Token) -> Sentence:
    return Sentence(read_translate(parser, token))


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """{% icon "check" %} or {% icon "check" "extra-class" %}: drawn when the template is read."""
    node: SimpleNode = read_icon(parser, token)
    if node.kwargs or node.target_var or not all(map(is_fixed, node.args)):
        return node
    return TextNode(node.render(Context()))


def is_fixed(word: FilterExpression) -> bool:
    """A word between quotation marks, as it stands."""
    return not (word.is_var or word.filters)
