"""The schedules of a template."""

from tests.testkit.infrastructure.templates import Template


def schedules(application: Template) -> dict[str, tuple[str, str]]:
    """Rate and state of each schedule, by the package of the function that it calls."""
    functions = application.resources("AWS::Lambda::Function")
    found = {}
    for rule in application.properties("AWS::Events::Rule"):
        if "ScheduleExpression" in rule:
            [target] = rule["Targets"]
            handler = functions[target["Arn"]["Fn::GetAtt"][0]]["Properties"]["Handler"]
            found[handler.partition(".")[0]] = (rule["ScheduleExpression"], rule["State"])
    return found
