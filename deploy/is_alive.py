"""Exit 0 if the address answers; asks under the first allowed host name, as a visitor would."""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
request = urllib.request.Request(sys.argv[1], headers={"Host": host})  # noqa: S310 -- our own address
urllib.request.urlopen(request, timeout=4)  # noqa: S310
