"""Object storage from one address: s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=…&insecure=1]."""

from urllib.parse import parse_qs, unquote, urlsplit


def object_storage(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme != "s3":
        message = f"STORAGE_URL must begin with s3://, not {parts.scheme}://"
        raise ValueError(message)
    query = parse_qs(parts.query)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    scheme = "http" if query.get("insecure") == ["1"] else "https"
    return {
        "BACKEND": "alliance.storages.ObjectStorage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{host}{port}",
            "region_name": query.get("region", [None])[0],
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
