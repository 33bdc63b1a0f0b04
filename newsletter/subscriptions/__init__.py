"""Who gets mail by which consent: the verbs, the letters about them, lists that come in.

Every verb writes a row of `Consent`; nothing else makes a subscriber or takes one out.
"""
