"""Mailings beside the newsletter (이메일링): written, approved, sent to a part of the readers."""
