"""What comes back, in the styles of many servers and providers; written for these tests.

Each sample is (name, kind, mail); READER stands for whom our mail was for.
"""

from __future__ import annotations

from email.message import EmailMessage

READER = "reader@readers.example"


def report(
    style,
    status,
    diagnostic,
    *,
    action="failed",
    sender="MAILER-DAEMON@{} (Mail Delivery System)",
    subject="Undelivered Mail Returned to Sender",
    words="This is the mail system. Your message could not be delivered.",
    recipient=READER,
    encoding="utf-8",
    headers=(),
):
    """multipart/report as in RFC 3464."""
    lines = [
        f"Reporting-MTA: dns; {style}.example",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Action: {action}",
        f"Status: {status}",
    ]
    if diagnostic:
        lines.append(f"Diagnostic-Code: smtp; {diagnostic}")
    body = words.encode(encoding)
    head = [
        f"From: {sender.format(f'{style}.example')}",
        "Return-Path: <>",
        f"Subject: {subject}",
        *headers,
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
        "",
        "--B",
        f"Content-Type: text/plain; charset={encoding}",
        "Content-Transfer-Encoding: 8bit",
        "",
    ]
    tail = [
        "",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        *lines,
        "",
        "--B",
        "Content-Type: text/rfc822-headers",
        "",
        f"To: {recipient}",
        "Subject: newsletter of the day, 없는 사용자 550 5.1.1",
        "",
        "--B--",
        "",
    ]
    return b"\r\n".join(
        ["\r\n".join(head).encode(), body, "\r\n".join(tail).encode()],
    )


def plain(
    sender,
    subject,
    text,
    *,
    encoding="utf-8",
    headers=(("Return-Path", "<>"),),
):
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    for name, value in headers:
        message[name] = value
    message.set_content(text, charset=encoding)
    return message.as_bytes()


