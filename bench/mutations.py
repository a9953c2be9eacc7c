"""Small faults in a module: one entry dropped, one condition turned round, one step left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

__all__ = ["Mutation", "mutations"]

LARGE = 1000  # a limit of size: one more or less is nobody's concern, a tenth or ten times is
_SKIPPED_FIELDS = frozenset({"annotation", "returns", "decorator_list", "type_comment"})
_SKIPPED_NAMES = frozenset({"__all__", "__slots__"})
_SKIPPED_FUNCTIONS = frozenset({"__repr__"})
_SKIPPED_KEYWORDS = frozenset({"repr", "maxsize", "default_factory", "flags", "strict"})
_WORDS = re.compile(r"\S+")
_ALTERNATIVES = re.compile(r"(?<!\\)\((?:\?:)?([^()|\[\]]+(?:\|[^()|\[\]]+)+)\)")

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.LtE: ast.Gt, ast.Gt: ast.LtE,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_EDGE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
_CALLS = {"any": "all", "all": "any", "min": "max", "max": "min"}
_STEPS = (ast.Return, ast.Continue, ast.Break, ast.Expr, ast.AugAssign, ast.Assign)


@dataclass(frozen=True)
class Mutation:
    """One fault; `apply` puts it into the tree for good."""

    where: str  # the function, or "module"
    line: int
    change: str
    apply: Callable[[], None] = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by when lines move."""
        return self.where, self.change


@dataclass(frozen=True)
class _Slot:
    """A place in the tree."""

    parent: ast.AST
    name: str
    index: int | None

    @property
    def node(self) -> ast.AST:
        value = getattr(self.parent, self.name)
        return value if self.index is None else value[self.index]

    def put(self, node: ast.AST) -> None:
        ast.copy_location(node, self.node)
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


def mutations(tree: ast.Module) -> Iterator[Mutation]:
    """Every fault that can be made in a module, in the order of its lines."""
    for where, slot in _slots(tree, "module"):
        node = slot.node
        for new in _variants(node, slot):
            yield Mutation(where, node.lineno, f"{_text(node)} -> {_text(new)}", partial(slot.put, new))
        for change, apply in _drops(node):
            yield Mutation(where, node.lineno, change, apply)


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 160 else f"{text[:120]} ... {text[-30:]}"


def _slots(node: ast.AST, where: str) -> Iterator[tuple[str, _Slot]]:
    for name, value in ast.iter_fields(node):
        if name in _SKIPPED_FIELDS:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_skipped(child):
                inner = where
                if isinstance(child, ast.FunctionDef | ast.ClassDef):
                    inner = child.name if where == "module" else f"{where}.{child.name}"
                if isinstance(child, ast.expr | ast.stmt):
                    yield where, _Slot(node, name, index)
                yield from _slots(child, inner)


def _is_skipped(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.AnnAssign():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in _SKIPPED_NAMES
        case ast.FunctionDef(name=name):
            return name in _SKIPPED_FUNCTIONS
        case ast.keyword(arg=name):
            return name in _SKIPPED_KEYWORDS
    return False


def _variants(node: ast.AST, slot: _Slot) -> Iterator[ast.AST]:  # noqa: PLR0912 - a table
    """What could stand in a node's place."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for table in (_OPPOSITE, _EDGE):
                for number, op in enumerate(ops):
                    if type(op) in table:
                        yield ast.Compare(left, [*ops[:number], table[type(op)](), *ops[number + 1 :]], others)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
            for number in range(len(values)):
                left = values[:number] + values[number + 1 :]
                yield left[0] if len(left) == 1 else ast.BoolOp(op, left)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            yield ast.BinOp(left, _ARITHMETIC[type(op)](), right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in _CALLS:
            yield ast.Call(ast.Name(_CALLS[name], ast.Load()), args, keywords)
        case ast.Constant(value=value) if not _is_format(slot):
            yield from (ast.Constant(other) for other in _constants(value))
        case ast.IfExp(test=test, body=body, orelse=orelse) if not isinstance(test, ast.Compare | ast.BoolOp):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.If(test=ast.Name() | ast.Call() | ast.Attribute() as test, body=body, orelse=orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case _ if isinstance(node, _STEPS) and not _is_needed(node, slot):
            yield ast.Pass()


def _is_needed(node: ast.AST, slot: _Slot) -> bool:
    """Without which nothing runs at all, or nothing differs."""
    if isinstance(node, ast.Assign):
        return not isinstance(node.targets[0], ast.Subscript | ast.Attribute)
    return (
        isinstance(node, ast.Return)
        and slot.index == len(getattr(slot.parent, slot.name)) - 1
        and isinstance(slot.parent, ast.FunctionDef)
    )


def _is_format(slot: _Slot) -> bool:
    return isinstance(slot.parent, ast.JoinedStr | ast.FormattedValue | ast.Attribute | ast.Raise)


def _constants(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value * 10, value // 10) if value >= LARGE else (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value * 2, value / 2) if value else (1.0,)
    elif isinstance(value, str | bytes) and len(_WORDS.findall(_string(value))) < 3:
        for dropped in _fewer_alternatives(_string(value)):
            yield dropped if isinstance(value, str) else dropped.encode()
        if value and "(" not in _string(value):
            yield "\x00" if isinstance(value, str) else b"\x00"


def _string(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode()


def _fewer_alternatives(pattern: str) -> Iterator[str]:
    """A regular expression without one of the alternatives of a group."""
    for found in _ALTERNATIVES.finditer(pattern):
        words = found[1].split("|")
        for number in range(len(words)):
            left = "|".join(words[:number] + words[number + 1 :])
            yield pattern[: found.start(1)] + left + pattern[found.end(1) :]


def _drops(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    """One entry less: of a literal, or of words in a string that is split."""
    match node:
        case ast.Set(elts=elts) | ast.Tuple(elts=elts, ctx=ast.Load()) | ast.List(elts=elts, ctx=ast.Load()):
            for number, element in enumerate(elts if len(elts) > 1 else []):
                yield f"without {_text(element)} in {_text(node)}", partial(_remove, elts, number)
        case ast.Dict(keys=keys, values=values):
            for number, key in enumerate(keys):
                yield f"without the key {_text(key) if key else '**'}", partial(_remove, keys, number, values)
        case ast.Constant(value=str() | bytes() as value) if len(_WORDS.findall(_string(value))) >= 3:
            for found in _WORDS.finditer(_string(value)):
                left = _string(value)[: found.start()] + _string(value)[found.end() :]
                new = left if isinstance(value, str) else left.encode()
                yield f"without the word {found[0]}", partial(setattr, node, "value", new)


def _remove(elements: list[ast.AST], number: int, others: list[ast.AST] | None = None) -> None:
    del elements[number]
    if others is not None:
        del others[number]
