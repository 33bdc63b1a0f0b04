from tests.newsletter.sending.conftest import approved, start  # noqa: F401 -- fixtures
