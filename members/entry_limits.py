"""How much an entry holds, whoever writes it: the company in its form, an officer in a sheet."""

LONGEST_INTRODUCTION = 2000
MOST_TAGS, LONGEST_TAG = 10, 40
MOST_PRODUCTS, LONGEST_PRODUCT = 20, 120
MOST_FIELDS = 5