def person(sender, subject, text, **headers):
    """Somebody's program answers in their stead, at our return path."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return plain(sender, subject, text, headers=named)


GONE = [
    (style, "hard", report(style, status, diagnostic))
    for style, status, diagnostic in [
        ("postfix", "5.1.1", f"550 5.1.1 <{READER}>: Recipient address rejected: User unknown"),
        ("sendmail", "5.1.1", "550 5.1.1 User unknown"),
        ("gmail", "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."),
        ("exchange", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"),
        ("outlook", "5.1.1", "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found"),
        ("icloud", "5.1.1", "550 5.1.1 unknown or illegal alias"),
        ("nxdomain", "5.1.2", "Host or domain name not found. Name service error"),
        ("bad-syntax", "5.1.3", "501 5.1.3 Bad recipient address syntax"),
        ("moved", "5.1.6", "551 5.1.6 Recipient no longer on server"),
        ("disabled", "5.2.1", "550 5.2.1 The email account that you tried to reach is disabled."),
        ("no-route", "5.4.4", "unable to route: no mail hosts for domain"),
        ("vague", "5.0.0", "550 5.1.1 no such mailbox here"),
        ("empty-status", "", "550 5.1.1 no such mailbox here"),
        ("naver-report", "5.1.1", "550 5.1.1 The email account does not exist or was deleted"),
        ("daum-report", "5.1.1", "550 5.1.1 존재하지 않는 사용자입니다"),
        ("folded", "5.1.1", "550 5.1.1 your mail\r\n was not wanted: nobody is here"),
    ]
] + [
    (
        "naver in Korean",
        "hard",
        report(
            "naver",
            "5.1.1",
            "550 5.1.1 no such user",
            sender="MAILER-DAEMON <mailer-daemon@{}>",
            subject="[메일 전송 실패] 메일이 전송되지 못했습니다",
            words=f"{READER} 님에게 보낸 메일이 전송되지 못했습니다. 존재하지 않는 아이디입니다.",
        ),
    ),
    (
        "postfix that calls itself an automatic reply",
        "hard",
        report("postfix-3", "5.1.1", "550 5.1.1 no", headers=["Auto-Submitted: auto-replied"]),
    ),
    (
        "exchange with its suppressing header",
        "hard",
        report("office", "5.1.10", "550 5.1.10 x", headers=["X-Auto-Response-Suppress: All"]),
    ),
    (
        "euc-kr words",
        "hard",
        report("nate", "5.1.1", "550 5.1.1 no user", words="없는 사용자", encoding="euc-kr"),
    ),
    (
        "qmail",
        "hard",
        plain(
            "MAILER-DAEMON@qmail.example",
            "failure notice",
            "Hi. This is the qmail-send program at qmail.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{READER}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\nTo: x\n",
        ),
    ),
    (
        "exim",
        "hard",
        plain(
            "Mail Delivery System <Mailer-Daemon@exim.example>",
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            f"  {READER}\n    host mx.example [192.0.2.1]: 550 5.1.1 User unknown\n",
        ),
    ),
    (
        "exim without a code",
        "hard",
        plain(
            "Mail Delivery System <Mailer-Daemon@exim.example>",
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            f"  {READER}\n    unrouteable address\n",
            headers=(("Return-Path", "<>"), ("X-Failed-Recipients", READER)),
        ),
    ),
    (
        "hanmail in plain words",
        "hard",
        plain(
            "메일 전송 시스템 <postmaster@hanmail.example>",
            "반송: 메일을 전달하지 못했습니다",
            f"받는 사람: {READER}\n사유: 존재하지 않는 사용자입니다.\n",
        ),
    ),
    (
        "a groupware in euc-kr",
        "hard",
        plain(
            "postmaster@groupware.example",
            "메일 전송 실패 안내",
            f"{READER} 계정이 존재하지 않습니다. 주소를 확인해 주시기 바랍니다.\n",
            encoding="euc-kr",
        ),
    ),
    (
        "one who left the service",
        "hard",
        plain(
            "Mail Delivery Subsystem <mailer-daemon@portal-mail.example>",
            "[반송] 탈퇴한 사용자",
            f"수신자: {READER}\n탈퇴한 사용자에게 보낸 메일이어서 반송되었습니다.\n",
        ),
    ),
    (
        "a public office",
        "hard",
        plain(
            "postmaster@office-mail.example",
            "메일 반송 통지",
            f"아래 수신자를 찾을 수 없습니다.\n{READER} (550 5.1.1)\n",
        ),
    ),
]
NOT_NOW = [
    (style, "soft", report(style, status, diagnostic))
    for style, status, diagnostic in [
        ("full", "5.2.2", "552 5.2.2 Mailbox full"),
        ("gmail-full", "5.2.2", "552-5.2.2 The recipient's inbox is out of storage space"),
        ("too-large", "5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
        ("spam", "5.7.1", "554 5.7.1 Message rejected as spam"),
        ("dmarc", "5.7.26", "550 5.7.26 Unauthenticated email is not accepted"),
        ("blocked", "5.7.606", "550 5.7.606 Access denied, banned sending IP"),
        ("naver-rate", "5.7.1", "554 5.7.1 수신이 차단된 서버입니다"),
        ("given-up", "4.4.7", "Delivery time expired"),
        ("no-answer", "4.4.1", "Connection timed out"),
        ("greylisted-out", "4.2.0", "450 4.2.0 Greylisted, see you later"),
        ("unknown-reason", "5.0.0", ""),
        ("no-code", "", ""),
        ("loop", "5.4.6", "554 5.4.6 Too many hops"),
        ("policy", "5.7.0", "550 5.7.0 Local policy violation"),
    ]
] + [
    (
        "naver, mailbox full, in plain words",
        "soft",
        plain(
            "postmaster@naver-like.example",
            "[반송] 메일이 전달되지 않았습니다",
            f"{READER}\n받는 분의 메일함 용량이 초과되어 전달되지 않았습니다.\n",
        ),
    ),
    (
        "sleeping account",
        "soft",
        plain(
            "Mailer-Daemon@daum-like.example",
            "반송된 메일입니다",
            f"{READER} 님은 휴면 상태이어서 메일을 받을 수 없습니다.\n",
        ),
    ),
    (
        "receiving refused for now, in euc-kr",
        "soft",
        plain(
            "postmaster@nate-like.example",
            "메일 전송 실패",
            f"{READER}: 일시적으로 메일을 받을 수 없는 상태입니다.\n",
            encoding="euc-kr",
        ),
    ),
    (
        "blocked by a company's filter",
        "soft",
        plain(
            "postmaster@filter.example",
            "Undeliverable: newsletter",
            f"{READER}\n수신 제한 정책에 따라 반송되었습니다. (554 5.7.1)\n",
        ),
    ),
]
NOTHING_CAME_BACK = [
    ("delayed", "auto_reply", report("postfix", "4.4.1", "timed out", action="delayed")),
    ("relayed", "auto_reply", report("relay", "2.0.0", "250 ok", action="relayed")),
    ("delivered", "auto_reply", report("exchange", "2.1.5", "", action="delivered")),
    ("expanded", "auto_reply", report("list", "2.0.0", "", action="expanded")),
]
_WORDS = [
    # Of people who quote the worst that a classifier may stumble over.
    ("out of office", "I am out of office. The user unknown to you is my deputy. 550 5.1.1"),
    (
        "부재중 자동응답",
        f"출장 중입니다. {READER} 계정이 존재하지 않습니다 라는 안내가 갈 수 있습니다.",
    ),
    ("자동 회신: 휴가", "휴가 중입니다. 급한 일은 대표번호로 연락해 주십시오."),
    ("자동응답: 퇴사 안내", f"{READER} 사용자는 퇴사하여 없는 사용자입니다. 5.1.1"),
    ("Re: newsletter", "Thanks! My mailbox is full of news. 552 5.2.2"),
]
AUTOMATIC = [
    (
        f"{subject} by {mark}",
        "auto_reply",
        person(READER, subject, text, **{mark: value}),
    )
    for subject, text in _WORDS
    for mark, value in [
        ("Auto_Submitted", "auto-replied"),
        ("X_Autoreply", "yes"),
        ("Precedence", "auto_reply"),
        ("X_Auto_Response_Suppress", "All"),
    ]
] + [
    ("unmarked, from a person", "auto_reply", person(READER, "Re: 소식", "없는 사용자 550 5.1.1")),
    (
        "unmarked, away",
        "auto_reply",
        person(READER, "부재중입니다", f"{READER} 사용자를 찾을 수 없습니다"),
    ),
    (
        "with an empty return path, as it should have",
        "auto_reply",
        person(
            READER, "Out of office", "550 5.1.1", Return_Path="<>", Auto_Submitted="auto-replied"
        ),
    ),
    (
        "ticket system",
        "auto_reply",
        person("help@desk.example", "[#1] received", "5.1.1", Auto_Submitted="auto-replied"),
    ),
]


def complaint(kind):
    return "\r\n".join(
        [
            "From: feedback@provider.example",
            "Subject: complaint",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "A reader complained.",
            "--B",
            "Content-Type: message/feedback-report",
            "",
            f"Feedback-Type: {kind}",
            "User-Agent: Reports/1.0",
            "Version: 1",
            "",
            "--B--",
            "",
        ]
    ).encode()


COMPLAINTS = [
    ("abuse", "complaint", complaint("abuse")),
    ("opt-out", "complaint", complaint("opt-out")),
    ("not spam", "unknown", complaint("not-spam")),
]
SAMPLES = [*GONE, *NOT_NOW, *NOTHING_CAME_BACK, *AUTOMATIC, *COMPLAINTS]
