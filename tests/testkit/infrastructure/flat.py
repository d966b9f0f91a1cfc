"""CloudFormation values as one readable string each, for comparison in tests."""

from typing import Any


def flat(value: Any) -> str:
    """`{"Fn::Join": ["", ["arn:", {"Ref": "X"}]]}` as `arn:<X>`."""
    match value:
        case str():
            return value
        case {"Fn::Join": [delimiter, parts]}:
            return str(delimiter).join(flat(part) for part in parts)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::Sub": str(text)}:
            return text.replace("${", "<").replace("}", ">")
        case {"Fn::ImportValue": name}:
            return f"<{name}>"
    raise ValueError(f"unexpected value: {value!r}")


def many(value: Any) -> list[str]:
    """One value or a list of them, each flat."""
    return [flat(part) for part in (value if isinstance(value, list) else [value])]
