"""Certificates of membership: anybody verifies one that was shown to them."""
