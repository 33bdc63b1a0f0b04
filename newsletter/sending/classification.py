"""What a report of returned mail says: gone for good, not now, a complaint, an automatic answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Any

from flufl.bounce import all_failures

from newsletter.models import Bounce

Kind = Bounce.Kind

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# A mailbox that does not exist or was closed; all else of class 5 may be our own fault
# (policy, size, spam) or pass (quota), and counts as not reachable for now.
GONE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"}
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_REPORTERS = re.compile(r"mailer-?daemon|postmaster|mail delivery|반송|메일 전송", re.IGNORECASE)
# Korean providers report in plain words.
_GONE_IN_KOREAN = re.compile(
    r"(존재하지\s*않는|없는|탈퇴한|등록되지\s*않은)\s*(사용자|수신자|계정|메일\s*주소|아이디|이메일)"
    r"|(사용자|수신자|계정|메일\s*주소|아이디)(가|이|를|을)?\s*(존재하지\s*않|없습니다|찾을\s*수\s*없)"
)
_NOT_NOW_IN_KOREAN = re.compile(
    r"(용량|메일함|편지함|보관함).{0,20}(초과|가득|부족)|휴면|일시적|수신.{0,6}(제한|거부|차단)"
)
_AWAY_IN_KOREAN = re.compile(r"부재\s*중|자동\s*(응답|회신)|휴가")
_LONGEST_DETAIL = 300


@dataclass(frozen=True)
class Verdict:
    kind: Bounce.Kind
    status: str = ""
    detail: str = ""


def status_of(text: str) -> str:
    """The enhanced code of RFC 3463 in an answer or report, if it gives one."""
    match = _STATUS.search(text)
    return ".".join(match.groups()) if match else ""


def classify(message: EmailMessage, *, address: str) -> Verdict:
    """`address` is whom our mail was for; the return path told us."""
    complaint = _part(message, "message/feedback-report")
    if complaint is not None:
        return _complaint(complaint)
    report = _part(message, "message/delivery-status")
    if report is not None:
        return _delivery_status(report)
    if _is_automatic(message):
        return Verdict(Kind.AUTO_REPLY, detail=_subject(message))
    return _by_its_words(message, address)


def _complaint(report: Message) -> Verdict:
    text = _flat(report)
    kind = re.search(r"^feedback-type:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    said = kind[1].lower() if kind else ""
    if said in ("abuse", "fraud", "virus", "opt-out", "opt-out-list"):
        return Verdict(Kind.COMPLAINT, detail=said)
    return Verdict(Kind.UNKNOWN, detail=said)


def _delivery_status(report: Message) -> Verdict:
    text = _flat(report)
    action = re.search(r"^action:\s*(\w+)", text, re.IGNORECASE | re.MULTILINE)
    status = re.search(r"^status:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    words = re.search(r"^diagnostic-code:\s*(.+)", text, re.IGNORECASE | re.MULTILINE)
    detail = words[1].strip()[:_LONGEST_DETAIL] if words else ""
    code = status_of(status[1]) if status else ""
    # Some servers write a vague 5.0.0 and the true code into the words behind it.
    if code in ("", "5.0.0"):
        code = status_of(detail) or code
    if action is None or action[1].lower() != "failed":
        # Delayed, relayed or delivered: nothing came back.
        return Verdict(Kind.AUTO_REPLY, code, detail)
    return Verdict(Kind.HARD if code in GONE else Kind.SOFT, code, detail)


def _is_automatic(message: EmailMessage) -> bool:
    said = str(message.get("Auto-Submitted", "")).lower()
    if said.startswith("auto-replied") or any(message.get(name) for name in _AUTOMATIC_HEADERS):
        return not _REPORTERS.search(str(message.get("From", "")))
    if str(message.get("Precedence", "")).lower() == "auto_reply":
        return True
    return bool(_AWAY_IN_KOREAN.search(_subject(message)))


def _by_its_words(message: EmailMessage, address: str) -> Verdict:
    """No machine-readable part: only what surely speaks of our address counts as gone."""
    text = _words(message)
    detail = " ".join(text.split())[:_LONGEST_DETAIL]
    if not _is_from_a_server(message):
        return Verdict(Kind.AUTO_REPLY, detail=_subject(message))
    names_us = address.lower() in text.lower()
    status = status_of(text)
    if names_us and status in GONE:
        return Verdict(Kind.HARD, status, detail)
    if _NOT_NOW_IN_KOREAN.search(text):
        return Verdict(Kind.SOFT, status, detail)
    if names_us and _GONE_IN_KOREAN.search(text):
        return Verdict(Kind.HARD, status, detail)
    temporary, permanent = all_failures(message)
    if address.lower().encode() in {each.lower() for each in permanent}:
        return Verdict(Kind.SOFT if status else Kind.HARD, status, detail)
    if permanent or temporary or status:
        return Verdict(Kind.SOFT, status, detail)
    return Verdict(Kind.UNKNOWN, status, detail)


def _is_from_a_server(message: EmailMessage) -> bool:
    return (
        str(message.get("Return-Path", "")).strip() == "<>"
        or _REPORTERS.search(f"{message.get('From', '')} {_subject(message)}") is not None
    )


def _part(message: EmailMessage, kind: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == kind), None)


def _flat(report: Message) -> str:
    """The report's groups of fields as lines; a continued line is one."""
    groups: Any = report.get_payload()
    text = (
        "\n".join(str(group) for group in groups) if isinstance(groups, list) else str(groups or "")
    )
    return re.sub(r"\r?\n[ \t]+", " ", text)


def _words(message: EmailMessage) -> str:
    """What a person would read first; the returned mail behind it does not count."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            try:
                return str(part.get_content())
            except (LookupError, UnicodeError, KeyError):
                payload = part.get_payload(decode=True)
                return bytes(payload).decode("cp949", "replace") if payload else ""  # type: ignore[arg-type]
    return ""


def _subject(message: EmailMessage) -> str:
    return str(message.get("Subject", ""))[:_LONGEST_DETAIL]
