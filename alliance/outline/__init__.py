"""Outline text (개조식): stored as typed, read into a tree, printed from the tree."""

from alliance.outline.frozen import UnreadableOutline, from_json, to_json
from alliance.outline.parser import parse
from alliance.outline.tree import Kind, Node, Outline

__all__ = ["Kind", "Node", "Outline", "UnreadableOutline", "from_json", "parse", "to_json"]
