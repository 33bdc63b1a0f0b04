"""The weekday newsletter, the partners' promotions in it, the mailings beside it, their readers."""

from newsletter.models.approval import ApprovedRecord, SendingState
from newsletter.models.deliveries import (
    Bounce,
    Delivery,
    DomainLimit,
    Mailing,
    SenderProcess,
)
from newsletter.models.imports import SubscriberImport
from newsletter.models.intake import Feed, Story, StoryItem, StoryTag
from newsletter.models.issues import (
    DayOff,
    IssueArticle,
    IssueCorrection,
    NewsletterIssue,
    SendingPlan,
)
from newsletter.models.links import CheckedLink
from newsletter.models.notices import EmailNotice
from newsletter.models.promotions import Promotion, PromotionClicks, PromotionPlacement
from newsletter.models.subscribers import (
    Consent,
    Subscriber,
    SubscriberLetter,
    SubscriptionRequest,
    Suppression,
)

__all__ = [
    "ApprovedRecord",
    "Bounce",
    "CheckedLink",
    "Consent",
    "DayOff",
    "Delivery",
    "DomainLimit",
    "EmailNotice",
    "Feed",
    "IssueArticle",
    "IssueCorrection",
    "Mailing",
    "NewsletterIssue",
    "Promotion",
    "PromotionClicks",
    "PromotionPlacement",
    "SenderProcess",
    "SendingPlan",
    "SendingState",
    "Story",
    "StoryItem",
    "StoryTag",
    "Subscriber",
    "SubscriberImport",
    "SubscriberLetter",
    "SubscriptionRequest",
    "Suppression",
]
