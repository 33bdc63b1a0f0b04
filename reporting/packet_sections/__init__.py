"""Reporting's pages in a meeting packet; importing them registers them."""

from reporting.packet_sections import page_views, partner_report, visits

__all__ = ["page_views", "partner_report", "visits"]
