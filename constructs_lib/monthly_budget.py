"""The monthly budget: notifies the topic of all alarms when the account costs more."""

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_sns as sns
from constructs import Construct

NAME = "monthly-budget"
# At 80 % of the budget there is time to react; the forecast notifies as soon as it exceeds the budget.
SPENT_PERCENT, FORECAST_PERCENT = 80, 100


class MonthlyBudget(Construct):
    """The whole account's cost: by tag it would count nothing until the tag is activated for cost allocation."""

    def __init__(self, scope: Construct, id: str, *, prefix: str, usd: int, topic: sns.ITopic) -> None:
        super().__init__(scope, id)
        self._topic = topic
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=f"{prefix}-{NAME}",
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=usd, unit="USD"),
            ),
            notifications_with_subscribers=[
                self._notification("ACTUAL", SPENT_PERCENT),
                self._notification("FORECASTED", FORECAST_PERCENT),
            ],
        )

    def _notification(self, kind: str, percent: int) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
        return budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                notification_type=kind,
                comparison_operator="GREATER_THAN",
                threshold=percent,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=self._topic.topic_arn)],
        )
